"""The usual mistakes with operations: which error says what."""


def _outcomes(torch, lines):
    """Return for each line its value, or the class and the text of its error."""
    seen = []
    for line in lines.strip().splitlines():
        f, m = torch.tensor([1.0, 2.0]), torch.ones(2, 3)
        names = {"torch": torch, "f": f, "m": m, "s": torch.tensor(1.0), "i": torch.arange(3), "b": f > 1}
        names["F"] = torch.nn.functional
        try:
            seen.append([line.strip(), eval(line.strip(), names)])
        except Exception as error:
            seen.append([line.strip(), type(error).__name__, str(error)])
    return seen


def shapes_that_do_not_fit(torch):
    return _outcomes(
        torch,
        """
        m + f
        f + m
        m * torch.ones(3, 2)
        torch.where(m > 0, f, m)
        torch.where(b, m, m)
        m.masked_fill(b, 0)
        torch.maximum(m, f)
        torch.lerp(m, f, 0.5)
        torch.isclose(m, f)
        m.view(7)
        m.view(-1, 4)
        m.view(-2, 3)
        m.view(-1, -1)
        m.t().view(6)
        m.reshape(4)
        torch.zeros(0).view(-1, 0)
        m.expand(2, 4)
        m.expand(3, 2)
        m.expand(2)
        m.expand(-1, 2, 3)
        m.unflatten(1, (2, 2))
        m.unflatten(1, ())
        m.repeat(2)
        torch.cat([f, m])
        torch.cat([m, torch.ones(3, 3)], 1)
        torch.cat([f, s])
        torch.cat([])
        torch.stack([])
        torch.stack([f, m])
        m.split([1])
        m.split([3, -1])
        m.split(0)
        m.split(-1)
        m.chunk(0)
        m.repeat_interleave(torch.tensor([1, 2, 3]), 0)
        m.roll((1, 1), 0)
        F.pad(f, (1, 2, 3, 4))
        F.pad(f, (1,))
        F.pad(f, (-3, 0))
        f.item()
        torch.zeros(0).item()
        bool(f)
        bool(torch.zeros(0))
        float(f)
        int(f)
        len(s)
        list(s)
        f.topk(5)
        m.topk(-1)
        """,
    )


def dimensions_that_do_not_exist(torch):
    return _outcomes(
        torch,
        """
        m.sum(2)
        m.sum((0, 0))
        m.sum((0, -2))
        m.mean(-3)
        m.prod(2)
        m.var(5)
        m.max(2)
        s.max(1)
        m.amax((0, 0))
        m.argmax(2)
        m.cumsum(2)
        s.cumsum(1)
        m.softmax(2)
        m.logsumexp(2)
        m.norm(dim=2)
        m.all(2)
        m.transpose(0, 2)
        m.permute(0)
        m.permute(0, 3)
        m.permute(1, 1)
        m.squeeze(2)
        m.squeeze((0, 0))
        m.unsqueeze(4)
        m.flatten(1, 0)
        m.flatten(0, 2)
        m.narrow(2, 0, 1)
        m.narrow(0, 3, 1)
        m.narrow(0, 1, 5)
        m.narrow(0, 0, -1)
        s.narrow(0, 0, 1)
        m.select(0, 2)
        m.select(2, 0)
        s.select(0, 0)
        s.unbind()
        m.unbind(2)
        s.split(1)
        s.chunk(1)
        m.diagonal(0, 0, 0)
        f.diagonal()
        m.flip(2)
        m.flip((0, 0))
        torch.ones(2, 2, 2).t()
        f.tril()
        f.mT
        m.size(2)
        s.size(0)
        m.sort(2)
        torch.cat([m, m], 2)
        torch.stack([f, f], 3)
        torch.zeros(0, 3).max(0)
        torch.zeros(0, 3).amax(0)
        torch.zeros(0).max()
        torch.zeros(0).argmax()
        """,
    )


