"""The operations: groups of expressions, and the inputs that each expression of a group is run on.

In an expression, a, b and c are the inputs; `observe.py` says how inputs are written.
"""


def group(inputs, expressions):
    """Return (expression, inputs) for every pair. inputs: cases apart by spaces, the inputs of one by commas."""
    lines = [line.strip() for line in expressions.strip().splitlines()]
    return [(line, tuple(case.split(","))) for line in lines for case in inputs.split()]


ELEMENTWISE = group(
    "2x3 2x3+ .+ 0x3 3x2t+ 2x3s+ 2x3e+ 7* 4~ i2x3 b3 u3 j3",
    """
    -a
    torch.neg(a)
    abs(a)
    a.abs()
    a.sign()
    a.sqrt()
    torch.rsqrt(a)
    a.reciprocal()
    a.square()
    a.exp()
    torch.expm1(a)
    a.log()
    a.log1p()
    torch.sin(a)
    a.cos()
    a.tanh()
    a.sigmoid()
    a.relu()
    a.erf()
    a.floor()
    a.ceil()
    a.trunc()
    a.round()
    torch.round(a, decimals=1)
    a.isnan()
    a.isinf()
    a.isfinite()
    a.nan_to_num()
    a.nan_to_num(1.0, 2.0, -3.0)
    a.logical_not()
    ~a
    a.clone()
    a.contiguous()
    +a
    a.float()
    a.double()
    a.long()
    a.int()
    a.byte()
    a.bool()
    a.to(torch.float64)
    a.detach()
    a.clamp(-1, 1)
    a.clamp(min=0)
    torch.clamp(a, max=0.5)
    a.clamp(-0.5, 1.5)
    torch.clip(a, 1, -1)
    a.clamp_min(0)
    a.clamp_max(1)
    F.relu(a)
    a.relu().sqrt()
    a.clamp(max=0.5).exp()
    torch.where(a > 0, a.log(), 0)
    """,
) + group("20x14", "a.relu().sqrt().sum()\na.relu().sum()")  # large ones go another way

NUMBERS = group(
    "2x3 .+ 0x3 3x2t 7* 4~ i2x3+ i3 b3 u3 j3",
    """
    a + 1
    1 + a
    a + 0.5
    a + True
    True + a
    a - 2
    2 - a
    a - 0.5
    0.5 - a
    a * 3
    0.25 * a
    a / 4
    4 / a
    a / 0
    a / 0.5
    1.5 / a
    a // 2
    a // 0.75
    7 // a
    a % 3
    a % -0.75
    7 % a
    a ** 2
    a ** 3
    a ** 0
    a ** 1
    a ** 0.5
    a ** -1
    a ** -2.0
    2 ** a
    0 ** a
    2.5 ** a
    torch.pow(a, 3)
    torch.pow(2, a)
    torch.add(a, 2, alpha=3)
    torch.sub(a, 1.5, alpha=2)
    torch.mul(a, 2)
    torch.div(a, 2)
    torch.div(a, 2, rounding_mode="floor")
    torch.div(a, 1.5, rounding_mode="trunc")
    torch.remainder(a, 2)
    torch.fmod(a, 2)
    torch.floor_divide(a, 2)
    torch.rsub(a, 2)
    a + 300
    a - 300
    a * -1
    a == 300
    a > -1
    a == 1
    a != 0.5
    a < 1
    1 < a
    a <= 0
    a > 0
    a >= True
    a & 3
    a | 1
    a ^ 1
    torch.where(a > 0, a, 0)
    torch.where(a > 0, 1.5, a)
    torch.where(a > 0, 1, 2)
    torch.where(a > 0, 1.0, 2)
    a.masked_fill(a > 0, 7)
    a.masked_fill(a > 0, -0.5)
    """,
)

