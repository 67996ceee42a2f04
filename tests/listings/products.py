# vectors and matrices multiplied
import torch

a = torch.tensor([1.0, 2.0, 3.0])
b = torch.tensor([4.0, 5.0, 6.0])
M = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
print(a * b, a @ b, torch.dot(a, b), (a * b).sum())
print(M.T @ M, torch.mm(M.t(), M), torch.matmul(a, M))
print(torch.mv(M, torch.tensor([1.0, -1.0])), torch.outer(a, b))
print(torch.bmm(torch.ones(2, 1, 3), torch.ones(2, 3, 1)))
print(torch.einsum("i,i->", a, b), torch.einsum("ij,kj->ik", M, M))
print(torch.diag(torch.tensor([1.0, 2.0])), torch.diag(M.T @ M), torch.trace(M.T @ M))
print(torch.tril(torch.ones(3, 3)), torch.triu(torch.ones(3, 3), diagonal=1))
print(torch.norm(a), a.norm(p=1), M.norm(dim=0))
try:
    M @ M
except (RuntimeError, ValueError):
    print("(3, 2) and (3, 2) do not fit")
