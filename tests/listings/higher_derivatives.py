# the slope of the slope
import torch

x = torch.tensor(2.0, requires_grad=True)
y = x**4
(first,) = torch.autograd.grad(y, x, create_graph=True)
(second,) = torch.autograd.grad(first, x, create_graph=True)
(third,) = torch.autograd.grad(second, x)
print(first.item(), second.item(), third.item())
a = torch.tensor([1.0, 2.0], requires_grad=True)
b = torch.tensor(3.0, requires_grad=True)
print(torch.autograd.grad((a * b).sum(), [a, b]))
print(torch.autograd.grad(a * b, a, grad_outputs=torch.tensor([1.0, 10.0])))
print(a.grad)
slope = torch.autograd.grad((torch.sin(a)).sum(), a, create_graph=True)[0]
penalty = (slope**2).sum()
penalty.backward()
print(a.grad, (-2 * torch.cos(a) * torch.sin(a)).detach())
