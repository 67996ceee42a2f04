# truth values and whole numbers
import torch

a = torch.tensor([True, True, False])
b = torch.tensor([True, False, False])
print(a & b, a | b, a ^ b, ~a)
print(torch.logical_and(a, b), torch.logical_or(a, b), torch.logical_not(a), torch.logical_xor(a, b))
x = torch.tensor([1, 5, 10])
print((x > 2) & (x < 8), (x < 2) | (x > 8), ~(x > 2))
print(x & 1, x == 5, x != 5, x.eq(5), torch.ge(x, 5), x.lt(5))
if (x > 0).all():
    print("all positive")
if (x[0] < x[1]).item() and x[0] == 1:
    print("in order")
print(x[a], a.sum().item(), a.float().mean().item(), torch.where(a, x, -x))
print(x.masked_fill(a, 0), int(x[2]), float(x[0]), bool(x[0] > 3), [10, 20, 30][torch.tensor(1)])
