"""Questions about gradients whose wrong answers are understood.

Read in this order: `cases` (a graph with its numbers), `sweep` (one backward sweep whose parts can be replaced),
`rules` (the wrong rules as such parts), `wrong` (what they answer, which of them matter), `nearness`, `seeds` and
`numbers` (the search for numbers that tell them apart), `typed` (a learner's answer as a number), `slips`, `blame` and
`nudge` (where a rule goes wrong, and a proof), `messages`, `diagnosis` (`diagnose`). Apart from these, for
programs: `apart`, `mini`, `probes`, `reports`, `challenge` (a learner's engine is run, and its fault is named);
`exercise_checks`, `jobs`, `exercises` (`check`, `hint`).
"""

from .diagnosis import Diagnosis, diagnose
from .exercises import check, hint
from .reports import Report

__all__ = ["Diagnosis", "Report", "check", "diagnose", "hint"]
