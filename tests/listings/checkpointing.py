# a stretch of the forward pass that is computed twice and kept once
import torch
from torch.utils.checkpoint import checkpoint

calls = []


def block(x):
    calls.append(1)
    return torch.tanh(x) * torch.exp(-x)


a = torch.tensor([0.5, 1.0], requires_grad=True)
block(a).sum().backward()
plain = a.grad.clone()
a.grad = None
checkpoint(block, a, use_reentrant=False).sum().backward()
print(torch.allclose(plain, a.grad), len(calls))
print(plain)
