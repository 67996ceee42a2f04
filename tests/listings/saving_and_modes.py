# what a model knows, and the switch between training and use
import torch
import torch.nn as nn

model = nn.Sequential(
    nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Dropout(p=0.5), nn.GELU(), nn.LayerNorm(4), nn.Linear(4, 2)
)
print(model)
print(list(model.state_dict().keys()))
print([tuple(p.shape) for p in model.parameters()])
print([name for name, _ in model.named_modules()])
with torch.no_grad():
    for i, p in enumerate(model.parameters()):
        p.copy_(torch.cos(torch.arange(p.numel()) + i).reshape(p.shape))

X = torch.tensor([[1.0, 2.0, 3.0], [-1.0, 0.5, 2.0], [0.0, -2.0, 1.0], [3.0, 1.0, -1.0]])
model[2].p = 0.0
model.train()
print(model(X).detach())
print(model[1].running_mean, model[1].running_var, model[1].num_batches_tracked)
model.eval()
print(model.training, model[1].training)
before = model(X).detach()
print(before)

other = nn.Sequential(
    nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Dropout(p=0.5), nn.GELU(), nn.LayerNorm(4), nn.Linear(4, 2)
)
print(other.load_state_dict(model.state_dict()))
other.eval()
print(torch.equal(before, other(X)))
