"""Figures to touch, made of ipywidgets: the live diagram and everything built around it."""

from .explore import Explore, explore
from .gates import Gates, gates
from .nudge import Nudge, nudge
from .stepper import stepper
from .stepping import Stepper
from .zoom import Zoom, zoom

__all__ = ["Explore", "Gates", "Nudge", "Stepper", "Zoom", "explore", "gates", "nudge", "stepper", "zoom"]
