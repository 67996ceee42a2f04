import numpy as np
import pytest

import gradviz as gv
from gradviz.utils.data import (
    ConcatDataset,
    DataLoader,
    Dataset,
    Sampler,
    Subset,
    SubsetRandomSampler,
    TensorDataset,
    WeightedRandomSampler,
    random_split,
)

X, Y = gv.arange(10).reshape(5, 2) * 1.0, gv.tensor([0, 1, 2, 3, 4])


class Squares(Dataset):
    def __len__(self):
        return 5

    def __getitem__(self, index):
        return {"x": float(index), "y": (index, index**2), "name": f"no {index}"}


def test_rows_side_by_side():
    dataset = TensorDataset(X, Y)
    row, number = dataset[3]
    assert len(dataset) == 5 and row.tolist() == [6.0, 7.0] and number.item() == 3


def test_batches_in_order():
    loader = DataLoader(TensorDataset(X, Y), batch_size=2)
    seen = [(x.tolist(), y.tolist()) for x, y in loader]
    assert len(loader) == 3
    assert seen == [([[0.0, 1.0], [2.0, 3.0]], [0, 1]), ([[4.0, 5.0], [6.0, 7.0]], [2, 3]), ([[8.0, 9.0]], [4])]
    assert [y.tolist() for _, y in loader] == [y for _, y in seen]  # a second time the same


def test_the_last_batch_may_be_dropped():
    loader = DataLoader(TensorDataset(X, Y), batch_size=2, drop_last=True)
    assert len(loader) == len(list(loader)) == 2
    assert len(DataLoader(TensorDataset(X, Y), batch_size=5)) == 1


def test_shuffling_is_seeded_complete_and_keeps_rows_together():
    loader = DataLoader(TensorDataset(X, Y), batch_size=2, shuffle=True)
    gv.manual_seed(4)
    first = [(x.tolist(), y.tolist()) for x, y in loader]
    second = [(x.tolist(), y.tolist()) for x, y in loader]
    gv.manual_seed(4)
    assert [(x.tolist(), y.tolist()) for x, y in loader] == first != second
    for epoch in (first, second):
        assert sorted(n for _, ys in epoch for n in ys) == [0, 1, 2, 3, 4]
        assert all(row == [2.0 * n, 2.0 * n + 1] for xs, ys in epoch for row, n in zip(xs, ys, strict=True))


def test_a_dataset_of_ones_own():
    batch = next(iter(DataLoader(Squares(), batch_size=3)))
    assert batch["x"].tolist() == [0.0, 1.0, 2.0]
    assert [column.tolist() for column in batch["y"]] == [[0, 1, 2], [0, 1, 4]]
    assert batch["name"] == ["no 0", "no 1", "no 2"]


def test_lists_arrays_and_a_collate_function():
    pairs = [(np.array([1.0, 2.0]), 0), (np.array([3.0, 4.0]), 1)]
    x, y = next(iter(DataLoader(pairs, batch_size=2)))
    assert x.tolist() == [[1.0, 2.0], [3.0, 4.0]] and y.tolist() == [0, 1]
    assert list(DataLoader(pairs, batch_size=2, collate_fn=len)) == [2]


def test_parts_at_random():
    gv.manual_seed(0)
    dataset = TensorDataset(X, Y)
    train, test = random_split(dataset, [0.7, 0.3])
    assert (len(train), len(test)) == (4, 1)  # 3.5 and 1.5 round down, and the one left over goes to the first
    assert sorted(part[i][1].item() for part in (train, test) for i in range(len(part))) == [0, 1, 2, 3, 4]
    assert [len(p) for p in random_split(dataset, [2, 3])] == [2, 3]
    assert [y.item() for _, y in Subset(dataset, [4, 0])] == [4, 0]
    (x, y), *_ = DataLoader(train, batch_size=4)
    assert x.shape == (4, 2) and y.shape == (4,)
    with pytest.raises(ValueError, match=r"lengths \[2, 2\] for 5 examples"):
        random_split(dataset, [2, 2])


@pytest.mark.parametrize(
    ("tensors", "error", "words"),
    [
        ((X, gv.zeros(4)), ValueError, r"shapes \[\(5, 2\), \(4,\)\].*first sizes"),
        ((gv.tensor(1.0),), ValueError, r"\(\)"),
        ((), ValueError, r"\[\]"),
        ((X, [1, 2]), TypeError, "a list as argument 1.*gv.tensor"),
    ],
)
def test_tensors_that_do_not_belong_together(tensors, error, words):
    with pytest.raises(error, match=words):
        TensorDataset(*tensors)


def test_batches_of_nothing():
    for size in (0, 2.5):
        with pytest.raises(ValueError, match=f"batch_size={size}"):
            DataLoader(TensorDataset(X, Y), batch_size=size)


def test_what_a_dataset_must_say():
    with pytest.raises(NotImplementedError, match="write __getitem__"):
        Dataset()[0]
    with pytest.raises(NotImplementedError, match="write __len__"):
        len(Dataset())


def test_datasets_one_after_the_other():
    both = ConcatDataset([TensorDataset(gv.arange(3)), TensorDataset(gv.arange(10, 12))])
    assert len(both) == 5 and [both[i][0].item() for i in (0, 2, 3, 4, -1, -5)] == [0, 2, 10, 11, 11, 0]
    for outside in (5, -6):
        with pytest.raises(IndexError, match="no example .*: the 2 datasets have 5"):
            both[outside]
    assert len(ConcatDataset([])) == 0


def test_a_sampler_decides_which_examples_come():
    gv.manual_seed(0)
    data = TensorDataset(gv.arange(10))
    loader = DataLoader(data, batch_size=2, sampler=SubsetRandomSampler([7, 1, 3]), persistent_workers=False)
    assert len(loader) == 2 and sorted(x for (batch,) in loader for x in batch.tolist()) == [1, 3, 7]
    orders = {tuple(SubsetRandomSampler(range(10))) for _ in range(5)}
    assert len(orders) > 1 and all(sorted(order) == list(range(10)) for order in orders)
    with pytest.raises(ValueError, match="shuffle=True and a sampler"):
        DataLoader(data, shuffle=True, sampler=SubsetRandomSampler([1]))


def test_rare_examples_can_be_drawn_as_often():
    gv.manual_seed(1)
    drawn = np.bincount(list(WeightedRandomSampler([0.0, 1.0, 3.0], 4000)), minlength=3)
    assert drawn[0] == 0 and drawn.sum() == 4000 and drawn[2] / drawn[1] == pytest.approx(3, rel=0.15)
    first = [next(iter(WeightedRandomSampler(gv.tensor([1.0, 0.0, 3.0]), 2, replacement=False))) for _ in range(1000)]
    assert first.count(1) == 0 and first.count(2) / first.count(0) == pytest.approx(3, rel=0.3)
    assert sorted(WeightedRandomSampler([1.0, 0.0, 3.0], 2, replacement=False)) == [0, 2]
    for weights, count in (([-1.0, 2.0], 1), ([0.0], 1)):
        with pytest.raises(ValueError, match="WeightedRandomSampler cannot draw"):
            WeightedRandomSampler(weights, count)
    with pytest.raises(ValueError, match="cannot draw 3 of 3 examples, of which 2 have a weight above 0"):
        WeightedRandomSampler([1.0, 0.0, 1.0], 3, replacement=False)


def test_a_sampler_of_ones_own_says_what_is_missing():
    class Mine(Sampler):
        pass

    for ask in (len, iter):
        with pytest.raises(NotImplementedError, match="Mine does not say"):
            ask(Mine())
