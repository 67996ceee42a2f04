# a result that is no single number needs a vector to be multiplied with
import torch

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x**2
try:
    y.backward()
except RuntimeError:
    print("y has three elements")
y.backward(gradient=torch.tensor([1.0, 0.1, 0.01]), retain_graph=True)
print(x.grad)
x.grad.zero_()
y.backward(torch.ones_like(y), retain_graph=True)
print(x.grad)
x.grad = None
y.sum().backward()
print(x.grad)
h = x * 2
h.retain_grad()
(h**3).sum().backward()
print(h.grad)
