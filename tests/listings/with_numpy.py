# to numpy and back
import numpy as np
import torch

array = np.array([[1.0, 2.0], [3.0, 4.0]])
x = torch.from_numpy(array)
print(x, x.dtype, torch.tensor(array).sum(), torch.as_tensor(array).shape == (2, 2))
print(x.numpy(), type(x.numpy()).__name__, x.numpy().dtype)
w = torch.tensor([1.0, 2.0], requires_grad=True)
try:
    w.numpy()
except RuntimeError:
    print("detach first")
print(w.detach().numpy(), w.detach().cpu().numpy().tolist(), w.sum().item())
print(torch.tensor(np.float64(2.5)), torch.tensor(np.int64(3)), torch.tensor(array, dtype=torch.int64))
