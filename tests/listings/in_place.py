# methods that end in an underscore change the tensor itself
import torch

x = torch.ones(3)
y = x
x.add_(2)
print(x, y is x)
x.mul_(2).sub_(1)
x[1] = 0.5
print(x)
x += torch.tensor([1.0, 2.0, 3.0])
x /= 2
print(x, x.clone().zero_(), x)
x.fill_(4.0)
x.sqrt_().neg_()
print(x)
w = torch.tensor([1.0, 2.0], requires_grad=True)
try:
    w.add_(1.0)
except RuntimeError:
    print("not while it is recorded")
with torch.no_grad():
    w.add_(torch.tensor([1.0, 1.0]), alpha=0.5)
    w[0] = 9.0
    w.clamp_(max=5.0)
print(w)