TWO = (
    "2x3,2x3 2x3+,3+ 2x3,. .,2x3 .,. 2x1,1x3 2x1x3,4x3 0x3,3 2x1,0 3x2t,3x2 3x2t,2x3e 7*,7* 6~,6~ "
    "2x3,d2x3 2x3,f.+ f3,d3 f3,d. 3+,u3+ u3+,3+ b3,3+ 2x3,i3 2x3,i. i3,3 i3,.+ i3,i3+ i3,j3+ i3,b3 u3,i3+ "
    "u3,j3+ u3,u3+ b3,b3 i3,u. j.,u3 .+,i3+ 2x3,2x2 3,4x2"
)
PAIRS = group(TWO, "a ** b") + group(
    TWO + " 2x3,b3",
    """
    a + b
    a - b
    a * b
    a / b
    a // b
    a % b
    torch.fmod(a, b)
    torch.div(a, b, rounding_mode="trunc")
    torch.div(a, b, rounding_mode="floor")
    torch.add(a, b, alpha=2)
    a.sub(b, alpha=2)
    torch.maximum(a, b)
    a.minimum(b)
    torch.max(a, b)
    torch.min(a, other=b)
    torch.where(b > 0, a, b)
    torch.where(a > b, a, b)
    a.where(a > 0, b)
    a.masked_fill(b > 0, 2)
    torch.clamp(a, min=b)
    torch.clamp(a, b, b + 1)
    a == b
    a != b
    a < b
    a <= b
    a > b
    torch.ge(a, b)
    torch.eq(a, b)
    torch.logical_and(a, b)
    torch.logical_or(a, b)
    torch.logical_xor(a, b)
    a & b
    a | b
    a ^ b
    torch.equal(a, b)
    torch.allclose(a, b)
    torch.allclose(a, b, equal_nan=True)
    torch.isclose(a, b)
    torch.stack([a, b])
    torch.cat([a, b])
    torch.cat((a, b), dim=-1)
    torch.result_type(a, b)
    a.expand_as(b)
    a.type_as(b)
    a.view_as(b)
    a.reshape_as(b)
    """,
)

PAIRS += (
    group("2x3,. .,. 2x3,2x3 i3,i. 3x2t,. b3,b.", "a.masked_fill(a > 0, b)")
    + group(
        "2x3,2x3 2x3+,3+ 2x3,. .,2x3 3x2t,3x2 7*,7* f3,d3 i3,i3 2x3,i3 2x3,2x2",
        """
    torch.lerp(a, b, 0.25)
    torch.lerp(a, b, 0.75)
    torch.lerp(a, b, a)
    """,
    )
    + group(
        "2x3,2x3 2x3+,3+ 2x3,. .,2x3 3x2t,3x2 7*,7* f3,d. 2x3,2x2",
        """
    torch.addcmul(a, a, b, value=2)
    torch.addcdiv(a, a, b, value=0.5)
    """,
    )
)

REDUCTIONS = group(
    "2x3 2x3+ . 0 0x3 2x0 3x2t 2x3e 7* 6~ 3x3~ i2x3 b2x3 u3 j3 2x3x2",
    """
    a.sum()
    a.sum(0)
    torch.sum(a, dim=-1, keepdim=True)
    a.sum((0, -1))
    a.sum(axis=0, keepdims=True)
    a.sum([])
    a.sum(dtype=torch.float64)
    a.mean()
    a.mean(0)
    a.mean((-1,), keepdim=True)
    a.var()
    a.var(0)
    a.var(unbiased=False)
    a.var(-1, keepdim=True, correction=0)
    torch.var(a, dim=(0,), correction=2)
    a.std()
    a.std(-1)
    a.std(0, False)
    torch.var_mean(a, dim=-1)
    a.norm()
    a.norm(1)
    a.norm(3, -1)
    a.norm(p=2, dim=0, keepdim=True)
    a.norm(float("inf"))
    a.norm(p=-float("inf"), dim=-1)
    a.norm(0)
    torch.norm(a, p="fro")
    torch.linalg.vector_norm(a, 2, dim=-1)
    torch.linalg.norm(a)
    a.max()
    a.min()
    a.max(0)
    a.max(-1, keepdim=True)
    torch.min(a, dim=0)
    torch.min(a, -1).indices
    a.amax()
    a.amax(0)
    a.amin(dim=(0, -1), keepdim=True)
    a.argmax()
    a.argmax(0)
    a.argmin(dim=-1, keepdim=True)
    a.argmin(keepdim=True)
    a.all()
    a.any()
    a.all(0)
    a.any(dim=-1, keepdim=True)
    torch.count_nonzero(a)
    torch.count_nonzero(a, dim=0)
    a.logsumexp(0)
    a.logsumexp((0, -1), keepdim=True)
    a.softmax(0)
    torch.softmax(a, dim=-1)
    F.softmax(a, -1)
    F.softmax(a, 0, dtype=torch.float64)
    a.log_softmax(0)
    F.log_softmax(a, dim=-1)
    a.cumsum(0)
    torch.cumsum(a, dim=-1)
    a.cumsum(-1, dtype=torch.float64)
    a.sum(5)
    a.mean(dim=(0, 0))
    a.softmax(-4)
    a.argmax(3)
    a.cumsum(7)
    """,
)

