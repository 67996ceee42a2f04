# one number at a time
import math

import torch

x = torch.tensor([-2.0, -0.5, 0.0, 0.5, 2.0])
print(torch.exp(x), x.exp())
print(torch.abs(x), abs(x), -x, x.sign())
print(torch.sigmoid(x), torch.tanh(x), torch.relu(x))
print(x.clamp(-1, 1), torch.clamp(x, min=0), x.clip(max=0.2))
print(torch.sqrt(torch.tensor([4.0, 9.0])), torch.log(torch.tensor([1.0, math.e])), torch.pow(x, 2), x**3)
print(x.round(), x.floor(), x.ceil(), torch.round(torch.tensor([1.235, 2.5, 3.5])))
print(torch.tensor([7.0, -7.0]) % 3, torch.tensor([7, -7]) % 3, torch.tensor([7, -7]) // 2, 7 % torch.tensor(4))
print(torch.sin(torch.tensor(math.pi / 2)), torch.cos(torch.tensor([0.0])), torch.tan(torch.tensor([0.5])))
print(torch.log1p(x.abs()), torch.expm1(torch.tensor([0.5])), x.square(), torch.reciprocal(torch.tensor([4.0])))
print(torch.softmax(x, dim=0).sum(), torch.isnan(torch.tensor([1.0, math.nan])), torch.rsqrt(torch.tensor([4.0])))
print(torch.isclose(x, x + 1e-12), torch.allclose(x, x * 1.1), torch.equal(x, x.clone()))
print(torch.erf(torch.tensor([0.5])), torch.sinh(x), torch.log2(torch.tensor([8.0])), torch.trunc(x * 1.6))
