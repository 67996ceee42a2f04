"""The record of a learner's own engine: objects that know their inputs, read as they stand.

Read in this order: `attributes` (which attribute says what), `walking` (the objects in order), `naming` (which
operation of the table an object's is), `drawing` (`from_nodes`).
"""
