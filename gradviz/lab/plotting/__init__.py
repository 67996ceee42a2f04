"""Plots: bqplot behind one door, and what figures of numbers alone share."""
