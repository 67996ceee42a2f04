# the same valley, walked down in six ways
import torch

ways = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.05),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9, nesterov=True),
    "decay": lambda p: torch.optim.SGD(p, lr=0.05, weight_decay=0.1),
    "adam": lambda p: torch.optim.Adam(p, lr=0.1, betas=(0.8, 0.99), weight_decay=0.01),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.1),
}
for name, make in ways.items():
    w = torch.tensor([2.0, -1.5], requires_grad=True)
    b = torch.tensor(0.5, requires_grad=True)
    optimizer = make([{"params": [w]}, {"params": [b], "lr": 0.03}])
    for _ in range(25):
        optimizer.zero_grad()
        loss = (w[0] ** 2 + 5 * w[1] ** 2 + w[0] * w[1]) + (b - 1) ** 4
        loss.backward()
        optimizer.step()
    print(f"{name:10s}", [round(v, 6) for v in w.tolist()], round(b.item(), 6))
print(torch.optim.SGD([w], lr=0.1, momentum=0.9).param_groups[0]["momentum"])
