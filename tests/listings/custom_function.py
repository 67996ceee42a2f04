# an operation with a gradient of one's own
import torch


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, input):
        ctx.save_for_backward(input)
        return input**3

    @staticmethod
    def backward(ctx, grad_output):
        (input,) = ctx.saved_tensors
        return grad_output * 3 * input**2


class ScaledBy(torch.autograd.Function):
    @staticmethod
    def forward(ctx, input, factor):
        ctx.factor = factor
        return input * factor

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output * ctx.factor, None


x = torch.tensor([1.0, 2.0, -1.0], requires_grad=True)
y = Cube.apply(x)
print(y.detach())
ScaledBy.apply(y, 2.0).sum().backward()
print(x.grad)
print(torch.autograd.gradcheck(Cube.apply, (torch.tensor([0.5, 1.5], dtype=torch.float64, requires_grad=True),)))
