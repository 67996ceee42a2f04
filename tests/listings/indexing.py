# rows, columns, corners, masks
import torch

x = torch.arange(12).reshape(3, 4)
print(x)
print(x[0], x[-1], x[:, 1], x[1, 2])
print(x[1:, :2])
print(x[::2, 1::2])
print(x[..., 0], x[None, 0].shape == (1, 4))
print(x[x > 6], (x % 2 == 0).sum())
print(x[[0, 2]], x[torch.tensor([2, 0]), torch.tensor([1, 3])])
print(torch.index_select(x, 1, torch.tensor([0, 3])))
print(torch.masked_select(x, x < 3), torch.where(x > 5, x, torch.zeros_like(x)))
print(torch.nonzero(x > 9), torch.where(x[0] > 1))
print(x.gather(1, torch.tensor([[3], [0], [1]])))
x[0, 0] = 100
x[2] = -1
x[:, 3] = torch.tensor([7, 8, 9])
x[x == 5] = 55
print(x)
for row in x:
    print(row.sum().item(), end=" ")
print(7 in x)
