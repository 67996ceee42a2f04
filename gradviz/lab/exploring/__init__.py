"""`explore`: sliders and a summary."""
