# small tensors stretched over large ones
import torch

matrix = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
row = torch.tensor([10.0, 20.0, 30.0])
column = torch.tensor([[100.0], [200.0]])
print(matrix + row)
print(matrix * column)
print(row + column)
print(matrix - matrix.mean(dim=0), matrix / matrix.sum(dim=1, keepdim=True))
print(2 ** torch.arange(5), 1 / torch.tensor([2.0, 4.0]), 10 - row)
try:
    matrix + torch.ones(2)
except (RuntimeError, ValueError):
    print("3 and 2 do not fit")
i, j = torch.meshgrid(torch.arange(2), torch.arange(3), indexing="ij")
print(i * 10 + j)
distance = ((torch.tensor([0.0, 3.0])[:, None] - torch.tensor([0.0, 1.0, 2.0])[None, :]) ** 2).sqrt()
print(distance)
