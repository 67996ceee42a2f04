"""What a learner is told when something goes wrong, or is about to.

`tensor_checks`, `backward_checks` and `loss_checks` refuse or warn, with what, why and what to try; `array_errors` says
what numpy cannot compute, `pair_checks` that predictions have met the targets of other examples. `anomaly` finds
the operation in which inf or nan was born, in the words of `anomaly_words`; `anomaly_backward` does so for gradients.
`learner` finds the line of the learner's own code. Nothing is stored for this while a program runs well.
"""
