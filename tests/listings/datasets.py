# a dataset of one's own, and what a loader makes of it
import torch
from torch.utils.data import DataLoader, Dataset, random_split


class Squares(Dataset):
    def __init__(self, count):
        self.x = torch.arange(count, dtype=torch.float64).unsqueeze(1)
        self.y = self.x**2

    def __len__(self):
        return len(self.x)

    def __getitem__(self, index):
        return self.x[index], self.y[index]


data = Squares(7)
print(len(data), data[3])
loader = DataLoader(data, batch_size=3)
print(len(loader))
for number, (x, y) in enumerate(loader):
    print(number, tuple(x.shape), y.flatten().tolist())
x, y = next(iter(loader))
print(x, y)
torch.manual_seed(0)
seen = torch.cat([x for x, _ in DataLoader(data, batch_size=2, shuffle=True)])
print(seen.flatten().sort().values.tolist())
train, test = random_split(data, [5, 2])
print(len(train), len(test), sorted(x.item() for part in (train, test) for x, _ in part))
print([len(b[0]) for b in DataLoader(data, batch_size=3, drop_last=True)])
