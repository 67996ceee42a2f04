"""`paths`: every way from an input to the output, multiplied and added up."""
