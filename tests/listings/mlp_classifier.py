# three classes, a subclass of Module, batches, accuracy
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print("using", device)
angle = torch.arange(60) * 0.37
X = torch.stack([torch.cos(angle), torch.sin(angle), angle % 1.0], dim=1)
y = (angle % 3).long()


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(3, 12)
        self.fc2 = nn.Linear(12, 3)

    def forward(self, x):
        x = F.relu(self.fc1(x))
        return self.fc2(x)


model = Net().to(device)
with torch.no_grad():
    for k, p in enumerate(model.parameters()):
        p.copy_(0.7 * torch.sin(1.3 * torch.arange(p.numel()) + k).view(p.shape))
print(sum(p.numel() for p in model.parameters() if p.requires_grad), "parameters")
loader = DataLoader(TensorDataset(X, y), batch_size=20)
optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
loss_fn = nn.CrossEntropyLoss()


def accuracy():
    model.eval()
    with torch.no_grad():
        right = (model(X.to(device)).argmax(1) == y.to(device)).float().mean().item()
    model.train()
    return right


print(f"before {accuracy():.3f}")
for epoch in range(30):
    total, correct = 0.0, 0
    for inputs, labels in loader:
        inputs, labels = inputs.to(device), labels.to(device)
        outputs = model(inputs)
        loss = loss_fn(outputs, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * inputs.size(0)
        _, predicted = torch.max(outputs.data, 1)
        correct += (predicted == labels).sum().item()
    if epoch % 10 == 9:
        print(f"epoch {epoch + 1:2d}: loss {total / len(X):.4f}, correct {correct}/{len(X)}")
print(f"after {accuracy():.3f}")
