# kinds of numbers, and from one to another
import torch

x = torch.tensor([1.7, -0.2, 3.0])
print(x.dtype, torch.tensor([1, 2]).dtype, torch.tensor([True, False]).dtype)
print(x.int(), x.long(), x.bool())
print(x.to(torch.int64), x.to(torch.float32))
half = torch.tensor([0.5, 0.25], dtype=torch.float16)
print(half, half.element_size(), x.element_size())
print(torch.float32, torch.long, torch.bool, torch.float64 == torch.double)
print(torch.tensor([1, 2]) / 2, torch.tensor([1, 2]) * 1.5, torch.tensor([7, 8]) // 2)
print((torch.tensor([1, 2]) + torch.tensor([0.5, 0.5])).dtype)
print(torch.tensor([1, 0, 2]).bool(), torch.tensor([True, False]).sum(), (x > 0).float().dtype)
print(x.is_floating_point(), torch.tensor(1).is_floating_point(), x.type_as(half).dtype)
print(x.to(torch.float32).double().dtype, torch.get_default_dtype())