def products_that_do_not_fit(torch):
    return _outcomes(
        torch,
        """
        m @ m
        m @ f
        f @ torch.ones(3)
        torch.ones(2, 2, 3) @ torch.ones(2, 2, 3)
        torch.ones(2, 2, 3) @ torch.ones(3, 3, 2)
        m @ s
        m @ torch.ones(3, 2).double()
        m @ torch.ones(3).double()
        f @ f.long()
        torch.ones(1, 2, 3) @ torch.ones(1, 3, 2).double()
        m @ 3
        torch.mm(m, m)
        torch.mm(f, m)
        torch.mm(m, f)
        torch.bmm(m, m)
        torch.bmm(torch.ones(2, 2, 3), torch.ones(3, 3, 2))
        torch.mv(m, f)
        torch.mv(f, m)
        torch.dot(f, m)
        torch.dot(m, m)
        torch.outer(m, f)
        torch.addmm(torch.ones(3), m, torch.ones(3, 2))
        torch.addmm(f, f, m)
        torch.addmm(f.double(), m, torch.ones(3, 2))
        (m > 0) @ (m > 0).t()
        torch.einsum("ij,jk->ik", m, m)
        torch.einsum("ij", f)
        torch.einsum("ij,jk", m)
        torch.einsum("ij", m, m)
        torch.einsum("ij->ijk", m)
        torch.einsum("ij->ii", m)
        torch.einsum("i1", m)
        torch.einsum("ii", m)
        """,
    )


def indices_out_of_range(torch):
    return _outcomes(
        torch,
        """
        m[5]
        m[0, 5]
        m[-3]
        m[0, 0, 0]
        s[0]
        s[1]
        s[:]
        s[None, 0, 0]
        m["x"]
        m[1.5]
        m[::0]
        m[::-1]
        m[0.5:]
        m[[5]]
        m[:, [0, 5]]
        m[[0, 1], [0, 1, 2]]
        m[torch.tensor([0.5])]
        m[torch.ones(3) > 0]
        m[:, b]
        torch.zeros(0, 3)[[0]]
        m.gather(0, torch.tensor([[5]]))
        m.gather(0, torch.tensor([0]))
        m.gather(0, torch.zeros(2, 5).long())
        m.gather(0, torch.tensor([[0.0]]))
        m.index_select(0, torch.tensor([5]))
        m.index_select(0, torch.tensor([[0]]))
        m.index_select(0, torch.tensor([0.0]))
        m.masked_select(torch.tensor([1]))
        m.scatter(0, torch.tensor([[5]]), m)
        m.scatter(0, torch.tensor([0]), m)
        m.scatter_add(0, torch.tensor([[0]]), m.double())
        m.__setitem__(0, [1, 2, 3])
        m.__setitem__(0, "x")
        m.__setitem__(0, f)
        m.__setitem__(9, 1.0)
        m.__setitem__(([0, 1],), f)
        m.__setitem__(m > 0, f)
        m.__setitem__(([0, 1],), torch.ones(3, dtype=torch.int64))
        F.one_hot(torch.tensor([0, 5]), 3)
        F.one_hot(torch.tensor([-1]))
        F.one_hot(f)
        """,
    )


def types_that_do_not_fit(torch):
    return _outcomes(
        torch,
        """
        i.mean()
        i.std()
        i.norm()
        i.softmax(0)
        i ** -1
        -b
        b - b
        f - b
        1 - b
        +b
        ~f
        f & 1
        b ** b
        b.relu()
        b.abs()
        b.floor()
        i // 0
        i % 0
        m.masked_fill(m, 0)
        torch.where(m, m, m)
        m.masked_fill(m > 0, f)
        torch.lerp(f, f.double(), 0.5)
        torch.allclose(f, f.double())
        torch.add(i, 1, alpha=0.5)
        torch.div(f, 2, rounding_mode="up")
        i.requires_grad_()
        torch.ones(2, dtype=torch.int64, requires_grad=True)
        torch.tensor([300], dtype=torch.uint8)
        torch.tensor([1, 2], dtype=torch.uint8).masked_fill(f > 1, 300)
        torch.exp(1.0)
        torch.sum(1.0)
        torch.add(f, "a")
        torch.maximum(f, 1)
        torch.equal(f, 1)
        torch.matmul(f, 1)
        torch.zeros_like(2)
        torch.cat(m)
        torch.stack(f)
        torch.cat([f, 1])
        f + "a"
        f + None
        f + [1, 2]
        "a" in f
        torch.ones("a")
        torch.ones(2.5)
        torch.full(2, 1)
        torch.full((2,), "a")
        torch.eye(-1)
        torch.eye(2.0)
        torch.zeros(-1)
        torch.ones(2, -1)
        torch.arange(0, 5, -1)
        torch.arange(0, 5, 0)
        torch.linspace(0, 1, -1)
        torch.randint(5, 0, (3,))
        torch.tensor("x")
        torch.tensor(["x"])
        torch.tensor([1.5, "a"])
        torch.tensor(None)
        torch.tensor([1, None])
        torch.tensor([[1, 2], [3]])
        torch.tensor([[1, 2], 3])
        torch.tensor([1, [2]])
        torch.tensor([torch.ones(2)])
        torch.tensor(2**70)
        torch.from_numpy([1])
        torch.nn.Linear(2, 3)(torch.ones(1, 3))
        """,
    )


