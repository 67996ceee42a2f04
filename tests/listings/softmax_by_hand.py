# softmax and cross entropy, step by step, against the library's
import torch
import torch.nn.functional as F

logits = torch.tensor([[2.0, 1.0, 0.1], [0.1, 3.0, 0.2]], requires_grad=True)
target = torch.tensor([0, 2])
exps = torch.exp(logits - logits.max(dim=1, keepdim=True).values)
probs = exps / exps.sum(dim=1, keepdim=True)
print(probs)
loss = -torch.log(probs[torch.arange(2), target]).mean()
print(f"{loss.item():.6f} {F.cross_entropy(logits, target).item():.6f}")
loss.backward()
by_hand = logits.grad.clone()
logits.grad.zero_()
F.cross_entropy(logits, target).backward()
print(torch.allclose(by_hand, logits.grad), by_hand)
one_hot = F.one_hot(target, num_classes=3)
print(one_hot, (probs.detach() - one_hot) / 2)
print(torch.isclose(F.nll_loss(F.log_softmax(logits, dim=1), target), loss))
print(probs.argmax(dim=1), (probs.argmax(dim=1) == target).float().mean().item())
