"""Figures to touch, made of ipywidgets: the live diagram and everything built around it."""

from .explore import Explore, explore

__all__ = ["Explore", "explore"]
