"""Figures to touch, made of ipywidgets: the live diagram and everything built around it."""

from .build import Build, build
from .card import operation_table
from .explore import Explore, explore
from .flow import Flow, flow
from .gates import Gates, gates
from .hunt import Hunt, hunt
from .jacobian import Jacobian, jacobian
from .memory import Memory, memory
from .nudge import Nudge, nudge
from .paths import Paths, paths
from .quiz import ask, ask_about, quiz
from .quizzing import Quiz
from .stepper import stepper
from .stepping import Stepper
from .tape import Tape, tape
from .train import Train, train
from .zoom import Zoom, zoom

__all__ = [
    "Build", "Explore", "Flow", "Gates", "Hunt", "Jacobian", "Memory", "Nudge", "Paths",
    "Stepper", "Tape", "Train", "Zoom",
    "build", "explore", "flow", "gates", "hunt", "jacobian", "memory", "nudge", "operation_table",
    "paths", "stepper", "tape", "train", "zoom",
    "Quiz", "ask", "ask_about", "quiz",
]  # fmt: skip
