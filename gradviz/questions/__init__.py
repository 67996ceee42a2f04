"""Questions about gradients whose wrong answers are understood.

Read in this order: `cases` (a graph with its numbers), `sweep` (one backward sweep whose parts can be replaced),
`rules` (the wrong rules as such parts), `wrong` (what they answer, which of them matter), `nearness`, `seeds` and
`numbers` (the search for numbers that tell them apart), `typed` (a learner's answer as a number), `slips`, `blame` and
`nudge` (where a rule goes wrong, and a proof), `messages`, `diagnosis` (`diagnose`).

Then the questions: `question` (plain data) and `question_reading`, `program`, `prompts`, `unfit`, `steady` and
`making` (from any graph), `passes` (a whole backward pass, worked examples), `verdict`, `forward`, `contributions`,
`number_answers`, `picking`, `shapes` and `grading`, `bank` (the items of the course), `by_hand`.

Apart from these, for programs: `apart`, `mini`, `probes`, `reports`, `challenge` (a learner's engine is run, and its
fault is named); `exercise_checks`, `jobs`, `exercises` (`check`, `hint`).
"""

from .diagnosis import Diagnosis, diagnose
from .exercises import check, hint
from .grading import correct_text, grade
from .making import again, make
from .passes import PassMarks, mark_pass, worked
from .question import Option, Question, QuestionError
from .reports import Report
from .seeds import GENERATOR_VERSION, Seed
from .typed import AnswerError
from .verdict import Verdict
from .wrong import hidden_rules

__all__ = [
    "GENERATOR_VERSION", "AnswerError", "Diagnosis", "Option", "PassMarks", "Question", "QuestionError", "Report",
    "Seed", "Verdict", "again", "check", "correct_text", "diagnose", "grade", "hidden_rules", "hint", "make",
    "mark_pass", "worked",
]  # fmt: skip
