"""Formulas as gradviz writes them in text, read back by Python."""

import math
import re

RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def below(x):
    return 0.5 * math.erfc(-x / math.sqrt(2))


def bell(x):
    return math.exp(-x * x / 2) / math.sqrt(2 * math.pi)


FUNCTIONS = {
    "exp": math.exp, "sin": math.sin, "cos": math.cos, "tanh": math.tanh, "ln": math.log, "log": math.log, "max": max,
    "min": min, "σ": sigmoid, "Φ": below, "bell": bell, "sqrt": math.sqrt, "pi": math.pi, "e": math.e, "inf": math.inf,
    "sign": lambda x: float((x > 0) - (x < 0)), "iverson": float, "relu": lambda x: max(x, 0.0),
}  # fmt: skip


def to_python(text):
    """A formula in gradviz's text as an expression of Python."""
    text = re.sub(f"([{RAISED}]+)", lambda m: "**" + m[1].translate(str.maketrans(RAISED, "0123456789-")), text)
    text = text.replace("\u2212", "-").replace("·", "*").replace("^", "**").replace("Φ'", "bell").replace("√", "sqrt")
    text = re.sub(r"(\d)π", r"\1*pi", text).replace("≤", "<=").replace("≥", ">=")
    text = re.sub(r"(?<=[\w)\]]) = (?=[^]]*\])", " == ", text)
    return text.replace("[", "iverson(").replace("]", ")")


def evaluate(text, **numbers):
    return eval(to_python(text), {"__builtins__": {}}, {**FUNCTIONS, **numbers})