# Not on nan and inf: there PyTorch's own two ways to compute the gradient of prod disagree.
REDUCTIONS += group(
    "2x3 2x3+ . 0 0x3 2x0 3x2t 2x3e 6~ 3x3~ i2x3 b2x3 u3 j3 2x3x2",
    """
    a.prod()
    a.prod(0)
    torch.prod(a, -1, keepdim=True)
    a.prod(dtype=torch.float64)
    """,
)

PRODUCTS = group(
    "3,3 2x3,3 3,3x2 2x3,3x2 2x2x3,3x2 2x2x3,3 2x2x3,2x3x2 2x2x3,1x3x2 3,2x3x2 2x3,2x3x2 2x1x2x3,3x3x2 "
    "2x3t,2x3 2x3,3x2t 2x3,2x3t 2x3e,3x2e 0x3,3x2 2x0,0x3 2x3,3x0 0,0 2x3,2x3 2,3 2x2x3,2x2x3 .,3 2x3,. "
    "i2x3,i3x2 i3,i3 b2x3,b3x2 2x3,i3x2 f2x3,d3x2 f3,d3 i2x2x3,i2x3x2 j2x3,j3 u3,u3 2x2x3,3x3x2 "
    "2x2x3s,2x3x2t",
    """
    a @ b
    torch.matmul(a, b)
    a.mm(b)
    torch.bmm(a, b)
    torch.mv(a, b)
    a.dot(b)
    torch.outer(a, b)
    torch.einsum("ij,jk->ik", a, b)
    torch.einsum("...j,...j->...", a, b)
    torch.einsum("i,j->ij", [a, b])
    torch.einsum("bij,bjk->bik", a, b)
    torch.einsum("ij,kj->ki", a, b)
    torch.einsum("i,i", a, b)
    """,
)

PRODUCTS_MORE = group(
    "3x3 3x2t 2x3x3 . i2x2",
    """
    torch.einsum("ii->i", a)
    torch.einsum("ii", a)
    torch.einsum("ij->ji", a)
    torch.einsum("ij->", a)
    torch.einsum("...ij->...ji", a)
    torch.einsum("i j -> j", a)
    torch.einsum("ij,jk,kl->il", a, a, a)
    torch.einsum("bij,bjk->ik", a, a)
    a.tril()
    torch.tril(a, diagonal=1)
    a.triu()
    a.triu(-1)
    a.diagonal()
    torch.diagonal(a, 1)
    a.t()
    """,
) + group(
    "2x2,2x3,3x2 2,2x3,3x2 .,2x3,3x2 2x3,2x3,3x2 i2x2,i2x3,i3x2 2x2,2x3,2x3",
    """
    torch.addmm(a, b, c)
    torch.addmm(a, b, c, beta=0.5, alpha=2)
    """,
)

