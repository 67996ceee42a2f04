# R63 to R66: one multiplication, one addition, one square
import torch

x = torch.tensor(2.0, requires_grad=True)
w = torch.tensor(3.0, requires_grad=True)
b = torch.tensor(1.0, requires_grad=True)
z = w * x
y = z + b
loss = y**2
print(z.item(), y.item(), loss.item())
print(loss.grad_fn.name(), z.grad_fn.name(), y.grad_fn.name())
print(loss.grad_fn.next_functions[0][0].name(), loss.grad_fn.next_functions[0][1])
print(len(z.grad_fn.next_functions), y.grad_fn.next_functions[0][0].name())
loss.backward()
print(w.grad, b.grad, x.grad)
print(f"{w.grad} {b.grad} {x.grad}")
