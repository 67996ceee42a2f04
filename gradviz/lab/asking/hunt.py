"""`hunt`: an engine with one planted wrong rule, to be found by tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import ipywidgets as widgets

from ...core.advice.anomaly import unsaid
from ...language import mark, say
from ...pictures.numbers import short
from ...questions.hunting import SUSPICIONS, Evidence, Hunted
from ...questions.reports import Report
from ...questions.seeds import Seed
from ...recording import Formula, Recording, watch
from ...recording.running import program, run
from ..frame.fields import in_time, on_enter
from ..frame.figure import Figure
from ..frame.inputs import check_inputs

FIRST = "y = a*b + a"
MOST_ROWS = 60
"""So much evidence is listed; older rows are counted."""


def hunt(*, seed: int | str = 0, course: str = "", student: str = "") -> Hunt:
    """Hide one wrong rule in a backward pass; the learner finds it by tests (R142).

    A test runs a formula of the learner's and holds every gradient of the planted engine against a nudge of that
    input. The suspicion is then named from a list.

    Args:
        seed: which rule is hidden; the same seed hides the same rule.
        course: a teacher's word, so that classes differ.
        student: a name or pseudonym, so that students differ.

    Returns:
        A widget; Jupyter shows it. `.test("y = x*x", x=3)` and `.accuse("M1")` do the same in code, `.evidence` is what
        was seen, `.found` says whether the rule was named.

    Example:
        >>> import gradviz as gv
        >>> figure = gv.hunt(seed=4)
        >>> rows = figure.test("y = a*b + a", a=2, b=3)
        >>> [row.name for row in rows], round(rows[0].nudged, 6)
        (['a', 'b'], 4.0)
    """
    return Hunt(Seed(course, student, f"hunt {seed}"))


class Hunt(Figure):
    """The figure that `hunt` returns.

    Attributes:
        formula: the field for the formula.
        numbers: the field for its inputs: "a=2, b=3".
        suspicion: the list of rules.
    """

    title = mark("Hunt")
    idea = mark("One rule of this backward pass is wrong. Test formulas until only one suspicion is left.")

    def __init__(self, seed: Seed) -> None:
        self._hunted = Hunted(seed)
        wide, label = {"width": "100%", "min_width": "200px"}, {"description_width": "5.5em"}
        self.formula = widgets.Text(value=FIRST, description=say("formula"), layout=wide, style=label)
        self.numbers = widgets.Text(value="a=2, b=3", description=say("inputs"), layout=wide, style=label)
        rules = [(say("choose a rule"), ""), *((say(words), rule) for rule, words in SUSPICIONS.items())]
        suspicion = widgets.Dropdown(options=rules, description=say("suspicion"), layout=wide, style=label)
        self.suspicion = in_time(suspicion)
        test = widgets.Button(description=say("Test"), tooltip=say("Run the formula and nudge every input"))
        accuse = widgets.Button(description=say("Accuse"), tooltip=say("Name this rule as the planted one"))
        test.on_click(lambda _: self._test_fields())
        accuse.on_click(lambda _: self._accuse_chosen())
        for field in (self.formula, self.numbers):
            on_enter(field, self._test_fields)
        super().__init__("hunt", [self.formula, self.numbers, test, self.suspicion, accuse])
        self._test_fields()

    @property
    def evidence(self) -> Sequence[Evidence]:
        """What was seen so far."""
        return tuple(self._hunted.evidence)

    @property
    def found(self) -> bool:
        """Whether the rule was named."""
        return self._hunted.found

    def test(self, formula: str, /, inputs: Mapping[str, float] | None = None, **variables: float) -> list[Evidence]:
        """Run a formula through the planted engine and nudge every input.

        Raises:
            FormulaError, TypeError, ValueError: if the formula or its inputs do not fit.
        """
        function = program(formula)
        given = {**(inputs or {}), **variables}
        check_inputs(function, given)
        with unsaid():
            recording = watch(run(function, {name: float(value) for name, value in given.items()}))
        rows = self._hunted.test(formula, recording)
        self._show_evidence(recording, rows)
        return rows

    def accuse(self, rule: str) -> Report:
        """Name the planted rule, "M1"; the Report says whether that is it."""
        report = self._hunted.accuse(rule)
        self.announce(str(report))
        return report

    def _accuse_chosen(self) -> None:
        if not self.suspicion.value:
            self.announce(say("Choose a rule from the list of suspicions first."))
        else:
            self.accuse(self.suspicion.value)

    def _test_fields(self) -> None:
        formula = self.formula.value

        def work() -> list[Evidence]:
            return self.test(formula, inputs=_read(formula, self.numbers.value))

        self.attempt(work)

    def _show_evidence(self, recording: Recording, rows: list[Evidence]) -> None:
        off = [row.name for row in rows if not row.agrees]
        if off:
            told = say("The engine and the nudge differ at {names}.", names=", ".join(off))
        else:
            told = say("The engine and the nudge agree on every input here.")
        self.show(self._hunted.picture(recording), caption=told, panel=self._panel())

    def _panel(self) -> str:
        """What was tested, newest first."""
        rows = [row for rows in reversed(self._hunted.tests) for row in rows]
        heads = (say("formula"), say("input"), say("engine"), say("nudge"), say("agree"))
        head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
        body = "".join(map(_row, rows[:MOST_ROWS]))
        more = len(rows) - MOST_ROWS
        note = f"<p>{escape(say('and {more} older ones', more=more))}</p>" if more > 0 else ""
        return (
            f'<div class="gv-scroll" tabindex="0" role="region" aria-label="{escape(say("evidence"))}">'
            f'<table aria-label="{escape(say("evidence"))}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
            f"{note}</div>"
        )

    def fallback_text(self) -> str:
        """The evidence as lines."""
        rows = [f"{row.formula}: {_input(row)}: {short(row.engine)}, {short(row.nudged)}" for row in self.evidence]
        return "\n".join([say("engine's gradient, by a nudge"), *rows]) if rows else self.diagram.error


def _input(row: Evidence) -> str:
    return f"{row.name} = {short(row.at)}"


def _row(row: Evidence) -> str:
    said = say("yes") if row.agrees else f"<strong>{escape(say('no'))}</strong>"
    cells = (escape(row.formula[:60]), escape(_input(row)), short(row.engine), short(row.nudged), said)
    return f"<tr>{''.join(f'<td>{text}</td>' for text in cells)}</tr>"


def _read(formula: str, text: str) -> dict[str, float]:
    """The inputs as they are typed, "a=2, b=3"; those that are not given are 2, 3, 4 and so on.

    Raises:
        ValueError: if a part is not name=number.
    """
    given: dict[str, float] = {}
    for part in filter(None, (part.strip() for part in text.replace(";", ",").split(","))):
        name, sign, number = part.partition("=")
        try:
            given[name.strip()] = float(number.replace("\u2212", "-"))
        except ValueError:
            raise ValueError(f"{part!r:.40} is not a name and a number. Write a=2, b=3.") from None
        if not sign:
            raise ValueError(f"{part!r:.40} has no =. Write a=2, b=3.")
    names = Formula(formula).inputs
    return {name: given.get(name, 2.0 + k) for k, name in enumerate(names)}
