# all slopes of a function at once
import torch
from torch.autograd.functional import hessian, jacobian


def polar(v):
    return torch.stack([v[0] * torch.cos(v[1]), v[0] * torch.sin(v[1])])


v = torch.tensor([2.0, 0.5])
print(jacobian(polar, v))
print(hessian(lambda v: (v**3).sum() + v[0] * v[1], torch.tensor([1.0, 2.0])))
x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = torch.softmax(x, dim=0)
rows = [torch.autograd.grad(y[i], x, retain_graph=True)[0] for i in range(3)]
print(torch.stack(rows))