SHAPES = group(
    "2x3 2x3t 2x1x3 . 0x3 4 i2x3 b2x2 6~",
    """
    a.view(6)
    a.view(-1)
    a.view(3, 2)
    a.view(-1, 1)
    a.view((1, -1))
    a.reshape(-1)
    a.reshape(3, -1)
    torch.reshape(a, (-1,))
    a.flatten()
    a.flatten(0, 1)
    torch.flatten(a, 1)
    a.transpose(0, 1)
    torch.transpose(a, 0, -1)
    a.swapaxes(0, 1)
    a.permute(1, 0)
    torch.permute(a, (-1, 0))
    a.permute(0, 0)
    a.t()
    a.squeeze()
    a.squeeze(1)
    torch.squeeze(a, dim=(0, 1))
    a.unsqueeze(0)
    torch.unsqueeze(a, -1)
    a.unsqueeze(5)
    a.expand(2, 3)
    torch.broadcast_to(a, (2, 2, 3))
    a.narrow(0, 1, 1)
    torch.narrow(a, -1, 0, 2)
    a.narrow(0, 0, 9)
    a.select(0, 1)
    torch.select(a, -1, 0)
    a.select(0, 9)
    a.split(1)
    a.split(2, dim=-1)
    torch.split(a, [1, 2], dim=1)
    torch.split(a, [1, 1])
    a.chunk(2)
    torch.chunk(a, 3, dim=-1)
    a.chunk(0)
    a.unbind()
    torch.unbind(a, dim=-1)
    a.repeat(2, 1)
    a.repeat(2, 1, 3)
    a.repeat(2)
    a.tile(2)
    torch.tile(a, (2, 2))
    a.flip(0)
    torch.flip(a, [0, -1])
    a.flip(3)
    a.roll(1)
    torch.roll(a, 1, 0)
    torch.roll(a, (1, -1), (0, 1))
    a.repeat_interleave(2)
    a.repeat_interleave(2, dim=0)
    F.pad(a, (1, 2))
    F.pad(a, (1, -1), value=2.5)
    F.pad(a, (0, 1, 1, 0))
    F.pad(a, (1,))
    torch.cat([a])
    torch.cat([a, a], 1)
    torch.cat([a, a], dim=2)
    torch.cat([])
    torch.stack([a, a], dim=-1)
    torch.stack([a, a, a], 1)
    torch.stack([])
    a.diagonal()
    a.diagonal(-1)
    list(a)
    a.sort()
    a.sort(0, descending=True)
    torch.sort(a, dim=-1, descending=True, stable=True)
    a.argsort(stable=True)
    a.unique()
    a.size()
    a.size(0)
    a.numel()
    a.tolist()
    a.item()
    """,
)

SHAPES += (
    group("2x3 3x2t i2x3 0x3", "a.T\na.mT")
    + group("2x2x3", "a.mT")
    + group(
        "2x3 2x3t 4 . 0x3 i2x3",
        """
    a.topk(2)
    torch.topk(a, 1, dim=0, largest=False)
    a.topk(9)
    """,
    )
)

