"""The frame of every figure: the live diagram, its head, keys, controls, and what runs the learner's function."""
