# R70: inside no_grad nothing is recorded, and a leaf may be changed
import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
with torch.no_grad():
    y = x * 2
print(y, y.requires_grad, y.grad_fn)

loss = (x * x).sum()
loss.backward()
with torch.no_grad():
    x -= 0.1 * x.grad
print(x)
print(x.detach())
