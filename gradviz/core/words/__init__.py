"""PyTorch's words for what the engine does, and what a Tensor answers to.

Read `examples` first, a cheat sheet of it all, and `methods`, which attaches everything to Tensor; then `creation`
(making Tensors), `shapes`, `grids`, `values`, `products` and `spellings` (PyTorch's ways of calling operations),
`in_place`, `settings`, `through_numpy` (numpy's functions on Tensors), and `missing` and `lacking` (names that are not
there). Nothing here has a gradient of its own.
"""
