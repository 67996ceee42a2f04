# R92: a unit whose input is always negative never changes; a leaky one recovers
import torch
import torch.nn as nn

X = torch.tensor([[1.0], [2.0], [3.0]])
y = torch.tensor([[1.0], [2.0], [3.0]])
for activation in (nn.ReLU(), nn.LeakyReLU(0.01)):
    unit = nn.Linear(1, 1)
    with torch.no_grad():
        unit.weight.fill_(-1.0)
        unit.bias.fill_(-1.0)
    model = nn.Sequential(unit, activation)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(20):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(X), y).backward()
        optimizer.step()
    print(activation, round(unit.weight.item(), 4), round(unit.bias.item(), 4), unit.weight.grad)