INDEXING = group(
    "4x3 3x4t 2x3x4 0x3 . i4x3 b4x3",
    """
    a[0]
    a[-1]
    a[1, 2]
    a[1, -1]
    a[:, 1]
    a[..., 0]
    a[0, ...]
    a[...]
    a[:]
    a[()]
    a[1:]
    a[:, ::2]
    a[-2:, 1:2]
    a[3:1]
    a[None]
    a[:, None]
    a[None, ..., None]
    a[[0, 0, 1]]
    a[[0, 1], [1, 2]]
    a[:, [2, 0]]
    a[[0, 1], 1:]
    a[1:, [0, 0]]
    a[[[0, 1], [1, 0]]]
    a[[]]
    a[torch.tensor([1, -1])]
    a[torch.tensor(1)]
    a[torch.tensor([], dtype=torch.int64)]
    a[:, torch.tensor([[0, 1]])]
    a[None, [0, 1]]
    a[[0, 1], None]
    a[torch.tensor([0, 1])[:, None], [0, 2]]
    a[0, [1, 1]]
    a[[1, 1], 0]
    a[0, :, [1, 1]]
    a[[1, 1], :, 0]
    a[a > 0]
    a[a[:, 0] > 0]
    a[a[:, 0] > 0, 1:]
    a[:, torch.tensor([True, False, True])]
    a[True]
    a[False]
    a[None, True]
    a[9]
    a[0, 9]
    a[[9]]
    a[[0, 1], [5, 0]]
    a[[0, 1, 2], [0, 1]]
    a[0, 0, 0, 0]
    a[::0]
    a[::-1]
    a["x"]
    a[1.5]
    a[torch.tensor([0.5])]
    a[torch.tensor([True, False])]
    a.gather(0, torch.tensor([[0, 1, 1]]))
    torch.gather(a, 1, torch.tensor([[0, 0], [2, 1]]))
    a.gather(-1, torch.tensor([[9]]))
    a.gather(0, torch.tensor([0]))
    a.gather(0, torch.tensor([[0.5]]))
    a.index_select(0, torch.tensor([1, 1, 0]))
    torch.index_select(a, -1, torch.tensor([0]))
    a.index_select(0, torch.tensor([9]))
    a.index_select(0, torch.tensor([[0]]))
    a.masked_select(a > 0)
    torch.masked_select(a, torch.tensor([True, False, True]))
    a.masked_select(torch.tensor([1]))
    a.scatter(0, torch.tensor([[0, 1, 1]]), 2.5)
    a.scatter(1, torch.tensor([[0], [2]]), a)
    a.scatter_add(0, torch.tensor([[0, 1, 1], [0, 0, 0]]), a)
    a.nonzero()
    torch.nonzero(a, as_tuple=True)
    torch.where(a > 0)
    """,
)


def assign(target, value):
    """The expression for: write `value` to `target` of a copy of a, and look at the copy."""
    return f"[y := a.clone(), y.__setitem__(({target},), {value}), y][2]"


ASSIGNMENT = group(
    "4x3,3 4x3,. 3x4t,1x3 4x3,i3 i4x3,3 4x3,d3 0x3,3 b4x3,b3",
    "\n".join(
        [
            assign(key, "b")
            for key in ("0", "1:3", "...", "slice(None), 1", "[0, 2]", "[1, 1]", "a > 0", "None", "-1, ...")
        ]
        + [assign(key, "2") for key in ("0", "0, 1", "slice(None), [0, 2]", "a > 0", "[0, 1], [1, 2]", "9", "[9]")]
        + [
            assign("0", value)
            for value in ("0.5", "[1, 2, 3]", "torch.ones(2, 3)", "torch.ones(1, 1, 3)", "True", "'x'")
        ]
        + [assign("[0, 1]", value) for value in ("0.5", "torch.ones(3, 3)", "torch.arange(3)", "torch.ones(2, 3)")]
    ),
)

