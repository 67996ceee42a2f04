"""Colours, weights of lines and the style sheet. Every colour stands here once."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one appearance, and how thick lines are: plain ones, and strong ones such as highlighted.

    Text reaches a contrast of at least 4.5:1 on what lies behind it; in the theme "contrast" of at least 7:1.
    """

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
    kept: str
    kept_ink: str
    thin: str = "1"
    strong: str = "3"


LIGHT = Theme(
    background="#FFFFFF", ink="#1F2328", value="#0B6E3B", gradient="#B3261E", local="#6F42C1", line="#57606A",
    leaf="#DDF4FF", operation="#F6F8FA", output="#FFF8C5", alarm="#9A3412", kept="#F59E0B", kept_ink="#1F2328",
)  # fmt: skip
DARK = Theme(
    background="#0D1117", ink="#E6EDF3", value="#56D364", gradient="#FF8F87", local="#C8A6FF", line="#9DA7B3",
    leaf="#12304A", operation="#1B222C", output="#3A3208", alarm="#FFB77C", kept="#FB9A3C", kept_ink="#0D1117",
)  # fmt: skip

_INKS = ("ink", "value", "gradient", "local", "line", "alarm", "kept")
_GROUNDS = ("background", "leaf", "operation", "output", "kept_ink")


def _two_colours(ink: str, ground: str) -> Theme:
    """A theme of two colours: what else tells things apart, weight, slant, sign and shape, has to do it alone."""
    colours = dict.fromkeys(_INKS, ink) | dict.fromkeys(_GROUNDS, ground)
    return Theme(**colours, thin="2", strong="4")


CONTRAST = _two_colours("#000000", "#FFFFFF")
CONTRAST_DARK = _two_colours("#FFFFFF", "#000000")
FORCED = _two_colours("CanvasText", "Canvas")
"""The colours that the reader has chosen for all programs; a browser knows them by these names."""

THEMES = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}

FONT = 'ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace'

# Never by colour alone: values are bold, gradients slanted and signed with ∂, local gradients signed with ×,
# contributions slanted and signed with →. What is dimmed keeps its texts: only lines and boxes fade.
_RULES = """\
.gv text { font-family: %(font)s; fill: var(--gv-ink); }
.gv .v { fill: var(--gv-value); font-weight: 700; }
.gv .g, .gv .c { fill: var(--gv-gradient); font-style: italic; }
.gv .l { fill: var(--gv-local); }
.gv .note { fill: var(--gv-alarm); font-weight: 700; }
.gv .node polygon, .gv .node path, .gv .node ellipse, .gv .key rect, .gv .key circle {
  fill: var(--gv-operation); stroke: var(--gv-line); stroke-width: var(--gv-thin); }
.gv .leaf polygon, .gv .leaf path, .gv .leaf rect { fill: var(--gv-leaf); }
.gv .group polygon, .gv .group path, .gv .group rect { stroke-width: 2.5; }
.gv .out polygon, .gv .out path, .gv .out rect { fill: var(--gv-output); }
.gv .operation ellipse, .gv .operation circle { fill: var(--gv-background); }
.gv .out polygon + polygon, .gv .out path + path { fill: none; }
.gv .edge path { fill: none; stroke: var(--gv-line); stroke-width: var(--gv-thin); }
.gv .edge polygon { fill: var(--gv-line); stroke: var(--gv-line); }
.gv .edge text { paint-order: stroke; stroke: var(--gv-background); stroke-width: 3; stroke-linejoin: round; }
.gv .mark rect { fill: var(--gv-background); stroke: var(--gv-line); stroke-width: var(--gv-thin); }
.gv .mark text { font-weight: 700; }
.gv .kept rect { fill: var(--gv-kept); }
.gv .kept text { fill: var(--gv-kept_ink); }
.gv .node .kept { visibility: hidden; }
.gv .node[data-state~="kept"] .kept { visibility: visible; }
.gv [data-state~="born"] polygon, .gv [data-state~="born"] path {
  stroke: var(--gv-alarm); stroke-width: var(--gv-strong); stroke-dasharray: 6 3; }
.gv [data-state~="lit"] polygon, .gv [data-state~="lit"] path, .gv [data-state~="lit"] ellipse,
.gv [data-state~="active"] polygon, .gv [data-state~="active"] path, .gv [data-state~="active"] ellipse {
  stroke: var(--gv-ink); stroke-width: var(--gv-strong); }
.gv .out[data-state] polygon + polygon, .gv .out[data-state] path + path { stroke-width: var(--gv-thin); }
.gv .edge[data-state~="lit"] polygon, .gv .edge[data-state~="active"] polygon { fill: var(--gv-ink); }
.gv [data-state~="dim"] polygon, .gv [data-state~="dim"] path, .gv [data-state~="dim"] ellipse { opacity: 0.35; }
.gv [data-state~="unmade"] { visibility: hidden; }
"""


def variables(theme: Theme) -> str:
    """A theme's colours and weights as CSS custom properties."""
    return " ".join(f"--gv-{name}: {value};" for name, value in asdict(theme).items())


@lru_cache(maxsize=8)
def static_style(theme: Theme) -> str:
    """The style sheet of a picture that stands alone; image viewers know no CSS variables, so none are left."""
    rules = _RULES % {"font": FONT}
    for name, value in asdict(theme).items():
        rules = rules.replace(f"var(--gv-{name})", value)
    return rules


def live_style() -> str:
    """The style sheet of live pictures, which follow JupyterLab's theme and the reader's system.

    A reader who asks the system for more contrast gets two colours; one who forces colours gets those.
    """
    return (
        f"{_themed(LIGHT, DARK)}"
        f"@media (prefers-contrast: more) {{\n{_themed(CONTRAST, CONTRAST_DARK)}}}\n"
        f"{_chosen()}"
        f"@media (forced-colors: active) {{\n{_themed(FORCED, FORCED)}}}\n"
        f"{_RULES % {'font': FONT}}"
    )


def _themed(light: Theme, dark: Theme) -> str:
    """One theme, and another where JupyterLab is dark, or where there is no JupyterLab and the system is."""
    at_night = variables(dark)
    return (
        f".gv-root, .gv-figure {{ {variables(light)} }}\n"
        f'[data-jp-theme-light="false"] :is(.gv-root, .gv-figure) {{ {at_night} }}\n'
        "@media (prefers-color-scheme: dark) { "
        f"body:not([data-jp-theme-light]) :is(.gv-root, .gv-figure) {{ {at_night} }} }}\n"
    )


def _chosen() -> str:
    """The themes that a reader may choose for one figure; they win over those of the page."""
    return "".join(
        f".gv-figure.gv-theme-{name}.gv-theme-{name}, .gv-theme-{name}.gv-theme-{name} .gv-root "
        f"{{ {variables(theme)} }}\n"
        for name, theme in THEMES.items()
    )
