"""Calling operations: the names of arguments, forms of sizes, and what Python and NumPy ask of tensors."""

import numpy as np

from .mistakes import _outcomes


def by_name(torch):
    return _outcomes(
        torch,
        """
        torch.add(input=f, other=1)
        torch.mul(input=f, other=2)
        torch.sub(f, other=f, alpha=2)
        torch.div(input=f, other=2, rounding_mode="floor")
        torch.eq(input=f, other=1)
        torch.pow(input=f, exponent=2)
        torch.exp(input=f)
        torch.clamp(input=f, min=1, max=1.5)
        torch.where(condition=b, input=f, other=s)
        torch.sum(input=m, dim=0, keepdim=True)
        torch.mean(m, axis=1)
        m.sum(axis=0, keepdims=True)
        m.max(axis=1)
        torch.softmax(m, axis=0)
        m.cumsum(axis=1)
        torch.var(m, dim=1, unbiased=False)
        torch.std(input=m, dim=1, keepdim=True, correction=0)
        torch.norm(input=f, p=2, dim=0)
        torch.argmax(input=m, dim=0, keepdim=True)
        torch.matmul(input=m, other=torch.ones(3))
        torch.mm(input=m, mat2=m.t())
        torch.dot(input=f, tensor=f)
        torch.outer(input=f, vec2=f)
        torch.cat(tensors=[f, f], axis=0)
        torch.stack(tensors=(f, f), axis=1)
        torch.transpose(input=m, dim0=0, dim1=1)
        torch.permute(m, dims=(1, 0))
        m.permute(dims=(1, 0)).shape
        m.view(size=(3, 2)).shape
        m.reshape(shape=(6,)).shape
        f.expand(size=(2, 2)).shape
        f.repeat(repeats=(2, 1)).shape
        torch.tile(f, dims=(2,))
        torch.flip(m, dims=[0])
        torch.roll(m, shifts=1, dims=0)
        torch.squeeze(torch.ones(1, 2), axis=0).shape
        m.unsqueeze(axis=0).shape
        torch.flatten(input=m, start_dim=0, end_dim=1)
        torch.split(m, split_size_or_sections=1, dim=0)
        m.split(split_size=1)
        torch.chunk(input=f, chunks=2, dim=0)
        torch.narrow(input=f, dim=0, start=0, length=1)
        torch.select(input=m, dim=0, index=1)
        torch.gather(input=f, dim=0, index=torch.tensor([1]))
        torch.index_select(input=f, dim=0, index=torch.tensor([1]))
        torch.masked_select(input=f, mask=b)
        torch.tril(input=m, diagonal=1)
        torch.full(size=(2,), fill_value=3)
        torch.full_like(input=f, fill_value=3)
        torch.zeros(size=(2,), dtype=torch.int64)
        torch.arange(start=1, end=7, step=2)
        torch.linspace(start=0, end=1, steps=3)
        torch.eye(n=2, m=3)
        torch.randn(size=(2, 3)).shape
        torch.randint(high=3, size=(2,)).shape
        torch.topk(input=f, k=1, dim=0, largest=False)
        torch.sort(input=f, dim=0, descending=True)
        torch.allclose(input=f, other=f, rtol=0.1, atol=0.1, equal_nan=True)
        torch.einsum("i,i->", f, f)
        torch.tensor(data=[1, 2])
        """,
    )


def sizes_in_any_form(torch):
    return [
        tuple(made.shape)
        for made in (
            torch.zeros(2, 3),
            torch.zeros((2, 3)),
            torch.zeros([2, 3]),
            torch.zeros(torch.Size([2, 3])),
            torch.zeros(()),
            torch.ones(np.int64(2)),
            torch.ones(torch.tensor(2)),
            torch.ones((torch.tensor(2), 3)),
            torch.ones(2, 3).view(np.int64(6)),
            torch.ones(2, 3).reshape(-1, torch.tensor(2)),
            torch.ones(6).view(*[2, 3]),
            torch.ones(2, 3).view(torch.ones(3, 2).shape),
            torch.ones(2, 3).permute([1, 0]),
            torch.ones(2, 3).flip([0, 1]),
            torch.ones(2, 1).expand(torch.Size([2, 3])),
            torch.ones(2).repeat([2, 2]),
        )
    ]


