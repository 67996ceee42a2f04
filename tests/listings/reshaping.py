# the same numbers in other shapes
import torch

x = torch.arange(6)
print(x.view(2, 3), x.reshape(3, -1))
print(x.view(2, 3).T, x.view(2, 3).t())
print(x.unsqueeze(0), x.unsqueeze(1).squeeze())
y = torch.arange(24).reshape(2, 3, 4)
print(tuple(y.permute(2, 0, 1).shape), tuple(y.transpose(0, 2).shape), tuple(y.flatten(1).shape), y.flatten().sum())
print(torch.cat([x, x]), torch.cat((x.view(2, 3), x.view(2, 3)), dim=1))
print(torch.stack([x, x + 10]), tuple(torch.stack([x, x], dim=1).shape))
print(torch.vstack([x[:3], x[3:]]), torch.hstack([x[:2], x[4:]]))
print(torch.chunk(x, 3), x.split(4), torch.split(x, [1, 5]))
print(x.view(2, 3).repeat(2, 2), torch.tensor([[1], [2]]).expand(2, 3))
print(x.flip(0), torch.roll(x, 2), x[:3].repeat_interleave(2), x[:2].tile(3))
first, second = torch.unbind(x.view(2, 3))
print(first, second, y.movedim(0, 2).shape == (3, 4, 2), x.unflatten(0, (3, 2)))
