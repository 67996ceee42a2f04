# a model's numbers as a dictionary, and another model that gets them
import copy

import torch
import torch.nn as nn

model = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1))
with torch.no_grad():
    model[0].weight.copy_(torch.tensor([[1.0, -1.0], [0.5, 2.0]]))
    model[0].bias.copy_(torch.tensor([0.0, -1.0]))
    model[2].weight.fill_(1.0)
    model[2].bias.zero_()
for name, value in model.state_dict().items():
    print(name, tuple(value.shape), value.flatten().tolist())
twin = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1))
twin.load_state_dict(model.state_dict())
x = torch.tensor([[1.0, 2.0]])
print(model(x).detach(), twin(x).item(), torch.equal(model(x), twin(x)))
other = copy.deepcopy(model)
with torch.no_grad():
    other[2].bias.add_(1.0)
print(model(x).item(), other(x).item())
for parameter in model[0].parameters():
    parameter.requires_grad = False
print([p.requires_grad for p in model.parameters()])
model(x).sum().backward()
print(model[0].weight.grad, model[2].weight.grad)
