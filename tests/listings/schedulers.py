# learning rates that change, gradients that are cut
import torch
import torch.nn as nn
from torch.optim.lr_scheduler import ExponentialLR, StepLR

w = torch.tensor([1.0, 1.0], requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.5)
scheduler = StepLR(optimizer, step_size=2, gamma=0.1)
for epoch in range(5):
    optimizer.zero_grad()
    (w**2).sum().backward()
    optimizer.step()
    print(epoch, f"{optimizer.param_groups[0]['lr']:.4f}", f"{scheduler.get_last_lr()[0]:.4f}", w.tolist())
    scheduler.step()
optimizer = torch.optim.Adam([w], lr=0.1)
scheduler = ExponentialLR(optimizer, gamma=0.5)
optimizer.step()
scheduler.step()
print(scheduler.get_last_lr())

v = torch.tensor([3.0, 4.0], requires_grad=True)
(10 * v).sum().backward()
total = nn.utils.clip_grad_norm_([v], max_norm=1.0)
print(f"{total.item():.4f}", v.grad, f"{v.grad.norm().item():.4f}")
nn.utils.clip_grad_value_([v], 0.5)
print(v.grad)
