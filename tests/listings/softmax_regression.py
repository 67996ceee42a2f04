# R90: the gradient of softmax with cross entropy is p − y
import torch
import torch.nn as nn
import torch.nn.functional as F

z = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
loss = F.cross_entropy(z, torch.tensor(2))
loss.backward()
print(loss)
print(z.grad)

logits = torch.tensor([[2.0, 1.0, 0.1], [0.5, 2.5, 0.3]])
labels = torch.tensor([0, 1])
print(nn.CrossEntropyLoss()(logits, labels))
print(nn.CrossEntropyLoss(reduction="none")(logits, labels))
print(nn.NLLLoss()(F.log_softmax(logits, dim=1), labels))
print(F.one_hot(labels, num_classes=3))
print(F.cross_entropy(logits, F.one_hot(labels, 3).to(torch.float64)))
print(F.softmax(logits, dim=-1))
