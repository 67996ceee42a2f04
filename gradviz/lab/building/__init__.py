"""`build`: a graph that the learner puts together, compared with a formula's."""
