"""The record of a PyTorch program, in the same words as gradviz's own.

PyTorch is imported only when `from_torch` is called, and only its public doors are used: its function mode sees
every call that the learner's function makes, and hooks on the nodes of its graph see every gradient.

Read in this order: `values` (tensors as raw values), `naming` (what a call is called), `keeping` (what a node of
PyTorch's graph has kept), `drafts` (the structure as it grows), `calls` (one call becomes one node), `watching`
(the function mode and the modules' hooks), `sweeping` (the backward pass, observed), `running` (`from_torch`).
"""
