# words as rows of a table
import torch
import torch.nn as nn

words = ["a", "b", "c", "d"]
index = {word: i for i, word in enumerate(words)}
C = torch.arange(8, dtype=torch.float64).view(4, 2).requires_grad_()
sentence = torch.tensor([index[w] for w in "badb"])
picked = C[sentence]
print(sentence, picked.shape == (4, 2))
picked.sum().backward()
print(C.grad)
N = torch.zeros((4, 4), dtype=torch.int32)
for first, second in zip("badb", "adb", strict=False):
    N[index[first], index[second]] += 1
print(N)
P = (N + 1).double()
P /= P.sum(1, keepdim=True)
print(P, P[0].sum().item())
layer = nn.Embedding(4, 3)
with torch.no_grad():
    layer.weight.copy_(torch.eye(4, 3))
print(layer(torch.tensor([[0, 2], [3, 1]])).detach())
