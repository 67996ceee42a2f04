# two half circles, a small network, softmax and cross entropy
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

angle = torch.linspace(0.0, math.pi, 40)
upper = torch.stack([torch.cos(angle), torch.sin(angle)], dim=1)
lower = torch.stack([1 - torch.cos(angle), 0.5 - torch.sin(angle)], dim=1)
X = torch.cat([upper, lower], dim=0)
y = torch.cat([torch.zeros(40), torch.ones(40)]).to(torch.int64)
print(X.shape[0], y.sum().item())

model = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 16), nn.ReLU(), nn.Linear(16, 2))
print(model)
print(sum(p.numel() for p in model.parameters()))
with torch.no_grad():
    for i, p in enumerate(model.parameters()):
        p.copy_(0.5 * torch.sin(torch.arange(p.numel()) * 1.7 + i).reshape(p.shape))

optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=1e-4)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=40, gamma=0.5)
for epoch in range(81):
    logits = model(X)
    loss = F.cross_entropy(logits, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    scheduler.step()
    if epoch % 20 == 0:
        accuracy = (logits.argmax(dim=1) == y).float().mean().item()
        print(f"{epoch:3d}  loss {loss.item():.4f}  accuracy {accuracy:.3f}  lr {scheduler.get_last_lr()[0]}")
print(torch.allclose(F.softmax(model(X[:2]), dim=1).sum(dim=1), torch.ones(2)))
