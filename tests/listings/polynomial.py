# a module of one's own: a + b x + c x² + d x³ fitted to a sine
import math

import torch


class Polynomial(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.a = torch.nn.Parameter(torch.tensor(0.1))
        self.b = torch.nn.Parameter(torch.tensor(0.2))
        self.c = torch.nn.Parameter(torch.tensor(-0.1))
        self.d = torch.nn.Parameter(torch.tensor(0.0))

    def forward(self, x):
        return self.a + self.b * x + self.c * x**2 + self.d * x**3


x = torch.linspace(-math.pi, math.pi, 200)
y = torch.sin(x)
model = Polynomial()
criterion = torch.nn.MSELoss(reduction="sum")
optimizer = torch.optim.SGD(model.parameters(), lr=1e-6)
for t in range(200):
    y_pred = model(x)
    loss = criterion(y_pred, y)
    if t % 50 == 49:
        print(t, f"{loss.item():.4f}")
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print([name for name, _ in model.named_parameters()])
print(" ".join(f"{p.item():.4f}" for p in model.parameters()))
print(model.a.requires_grad, isinstance(model.a, torch.nn.Parameter), model.a)
