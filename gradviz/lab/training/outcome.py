"""What became of a run: a sentence beside the controls, and its epochs as a table."""

from __future__ import annotations

from collections.abc import Sequence

from ...language import say
from ...pictures.numbers import long, short
from ..frame.figure import cell
from .loop import Run
from .words import NOT_YET, shown, table, written


def status(run: Run) -> str:
    """How the run as a whole went."""
    done, all_of_it, several = run.epochs, run.settings.steps, run.batches.count > 1
    told = []
    if (at := run.diverged) == 0:
        told.append(say("The loss is {loss} before any step, so no learning rate can help. Look in the loss for a "
                        "logarithm or root of a negative number, or a division by 0, and in the data for inf or nan.",
                        loss=short(run.losses[0])))  # fmt: skip
    elif at is not None:
        after = _epochs(at) if not several else say("1 step") if at == 1 else say("{count} steps", count=at)
        told.append(say("The loss is {loss} after {time}, so training stopped: the steps are too long. "
                        "Try a smaller learning rate.", loss=short(run.losses[at]), time=after))  # fmt: skip
    elif done < all_of_it:
        told.append(say("Stopped after {done} of {count} epochs.", done=done, count=all_of_it))
        told += [_one_over(run)] * (run.broken and several and len(run.batches.rows(run.turns)) == 1)
    elif several:
        told.append(say("{epochs} of {batches} batches. The loss of all examples is {loss}.", epochs=_epochs(done),
                        batches=run.batches.count, loss=short(run.whole[-1])))  # fmt: skip
    elif run.looks_aside:
        told.append(say("{epochs}. The loss is {loss} in training, and {other} in eval mode.", epochs=_epochs(done),
                        loss=short(run.losses[-1]), other=short(run.whole[-1])))  # fmt: skip
    else:
        told.append(say("{epochs}. The loss is {loss}.", epochs=_epochs(done), loss=short(run.losses[-1])))
    if run.kept < run.turns:
        told.append(say("To save memory, single events are kept of the first {kept} steps; later steps are shown one "
                        "by one.", kept=run.kept) if several else
                    say("To save memory, single events are kept of the first {kept} epochs; later epochs are shown one "
                        "by one.", kept=run.kept))  # fmt: skip
    return " ".join(told)


def _epochs(count: int) -> str:
    return say("1 epoch") if count == 1 else say("{count} epochs", count=count)


def _one_over(run: Run) -> str:
    """What is said where a run broke at a batch of one example, which a batch norm cannot take."""
    return say("The batch at which it stopped has a single example: {examples} in batches of {size} leave one over. "
               "Choose another batch size.", examples=run.problem.examples, size=run.batches.size)  # fmt: skip


def epochs(run: Run, most: int = 24) -> list[list[str]]:
    """The run as rows: epoch, loss, parameters; of a long one the first and the last."""
    rows, losses = [[say("epoch"), say("loss"), *shown(run)]], run.whole
    for k, state in enumerate(run.states[:: run.batches.count]):
        lost = long(losses[k]) if k < len(losses) else NOT_YET
        values = [state[name] for name in shown(run)]
        rows.append([str(k), lost, *(long(value) if isinstance(value, float) else written(value) for value in values)])
    if len(rows) > most + 2:
        rows = [*rows[: most // 2 + 1], ["…"] * len(rows[0]), *rows[-(most // 2) :]]
    return rows


def epoch_table(run: Run) -> str:
    """The same rows as HTML."""
    head, *rows = epochs(run)
    body = "".join(f"<tr>{''.join(f'<td>{cell(text)}</td>' for text in row)}</tr>" for row in rows)
    return table(say("epochs"), head, body)


def as_text(rows: Sequence[Sequence[str]]) -> str:
    """Rows with their columns in line."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(text.ljust(w) for text, w in zip(row, widths, strict=True)).rstrip() for row in rows)
