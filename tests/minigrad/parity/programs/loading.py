"""Data sets and loaders."""


def _rows(torch):
    return torch.utils.data.TensorDataset(torch.arange(10.0).view(5, 2), torch.arange(5))


def batches_of_tensors(torch):
    loader = torch.utils.data.DataLoader(_rows(torch), batch_size=2)
    return [len(loader), list(loader), len(list(loader)), loader.batch_size, loader.drop_last]


def the_last_batch_dropped(torch):
    loader = torch.utils.data.DataLoader(_rows(torch), batch_size=2, drop_last=True)
    return [len(loader), list(loader)]


def one_at_a_time(torch):
    alone, unpacked = (torch.utils.data.DataLoader(_rows(torch), batch_size=size) for size in (1, None))
    return [list(alone), list(unpacked), len(alone), len(unpacked)]


def shuffled(torch):
    def order(seed):
        generator = torch.Generator().manual_seed(seed)
        loader = torch.utils.data.DataLoader(_rows(torch), batch_size=2, shuffle=True, generator=generator)
        return [torch.cat([numbers for _, numbers in loader]).tolist() for _ in range(2)]

    first, second = order(3)
    return [sorted(first), sorted(second), order(3) == [first, second]]


def items_of_every_kind(torch):
    kinds = [
        [1, 2], [1.5, 2.5], [True, False], ["a", "b"], [(1, 2.0), (3, 4.0)], [[1, "x"], [2, "y"]],
        [{"x": torch.ones(2), "y": 1}, {"x": torch.zeros(2), "y": 2}], [torch.tensor(1), torch.tensor(2)],
        [(torch.ones(1), {"k": (1, 2)}), (torch.zeros(1), {"k": (3, 4)})],
    ]  # fmt: skip
    return [next(iter(torch.utils.data.DataLoader(items, batch_size=2))) for items in kinds]


def gradients_pass_through_a_batch(torch):
    x = torch.ones(3, requires_grad=True)
    first, _ = torch.utils.data.DataLoader(x, batch_size=2)
    (first * 3).sum().backward()
    return [first, x.grad]


def items_that_do_not_fit_together(torch):
    return list(torch.utils.data.DataLoader([torch.ones(2), torch.ones(3)], batch_size=2))


def lists_of_unequal_length(torch):
    return list(torch.utils.data.DataLoader([[1], [1, 2]], batch_size=2))


def items_that_make_no_batch(torch):
    return list(torch.utils.data.DataLoader([None, None], batch_size=2))


def a_function_that_makes_batches(torch):
    return list(torch.utils.data.DataLoader(range(5), batch_size=2, collate_fn=sum))


def given_indices(torch):
    loader, data = torch.utils.data.DataLoader, _rows(torch)
    return [list(loader(data, 2, sampler=[4, 0, 1])), list(loader(data, batch_sampler=[[0, 3], [2]]))]


def a_stream(torch):
    class Count(torch.utils.data.IterableDataset):
        def __iter__(self):
            return iter(range(5))

    loader = torch.utils.data.DataLoader
    return [list(loader(Count(), 2)), list(loader(Count(), 2, drop_last=True)), list(loader(Count(), batch_size=None))]


def ones_own_data_set(torch):
    class Squares(torch.utils.data.Dataset):
        def __getitem__(self, index):
            return index, torch.tensor(float(index * index))

        def __len__(self):
            return 4

    both = Squares() + Squares()
    few = torch.utils.data.Subset(both, [7, 2])
    return [len(both), both[5], both[-8], len(few), few[0], list(torch.utils.data.DataLoader(few, batch_size=2))]


def random_splits(torch):
    split = torch.utils.data.random_split
    parts = split(range(10), [4, 6], generator=torch.Generator().manual_seed(0))
    sizes = [[len(part) for part in split(range(n), shares)] for n, shares in ((10, [0.5, 0.3, 0.2]), (7, [0.5, 0.5]))]
    return [sorted(item for part in parts for item in part), [len(part) for part in parts], sizes]


def a_split_that_is_too_large(torch):
    torch.utils.data.random_split(range(5), [3, 3])


def a_split_that_leaves_nothing(torch):
    return [len(part) for part in torch.utils.data.random_split(range(1), [0.9, 0.1])]


def tensors_of_unequal_length(torch):
    torch.utils.data.TensorDataset(torch.ones(3), torch.ones(2))


def an_empty_batch(torch):
    torch.utils.data.DataLoader(_rows(torch), batch_size=0)


def shuffled_and_sampled(torch):
    torch.utils.data.DataLoader(_rows(torch), shuffle=True, sampler=[0])


def batches_twice_over(torch):
    torch.utils.data.DataLoader(_rows(torch), batch_size=2, batch_sampler=[[0]])


def dropping_without_batches(torch):
    torch.utils.data.DataLoader(_rows(torch), batch_size=None, drop_last=True)


def nothing_to_shuffle(torch):
    torch.utils.data.DataLoader([], shuffle=True)


def fewer_than_no_workers(torch):
    torch.utils.data.DataLoader(_rows(torch), num_workers=-1)
