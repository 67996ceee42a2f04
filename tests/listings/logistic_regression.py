# two classes on a line, by hand and with a module
import torch
import torch.nn as nn

x = torch.tensor([[0.5], [1.0], [1.5], [3.0], [3.5], [4.0]])
y = torch.tensor([[0.0], [0.0], [0.0], [1.0], [1.0], [1.0]])
w = torch.zeros(1, 1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
for step in range(201):
    p = torch.sigmoid(x @ w + b)
    loss = -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.5 * w.grad
        b -= 0.5 * b.grad
    w.grad, b.grad = None, None
    if step % 100 == 0:
        print(step, f"{loss.item():.4f}")
print(w.detach(), b.detach())

model = nn.Sequential(nn.Linear(1, 1), nn.Sigmoid())
with torch.no_grad():
    for p in model.parameters():
        p.zero_()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
criterion = nn.BCELoss()
for _ in range(201):
    optimizer.zero_grad()
    criterion(model(x), y).backward()
    optimizer.step()
predicted = model(x).round()
accuracy = predicted.eq(y).sum() / float(y.shape[0])
print(f"accuracy = {accuracy.item():.4f}", torch.allclose(model[0].weight, w))
