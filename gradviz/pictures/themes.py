"""Colours and the style sheet. Every colour stands here once."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one appearance; text reaches a contrast of at least 4.5:1 on what lies behind it."""

    background: str
    ink: str
    value: str
    gradient: str
    local: str
    line: str
    leaf: str
    operation: str
    output: str
    alarm: str


LIGHT = Theme(
    background="#FFFFFF", ink="#1F2328", value="#0B6E3B", gradient="#B3261E", local="#6F42C1", line="#57606A",
    leaf="#DDF4FF", operation="#F6F8FA", output="#FFF8C5", alarm="#9A3412",
)  # fmt: skip
DARK = Theme(
    background="#0D1117", ink="#E6EDF3", value="#56D364", gradient="#FF8F87", local="#C8A6FF", line="#9DA7B3",
    leaf="#12304A", operation="#1B222C", output="#3A3208", alarm="#FFB77C",
)  # fmt: skip

THEMES = {"light": LIGHT, "dark": DARK}

FONT = 'ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace'

# Never by colour alone: values are bold, gradients slanted and signed with ∂, local gradients signed with ×.
_RULES = """\
.gv text { font-family: %(font)s; fill: var(--gv-ink); }
.gv .v { fill: var(--gv-value); font-weight: 700; }
.gv .g { fill: var(--gv-gradient); font-style: italic; }
.gv .l { fill: var(--gv-local); }
.gv .note { fill: var(--gv-alarm); font-weight: 700; }
.gv .node polygon, .gv .node path, .gv .key rect { fill: var(--gv-operation); stroke: var(--gv-line); }
.gv .leaf polygon, .gv .leaf path, .gv .leaf rect { fill: var(--gv-leaf); }
.gv .out polygon, .gv .out path, .gv .out rect { fill: var(--gv-output); }
.gv .out polygon + polygon, .gv .out path + path { fill: none; }
.gv .edge path { fill: none; stroke: var(--gv-line); }
.gv .edge polygon { fill: var(--gv-line); stroke: var(--gv-line); }
.gv [data-state~="born"] polygon, .gv [data-state~="born"] path {
  stroke: var(--gv-alarm); stroke-width: 3; stroke-dasharray: 6 3; }
"""


def variables(theme: Theme) -> str:
    """A theme's colours as CSS custom properties."""
    return " ".join(f"--gv-{name}: {colour};" for name, colour in asdict(theme).items())


@lru_cache(maxsize=8)
def static_style(theme: Theme) -> str:
    """The style sheet of a picture that stands alone; image viewers know no CSS variables, so none are left."""
    rules = _RULES % {"font": FONT}
    for name, colour in asdict(theme).items():
        rules = rules.replace(f"var(--gv-{name})", colour)
    return rules


def live_style() -> str:
    """The style sheet of live pictures, which follow JupyterLab's theme and the reader's system."""
    dark = variables(DARK)
    return (
        f".gv-root {{ {variables(LIGHT)} }}\n"
        f'[data-jp-theme-light="false"] .gv-root {{ {dark} }}\n'
        f"@media (prefers-color-scheme: dark) {{ body:not([data-jp-theme-light]) .gv-root {{ {dark} }} }}\n"
        f"{_RULES % {'font': FONT}}"
    )
