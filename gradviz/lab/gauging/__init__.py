"""`flow`, `jacobian`, `memory`: figures of numbers, read off recordings."""
