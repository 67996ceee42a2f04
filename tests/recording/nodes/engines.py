"""Small engines as learners write them: micrograd's form, the lesson's, with slots, with a base class."""


class Value:
    """As micrograd has it: the inputs in a set, inner gradients kept, 0 before the pass."""

    keeps = set

    def __init__(self, data, _children=(), _op="", label=""):
        self.data, self.grad, self._op, self.label = data, 0.0, _op, label
        self._prev, self._backward = self.keeps(_children), lambda: None

    def wrap(self, other):
        return other if isinstance(other, Value) else type(self)(other)

    def __add__(self, other):
        other = self.wrap(other)
        out = type(self)(self.data + other.data, (self, other), "+")

        def back():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = back
        return out

    def __mul__(self, other):
        other = self.wrap(other)
        out = type(self)(self.data * other.data, (self, other), "*")

        def back():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = back
        return out

    def __pow__(self, n):
        out = type(self)(self.data**n, (self,), f"**{n}")

        def back():
            self.grad += n * self.data ** (n - 1) * out.grad

        out._backward = back
        return out

    def backward(self):
        order, seen = [], set()

        def build(node):
            if node not in seen:
                seen.add(node)
                for child in node._prev:
                    build(child)
                order.append(node)

        build(self)
        self.grad = 1.0
        for node in reversed(order):
            node._backward()


class Ordered(Value):
    """The same with a tuple."""

    keeps = tuple


class Lesson:
    """As lesson 7 has it: pairs of an input and what it is sent; only leaves keep a gradient."""

    def __init__(self, value, requires_grad=True, parents=(), op=""):
        self.value, self.requires_grad, self.parents, self.op = value, requires_grad, parents, op
        self.grad = None

    def __add__(self, other):
        parents = ((self, lambda g: g), (other, lambda g: g))
        return Lesson(self.value + other.value, True, parents, "+")

    def __mul__(self, other):
        a, b = self.value, other.value
        return Lesson(a * b, True, ((self, lambda g: g * b), (other, lambda g: g * a)))


def loss(kind, **numbers):
    """(wx + b)² with names."""
    made = {name: kind(float(number), label=name) for name, number in numbers.items()}
    L = (made["w"] * made["x"] + made["b"]) ** 2
    L.label = "L"
    return L
