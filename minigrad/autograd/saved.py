"""SavedTensor: a tensor that is kept for a backward pass, as its node shows it and as a checkpoint keeps its inputs."""

from .. import modes
from ..graph import DETACHED, SECOND_TIME, UNTRACKED, edge_of, overwritten


class SavedTensor:
    """A tensor that some keeper has saved. It comes back by `unpack()`; hooks may keep it in another form.

    keeper: has a list or tuple `_saved`, None when freed. place: in `_saved`. tensor: how the keeper gives it back.
    """

    __slots__ = ("_keeper", "_place", "_read")
    __module__ = "torch._C._autograd"

    def __init__(self, keeper, place, read):
        self._keeper, self._place, self._read = keeper, place, read

    @property
    def _kept(self):
        return None if self._keeper._saved is None else self._keeper._saved[self._place]

    @property
    def data(self):
        """What is kept: the tensor, or what a pack hook made of it. None if it was freed or is not needed."""
        kept = self._kept
        if kept is None or type(kept) is modes.Packed:
            return None if kept is None else kept.value
        tensor = self._read()
        return tensor.detach() if edge_of(tensor)[0] is self._keeper else tensor

    @property
    def unpack_hook(self):
        kept = self._kept
        return kept.hook if type(kept) is modes.Packed else None

    def unpack(self):
        """Return the saved tensor. Raises RuntimeError if it was freed, or written to since."""
        if self._keeper._saved is None:
            raise RuntimeError(SECOND_TIME)
        return None if self._kept is None else self._read()

    def register_hooks(self, pack_hook=None, unpack_hook=None):
        """Keep `pack_hook(tensor)` in the place of the tensor; `unpack_hook` makes the tensor again from that."""
        if not (callable(pack_hook) and callable(unpack_hook)):
            raise TypeError("register_hooks(): incompatible function arguments: two functions are expected")
        if self._keeper._saved is None:
            raise RuntimeError(
                "Calling register_hooks on a saved tensor after it has been freed. Saved intermediate values of the "
                "graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if you need "
                "to backward through the graph a second time or if you need to access saved variables after calling "
                "backward."
            )
        if self._kept is None:
            raise RuntimeError("Calling register_hooks on a saved tensor with value None is forbidden")
        if type(self._kept) is modes.Packed:
            raise RuntimeError(
                "Calling register_hooks on a saved tensor whose hooks have already been set. Hint: only one pair of "
                "hooks is allowed at a time."
            )
        tensor = self._read()
        edge = edge_of(tensor)
        if edge[0] is self._keeper:
            edge = edge[1]  # its own result: a node does not refer to itself
        self._keeper._keep_packed(self._place, modes.packed(tensor.detach(), edge, (pack_hook, unpack_hook)))


class _Alone:
    """Keeps one tensor, through the hooks that are in force."""

    __slots__ = ("_saved", "made", "version")

    def __init__(self, tensor):
        self.version = tensor._counter[0]
        self.made = tensor._edge is not None and tensor._edge is not UNTRACKED
        self._saved = (modes.packed(tensor, edge_of(tensor)) if modes._state.saved_hooks else tensor,)

    def read(self):
        (kept,) = self._saved
        if type(kept) is modes.Packed:
            return kept.unpack()
        if kept._counter[0] != self.version:
            raise overwritten(kept, self.version)
        if self.made and kept._edge is UNTRACKED:
            raise RuntimeError(DETACHED)
        return kept

    def _keep_packed(self, place, packed):
        self._saved = (packed,)


def saved(tensor):
    """Return `tensor` as a SavedTensor that belongs to no node."""
    keeper = _Alone(tensor)
    return SavedTensor(keeper, 0, keeper.read)
