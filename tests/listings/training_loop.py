# R69: zero_grad, forward, loss, backward, step, over a loader
import torch
import torch.nn as nn
import torch.optim as optim
from torch.utils.data import DataLoader, TensorDataset

X = torch.tensor([[1.0], [2.0], [3.0], [4.0], [5.0]])
y = 2 * X + 1
loader = DataLoader(TensorDataset(X, y), batch_size=2, shuffle=False)
print(len(loader))

model = nn.Linear(1, 1)
nn.init.zeros_(model.weight)
nn.init.zeros_(model.bias)
criterion = nn.MSELoss()
optimizer = optim.SGD(model.parameters(), lr=0.01)

for epoch in range(2):
    running_loss = 0.0
    for inputs, targets in loader:
        optimizer.zero_grad()
        outputs = model(inputs)
        loss = criterion(outputs, targets)
        loss.backward()
        optimizer.step()
        running_loss += loss.item() * inputs.size(0)
    print(f"epoch {epoch + 1}: {running_loss / len(X):.6f}")
print(f"{model.weight.item():.6f} {model.bias.item():.6f}")
