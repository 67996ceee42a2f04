"""The text twins of plots: the numbers as an HTML table, and the plot in sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from ...language import say
from ...pictures.numbers import short

MOST_ROWS = 50
MOST_CELLS = 12
"""A heat map's table shows so many rows and columns at most."""

Numbers = Mapping[str, tuple[Sequence[float], Sequence[float]]]


def series_table(title: str, x: str, series: Numbers) -> str:
    """A row for each horizontal number, a column for each series; of many rows, some evenly spread."""
    places = sorted({n for xs, _ in series.values() for n in xs if not math.isnan(n)})
    rows = spread(len(places), MOST_ROWS)
    found = {name: dict(zip(xs, ys, strict=True)) for name, (xs, ys) in series.items()}
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in (x, *series))
    body = "".join(
        f'<tr><th scope="row">{short(places[row])}</th>'
        + "".join(f"<td>{_text(ys.get(places[row]))}</td>" for ys in found.values()) + "</tr>"
        for row in rows
    )  # fmt: skip
    said = escape(say("{shown} of {count} rows.", shown=len(rows), count=len(places)))
    left = f"<caption>{said}</caption>" if len(rows) < len(places) else ""
    return f'<table aria-label="{escape(title)}">{left}<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'


def grid_table(
    title: str, y: str, x: str, rows: Sequence[float], columns: Sequence[float], values: Any, names: Sequence[str] = ()
) -> str:
    """The table of a heat map, as its drawing lies: the largest row on top; `names` are those of regions."""
    across, down = spread(len(columns), MOST_CELLS), spread(len(rows), MOST_CELLS)
    heads = "".join(f'<th scope="col">{short(columns[k])}</th>' for k in across)
    body = "".join(
        f'<tr><th scope="row">{short(rows[j])}</th>'
        + "".join(f"<td>{_place(float(values[j, k]), names)}</td>" for k in across) + "</tr>"
        for j in reversed(down)
    )  # fmt: skip
    corner = f'<th scope="col">{escape(y)} \u2193, {escape(x)} \u2192</th>'
    return f'<table aria-label="{escape(title)}"><thead><tr>{corner}{heads}</tr></thead><tbody>{body}</tbody></table>'


def described(title: str, x: str, y: str, series: Numbers, upright: tuple[float, str] | None) -> str:
    """The plot in sentences: for each series where it begins and ends, its smallest and its largest number."""
    parts = [say("{title}. {y} over {x}.", title=title, y=y, x=x)]
    for name, (xs, ys) in series.items():
        known = [n for n in ys if not math.isnan(n)]
        if not known:
            parts.append(say("{name}: no numbers yet.", name=name))
            continue
        parts.append(
            say("{name}: {count} points, from {first} to {last}, smallest {least}, largest {most}.",
                name=name, count=len(xs), first=short(ys[0]), last=short(ys[-1]), least=short(min(known)),
                most=short(max(known)))
        )  # fmt: skip
    if upright:
        parts.append(say("Marked: {what} at {place}.", what=upright[1] or x, place=short(upright[0])))
    return " ".join(parts)


def spread(count: int, most: int) -> list[int]:
    """All positions, or `most` of them from the first to the last."""
    if count <= most:
        return list(range(count))
    return [round(k * (count - 1) / (most - 1)) for k in range(most)]


def _place(number: float, names: Sequence[str]) -> str:
    return escape(names[int(number)]) if names else _text(number)


def _text(number: float | None) -> str:
    return "" if number is None else short(number)
