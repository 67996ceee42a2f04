# the same line with a layer, a loss and an optimizer
import torch
from torch import nn, optim

X = torch.linspace(-1, 1, 21).unsqueeze(1)
Y = 3 * X - 0.5


class LinearRegression(nn.Module):
    def __init__(self, input_size, output_size):
        super().__init__()
        self.linear = nn.Linear(input_size, output_size)

    def forward(self, x):
        return self.linear(x)


model = LinearRegression(1, 1)
with torch.no_grad():
    model.linear.weight.fill_(0.0)
    model.linear.bias.fill_(0.0)
print(model)
print(list(model.state_dict()), model.linear.weight.shape == (1, 1))
optimizer = optim.SGD(model.parameters(), lr=0.3)
criterion = nn.MSELoss()
for epoch in range(1, 61):
    prediction = model(X)
    loss = criterion(prediction, Y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if epoch % 20 == 0:
        print(f"epoch {epoch}: loss {loss.item():.6f}")
for name, parameter in model.named_parameters():
    print(name, parameter.data)
