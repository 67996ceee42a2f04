# R81: the parameter goes half of the way at each step, and with momentum past the goal
import torch

theta = torch.tensor(1.0, requires_grad=True)
optimizer = torch.optim.SGD([theta], lr=0.25)
for step in range(4):
    optimizer.zero_grad()
    loss = (theta - 3) ** 2
    loss.backward()
    optimizer.step()
    print(step + 1, theta.item(), ((theta - 3) ** 2).item())

theta = torch.tensor(1.0, requires_grad=True)
optimizer = torch.optim.SGD([theta], lr=0.25, momentum=0.5)
for step in range(4):
    optimizer.zero_grad()
    loss = (theta - 3) ** 2
    loss.backward()
    optimizer.step()
    print(step + 1, theta.item())
