# who needs a gradient, and where it arrives
import torch

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
print(x.requires_grad, x.is_leaf, x.grad, x.grad_fn)
y = x * 2
z = y**2
out = z.mean()
print(y.requires_grad, y.is_leaf, y.grad_fn.name(), out)
out.backward()
print(x.grad)

a = torch.ones(2, 2)
print(a.requires_grad)
a.requires_grad_()
print((a * 3).sum())
print((a + 2) * (a + 2) * 3)
b = ((a + 2) * (a + 2) * 3).mean()
b.backward()
print(a.grad)

p = torch.tensor(2.0, requires_grad=True)
q = torch.tensor(5.0, requires_grad=True)
f = p * q + torch.sin(p) - torch.exp(-q)
f.backward()
print(f"df/dp = {p.grad.item():.4f}, df/dq = {q.grad.item():.4f}")
