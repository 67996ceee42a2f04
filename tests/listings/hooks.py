# looking at gradients while they pass, and changing them
import torch

seen = []
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * 3
handle = y.register_hook(lambda grad: seen.append(grad.tolist()))
x.register_hook(lambda grad: grad * 10)
(y**2).sum().backward()
print(seen, x.grad)
handle.remove()
x.grad = None
(x * 3).sum().backward()
print(len(seen), x.grad)
