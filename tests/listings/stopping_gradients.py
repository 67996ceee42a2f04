# three ways to keep a computation off the tape
import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
with torch.no_grad():
    print((x * 2).requires_grad)
y = x * 2
print(y.detach().requires_grad, y.detach() is y, torch.is_grad_enabled())


@torch.no_grad()
def evaluate(t):
    return t * t


print(evaluate(x), (x * x).requires_grad)
with torch.set_grad_enabled(False):
    print((x + 1).requires_grad, torch.is_grad_enabled())
with torch.inference_mode():
    print((x + 1).requires_grad)
z = (x * (x * 3).detach()).sum()
z.backward()
print(x.grad)
x.requires_grad_(False)
print((x * 2).requires_grad)
