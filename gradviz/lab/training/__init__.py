"""Training, event by event: problems and data, the real loop, where its scrubber stops, what is said and plotted."""