CREATION = group(
    "2x3 i3 b. d0x2 3x2t",
    """
    torch.zeros_like(a)
    torch.ones_like(a)
    torch.full_like(a, 2)
    torch.full_like(a, 2.5)
    torch.zeros_like(a, dtype=torch.int64)
    torch.ones_like(a, dtype=torch.float64, requires_grad=True)
    torch.empty_like(a).shape
    torch.rand_like(a).shape
    torch.randn_like(a, dtype=torch.float32).dtype
    a.new_zeros(2, 3)
    a.new_ones((2,))
    a.new_full((2,), 3)
    a.new_tensor([1, 2])
    a.new_empty(2).dtype
    torch.as_tensor(a) is a
    torch.zeros(a.shape)
    torch.zeros(*a.shape, dtype=a.dtype)
    """,
) + group(
    ".",
    """
    torch.zeros(2, 3)
    torch.zeros((2, 3), dtype=torch.int64)
    torch.zeros(())
    torch.zeros(0, 2)
    torch.zeros(size=(2,))
    torch.zeros(-1)
    torch.ones(2, dtype=torch.bool)
    torch.ones([2, 1], requires_grad=True)
    torch.ones(2, dtype=torch.int64, requires_grad=True)
    torch.full((2,), 3)
    torch.full((2,), 3.5)
    torch.full((), True)
    torch.full((2, 2), 1, dtype=torch.float64)
    torch.full((2,), fill_value=float("inf"))
    torch.eye(3)
    torch.eye(2, 3, dtype=torch.int64)
    torch.arange(5)
    torch.arange(1, 4)
    torch.arange(0, 1, 0.25)
    torch.arange(5.0)
    torch.arange(3, 0, -1)
    torch.arange(0, 5, 2, dtype=torch.float64)
    torch.arange(0.5, 3)
    torch.arange(start=1, end=3)
    torch.arange(end=3)
    torch.arange(0, 3, 0)
    torch.arange(0, -3)
    torch.arange(0)
    torch.arange(torch.tensor(3))
    torch.linspace(0, 1, 5)
    torch.linspace(-1, 1, steps=4, dtype=torch.float64)
    torch.linspace(3, 3, 1)
    torch.linspace(0, 10, 0)
    torch.linspace(0, 1, 11)
    torch.linspace(2, -7, 13)
    torch.tensor([1, 2])
    torch.tensor([1, 2.5])
    torch.tensor([True, 2])
    torch.tensor([[1.0], [2.0]], dtype=torch.float64, requires_grad=True)
    torch.tensor([True])
    torch.tensor([])
    torch.tensor([[], []])
    torch.tensor(3)
    torch.tensor([1.7, -1.7], dtype=torch.int64)
    torch.tensor([0.0, 0.5], dtype=torch.bool)
    torch.tensor((1, 2))
    torch.tensor(range(3))
    torch.tensor([torch.tensor(1.0), torch.tensor(2.0)])
    torch.tensor([[1, 2], [3]])
    torch.tensor([[1, 2], 3])
    torch.tensor([1, [2]])
    torch.tensor("x")
    torch.tensor(["x"])
    torch.tensor(None)
    torch.tensor([None])
    torch.tensor(object)
    torch.tensor({})
    torch.tensor([1], requires_grad=True)
    torch.tensor(2**40)
    torch.tensor(2**70)
    torch.tensor([300, -1], dtype=torch.int32)
    torch.tensor([1, 255], dtype=torch.uint8)
    torch.Tensor(2, 0)
    torch.Tensor([1, 2])
    F.one_hot(torch.tensor([0, 2, 1]))
    F.one_hot(torch.tensor([[0], [1]]), num_classes=3)
    F.one_hot(torch.tensor([]).long(), 2)
    F.one_hot(torch.tensor([0, 5]), 3)
    F.one_hot(torch.tensor([-1]))
    F.one_hot(torch.tensor([0.5]))
    F.one_hot(torch.tensor(1), 3)
    F.one_hot(torch.tensor([]).long())
    torch.randn(2, 3).shape
    torch.randn((2,), dtype=torch.float64).dtype
    torch.rand(3, generator=torch.Generator().manual_seed(0)).shape
    torch.randint(3, (2, 2)).dtype
    torch.randint(0, 5, size=(2,)).shape
    torch.randint(low=2, high=3, size=(2,))
    torch.randint(3, 2, (2,))
    torch.randperm(1)
    torch.randperm(4).dtype
    torch.normal(0.0, 1.0, (2,)).shape
    torch.normal(torch.zeros(3), 1.0).shape
    torch.bernoulli(torch.ones(2))
    torch.multinomial(torch.tensor([0.0, 1.0]), 1)
    """,
)

CASES = (
    ELEMENTWISE + NUMBERS + PAIRS + REDUCTIONS + PRODUCTS + PRODUCTS_MORE + SHAPES + INDEXING + ASSIGNMENT + CREATION
)
