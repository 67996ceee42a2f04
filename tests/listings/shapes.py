# asking for a shape, in every way that programs do
import torch

x = torch.zeros(2, 3, 4)
print(x.shape)
print(x.size(), x.size(0), x.size(-1))
print(f"shape {x.shape}, last two {x.shape[1:]}, rows {x.shape[0]}")
print(x.shape == (2, 3, 4), x.size() == torch.Size([2, 3, 4]))
print(torch.tensor(3.0).shape, torch.zeros(0).shape, list(x.shape), tuple(x.shape))
batch, height, width = x.shape
print(batch * height * width == x.numel() == x.shape.numel())
rows = torch.rand(5, 2)
print(rows.shape, rows.T.shape, (rows @ rows.T).shape, torch.randn(x.shape).shape)
