# R67 and R68: gradients add up until somebody zeroes them
import torch

x = torch.tensor(3.0, requires_grad=True)
(x**2).backward()
print(x.grad.item())
(x**3).backward()
print(x.grad.item())
x.grad.zero_()
(x**2).backward()
print(x.grad.item())

optimizer = torch.optim.SGD([x], lr=0.1)
optimizer.zero_grad(set_to_none=False)
print(x.grad)
optimizer.zero_grad()
print(x.grad)
