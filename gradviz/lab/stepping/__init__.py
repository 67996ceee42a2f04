"""`stepper`: every event of a run, back and on."""
