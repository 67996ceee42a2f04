# R87 and R88: broadcasting and matrix products hand gradients back in the input's own shape
import torch

X = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
W = torch.tensor([[5.0, 6.0, 7.0], [8.0, 9.0, 10.0]], requires_grad=True)
b = torch.zeros(3, requires_grad=True)
Y = X @ W + b
print(Y.detach())
Y.backward(torch.tensor([[1.0, 0.0, -1.0], [2.0, 1.0, 0.0]]))
print(X.grad)
print(W.grad)
print(b.grad)

bias = torch.zeros(3, requires_grad=True)
(torch.ones(4, 3) + bias).sum().backward()
print(bias.grad)

leaky = torch.nn.functional.leaky_relu(x := torch.tensor(-2.0, requires_grad=True))
leaky.backward(torch.tensor(3.0))
print(x.grad.item())
