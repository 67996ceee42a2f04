# the problem that one layer cannot solve
import torch
import torch.nn as nn


class XOR(nn.Module):
    def __init__(self):
        super(XOR, self).__init__()  # noqa: UP008
        self.hidden = nn.Linear(2, 4)
        self.out = nn.Linear(4, 1)
        self.act = nn.Tanh()

    def forward(self, x):
        x = self.act(self.hidden(x))
        return torch.sigmoid(self.out(x))


X = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
y = torch.tensor([[0.0], [1.0], [1.0], [0.0]])
model = XOR()
print(model)
with torch.no_grad():
    model.hidden.weight.copy_(torch.tensor([[0.5, -0.6], [0.7, 0.4], [-0.3, 0.8], [0.2, 0.1]]))
    model.hidden.bias.copy_(torch.tensor([0.1, -0.2, 0.3, 0.0]))
    model.out.weight.copy_(torch.tensor([[0.4, -0.5, 0.6, 0.3]]))
    model.out.bias.fill_(0.0)

criterion = nn.BCELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
for epoch in range(201):
    optimizer.zero_grad()
    output = model(X)
    loss = criterion(output, y)
    loss.backward()
    optimizer.step()
    if epoch % 50 == 0:
        print(f"Epoch {epoch}, Loss: {loss.item():.4f}")

model.eval()
with torch.no_grad():
    predictions = (model(X) > 0.5).float()
print(predictions.squeeze().tolist())
print("Accuracy:", (predictions == y).float().mean().item())