def small_and_unsigned_integers(torch):
    return _outcomes(
        torch,
        """
        torch.tensor([1, 200], dtype=torch.uint8) + 100
        torch.tensor([1, 200], dtype=torch.uint8) + 300
        torch.tensor([1, 200], dtype=torch.uint8) - 2
        torch.tensor([1, 200], dtype=torch.uint8) * -1
        torch.tensor([1, 200], dtype=torch.uint8) > -1
        torch.tensor([1, 200], dtype=torch.uint8) / 2
        torch.tensor([1, 200], dtype=torch.uint8) * 0.5
        torch.tensor([1, 200], dtype=torch.uint8).float() / 255
        torch.tensor([1, 200], dtype=torch.uint8).clamp(-1, 5)
        torch.tensor([1, 200], dtype=torch.uint8).sum()
        torch.tensor([1, 200], dtype=torch.uint8).all()
        torch.tensor([1, 200], dtype=torch.uint8) + torch.tensor([1], dtype=torch.int32)
        torch.tensor([1, -5], dtype=torch.int32) + 2**40
        torch.tensor([1, -5], dtype=torch.int32) ** 2
        torch.tensor([-1.5, 300.0]).to(torch.uint8)
        2 ** torch.tensor([-1, 0, 3])
        torch.tensor([-1, 1, 2]) ** torch.tensor([-3, -2, -1])
        torch.tensor([0, 255], dtype=torch.uint8).dtype
        """,
    )


def with_numpy(torch):
    f = torch.tensor([1.0, 2.0])
    shared = np.array([1.0, 2.0])
    view = torch.from_numpy(shared)
    shared[0] = 5.0
    view[1] = 7.0
    return [
        view,
        shared.tolist(),
        f.numpy().dtype.name,
        np.array([torch.tensor(1.0), torch.tensor(2.0)]).tolist(),
        torch.as_tensor(shared).dtype,
        torch.as_tensor(f) is f,
        torch.tensor(np.float64(2.5)),
        torch.tensor([np.float64(2.5)]),
        torch.tensor([np.float32(2.5), 1.0]),
        torch.tensor(np.array([1, 2])),
        f == np.array([1.0, 3.0]),
        f * np.float64(2),
        np.float64(2) * f,
        f[np.array([1, 0])],
        f[np.int64(1)],
        f.sum(np.int64(0)),
        torch.arange(np.int64(3)),
    ]


def what_python_asks_for(torch):
    f, i, s = torch.tensor([1.0, 2.5]), torch.tensor([3, 1, 2]), torch.tensor(2.567)
    return [
        [float(s), int(s), bool(s), len(f), list(i), i.tolist(), sorted(i), max(i), sum(i)],
        [1 in f, 7.0 in f, torch.tensor(2.5) in f, f == None, f != None],  # noqa: E711
        [f"{s:.2f}", f"{i[0]:4d}", f"{f}", f"{s}", str(i), "%s" % s, "{:>8.1f}".format(s)],  # noqa: UP031, UP032
        [s.round(decimals=1), abs(-f), -f, +f, [1, 2, 3][i[1]], list(range(i[2]))],
        [hash(f) == id(f), f is f, (f == "a"), isinstance(f.shape, tuple), f.shape * 2, f.shape[0]],
        [f.shape + (1,), f.shape[:0]],  # noqa: RUF005
        [torch.ones(2, 3).shape, torch.Size([2, 3]).numel(), torch.ones(2, 3).size(), torch.ones(2, 3).size(-1)],
        [divmod(7, 2), s // 1, s % 1, 7 // i, 7 % i, 2**i, i**2, i / 2, i // 2],
        [list(reversed(i)), *(x for x in f)],
        [str(torch.float32), torch.float32.is_floating_point, torch.int64.is_floating_point, f.dtype is torch.float32],
        [str(f.device), f.device.type, f.is_cuda, f.type(), i.type(), torch.finfo(torch.float32).eps],
    ]
