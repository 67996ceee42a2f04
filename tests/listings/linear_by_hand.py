# a line through points, with gradients and nothing else
import torch

X = torch.arange(-3, 3, 0.5).view(-1, 1)
noise = 0.1 * torch.cos(7 * X)
Y = -2 * X + 1 + noise
w = torch.tensor(-8.0, requires_grad=True)
b = torch.tensor(-5.0, requires_grad=True)
lr = 0.1


def forward(x):
    return w * x + b


def criterion(guess, y):
    return torch.mean((guess - y) ** 2)


losses = []
for epoch in range(21):
    loss = criterion(forward(X), Y)
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
    w.grad.zero_()
    b.grad.zero_()
    losses.append(loss.item())
    if epoch % 5 == 0:
        print("epoch", epoch, "loss", round(loss.item(), 4), "w", round(w.item(), 4), "b", round(b.item(), 4))
print(losses[-1] < losses[0], len(losses))