def what_cannot_be_differentiated(torch):
    x = torch.tensor([1.5, -2.0], requires_grad=True)
    seen = []
    for result in (x // 2, 7 % x, x.unique()):
        try:
            result.sum().backward()
        except Exception as error:
            seen.append([type(result.grad_fn).__name__, result.requires_grad, type(error).__name__, str(error)])
    return seen


def arguments_of_another_kind(torch):
    return _outcomes(
        torch,
        """
        m.chunk(1.5)
        torch.chunk(m, m)
        m.chunk(True)
        m.chunk(2, dim="a")
        m.diagonal("a")
        torch.diagonal(m, 0, 1.5)
        m.tril(m)
        torch.triu(m, "a")
        m.topk("a")
        torch.topk(m, 1, 1, 2)
        m.unsqueeze("a")
        torch.unsqueeze(m, m)
        m.select(0, m)
        torch.select(m, "a", 0)
        m.flatten("a")
        m.transpose(0, "a")
        torch.swapaxes(m, 1.5, 0)
        m.gather("a", i)
        torch.gather(m, 0, 3)
        m.index_select(0, [1])
        f.scatter_add_(0, i[:1], 3)
        f.nan_to_num("a")
        f.addcmul(f, 2)
        torch.addcdiv(f, 2, f)
        f.outer(2)
        torch.outer(f, "a")
        m.mm(3)
        m.mv([1, 2])
        f.masked_select(2)
        F.elu(f, "a")
        F.leaky_relu(f, m)
        F.softplus(f, None)
        F.linear(m, "a")
        F.one_hot(i, 1.5)
        torch.abs_("a")
        torch.detach([1])
        torch.relu_(None)
        F.elu_(2)
        f.sub("a")
        torch.sub(f, "a")
        f.mul(None)
        f.cumsum(1.5)
        m.unbind("a")
        """,
    )


def arrays_that_are_written_into_tensors(torch):
    return _outcomes(
        torch,
        """
        f.add_(f.numpy())
        f.sub_(f.numpy())
        f.mul_(f.numpy())
        f.div_(f.numpy())
        f.add_("a")
        f.add_(None)
        f.add_(f.numpy()[0])
        """,
    )


def classes_of_errors_for_arguments_of_another_kind(torch):
    """Where PyTorch lists all forms of the function, only the class of the error is the same."""
    lines = """
        torch.arange(m)
        torch.arange("a")
        torch.eye(m)
        torch.randint(m)
        torch.where(b, "a", f)
        torch.where(b, None, f)
        f.pow_("a")
        f.contiguous("a")
        F.embedding(i, "a")
        F.pad(f, "a")
        F.max_pool2d(m, "a")
        F.avg_pool2d(m, m)
        f.copy_(f, 2)
        f.normal_("a")
        m.sort("a")
        f.lerp(2, 2)
        torch.is_complex(2)
        torch.is_inference("a")
        torch.rsub(f, "a")
        f.eq([1])
    """
    return [seen[:2] for seen in _outcomes(torch, lines)]
