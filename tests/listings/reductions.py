# many numbers to one, or to one for each row
import torch

x = torch.tensor([[3.0, 1.0, 2.0], [9.0, 7.0, 8.0]])
print(x.sum(), x.mean(), x.max(), x.min(), x.prod())
print(x.sum(dim=0), x.sum(1), x.sum(axis=1), x.mean(dim=1, keepdim=True))
print(x.max(dim=1))
values, indices = torch.min(x, dim=0)
print(values, indices)
print(x.argmax(), x.argmax(dim=1), torch.argmin(x, 0))
print(x.std(), x.var(dim=1), x.std(unbiased=False), torch.var(x, 0, unbiased=False))
print(x.cumsum(dim=1), x.amax(dim=(0, 1)), torch.sum(x, dim=(0, 1)))
print(torch.sort(x, dim=1))
print(x.sort(descending=True).values, x.argsort(dim=1))
print(torch.topk(x, 2), x.median(), x.median(dim=1).indices)
print((x > 2).all(), (x > 8).any(), (x > 2).all(dim=1), torch.count_nonzero(x > 2))
print(torch.unique(torch.tensor([3, 1, 3, 2])), torch.bincount(torch.tensor([0, 1, 1, 3])))
print(torch.maximum(x[0], x[1]), torch.max(x[0], torch.tensor(2.5)), torch.logsumexp(x, dim=1))
print(torch.diff(x[0]), x.norm(), (x == x.max()).nonzero())
