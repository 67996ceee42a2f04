"""Colours: enough contrast for every text on every ground it can stand on, in both themes (R146)."""

import re
from dataclasses import asdict, fields

import pytest

from gradviz.pictures.themes import CONTRAST, CONTRAST_DARK, FORCED, THEMES, Theme, live_style, static_style, variables

FILLS = ("leaf", "operation", "output")
ON_NODES = ("ink", "value", "gradient")
ON_THE_GROUND = ("ink", "value", "gradient", "local", "line", "alarm")  # edge labels, notes, the panel and its headings


def luminance(colour):
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_contrast_formula():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21) and contrast("#777777", "#FFFFFF") == pytest.approx(
        4.48, abs=0.01
    )


ALL = {**THEMES, "contrast at night": CONTRAST_DARK}
DIMMED = 0.35


def pairs():
    """Every text with every ground that it may lie on."""
    yield from ((text, fill) for text in ON_NODES for fill in FILLS)
    yield from ((text, "background") for text in ON_THE_GROUND)
    yield "kept_ink", "kept"


def mixed(colour, ground, share):
    """What is seen of a colour of which only a share is opaque."""
    parts = [[int(c[k : k + 2], 16) for k in (1, 3, 5)] for c in (colour, ground)]
    return "#" + "".join(f"{round(share * c + (1 - share) * g):02X}" for c, g in zip(*parts, strict=True))


@pytest.mark.parametrize("theme", ALL.values(), ids=ALL)
def test_every_text_reaches_four_and_a_half_to_one(theme):
    """And seven to one in the themes of high contrast."""
    least = 7 if theme in (CONTRAST, CONTRAST_DARK) else 4.5
    low = {pair: contrast(getattr(theme, pair[0]), getattr(theme, pair[1])) for pair in pairs()}
    assert {pair: ratio for pair, ratio in low.items() if ratio < least} == {}


@pytest.mark.parametrize("theme", ALL.values(), ids=ALL)
def test_texts_of_dimmed_nodes_can_still_be_read(theme):
    """Boxes and lines fade, texts do not."""
    style = static_style(theme)
    (rule,) = re.findall(r'\n([^\n]*data-state~="dim"[^{]*){ opacity: ([\d.]+); }', style)
    assert float(rule[1]) == DIMMED and "text" not in rule[0]
    for text in ON_NODES:
        for fill in FILLS:
            ground = mixed(getattr(theme, fill), theme.background, DIMMED)
            assert contrast(getattr(theme, text), ground) >= 4.5, (text, fill)


@pytest.mark.parametrize("theme", ALL.values(), ids=ALL)
def test_borders_and_arrows_are_seen_on_every_ground(theme):
    """WCAG: 3:1 for what is not text."""
    for ground in ("background", *FILLS):
        for line in ("line", "alarm", "ink"):
            assert contrast(getattr(theme, line), getattr(theme, ground)) >= 3


def test_in_high_contrast_there_are_two_colours_and_thick_lines():
    """What tells things apart there is weight, slant, sign, shape and dashes alone."""
    for theme in (CONTRAST, CONTRAST_DARK):
        assert {v for k, v in asdict(theme).items() if k not in ("thin", "strong")} == {"#000000", "#FFFFFF"}
        assert float(theme.thin) >= 2 * float(THEMES["light"].thin) and float(theme.strong) >= 2 * float(theme.thin)


def test_the_house_colours():
    """Design, section 6."""
    light, dark = THEMES["light"], THEMES["dark"]
    assert (light.value, light.gradient, light.local, light.ink) == ("#0B6E3B", "#B3261E", "#6F42C1", "#1F2328")
    assert (dark.background, dark.value, dark.gradient, dark.local, dark.ink) == (
        "#0D1117",
        "#56D364",
        "#FF8F87",
        "#C8A6FF",
        "#E6EDF3",
    )


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_the_style_sheets_name_every_variable_they_use(theme):
    used = set(re.findall(r"var\(--gv-(\w+)\)", live_style()))
    assert used <= {f.name for f in fields(Theme)} and "var(" not in static_style(theme)
    assert all(f"--gv-{name}: {colour};" in variables(theme) for name, colour in asdict(theme).items())
    assert live_style().count("{") == live_style().count("}") and "%" not in static_style(theme)


def test_never_by_colour_alone():
    """R3, R146: values are bold, gradients slanted, births dashed."""
    style = static_style(THEMES["light"])
    assert re.search(r"\.v {[^}]*font-weight: 700", style)
    assert re.search(r"\.g, \.gv \.c {[^}]*font-style: italic", style)
    assert re.search(r'data-state~="born"[^}]*stroke-dasharray', style)


def test_live_pictures_follow_jupyterlabs_theme():
    assert f'[data-jp-theme-light="false"] :is(.gv-root, .gv-figure) {{ {variables(THEMES["dark"])} }}' in live_style()


def test_live_pictures_follow_the_readers_wish_for_contrast():
    """The wish stands after the themes, so that it wins, by day and by night; forced colours win over both."""
    style = live_style()
    themes = (THEMES["light"], THEMES["dark"], CONTRAST, CONTRAST_DARK, FORCED)
    places = [style.index(variables(theme)) for theme in themes]
    assert places == sorted(places)
    assert places[1] < style.index("@media (prefers-contrast: more)") < places[2]
    assert places[3] < style.index("@media (forced-colors: active)") < places[4] < style.index(".gv text")
    assert style.count('[data-jp-theme-light="false"] :is(.gv-root') == 3
    assert re.search("#[0-9A-F]", variables(FORCED)) is None


def test_weights_differ_between_plain_and_highlighted_lines():
    """R146: what is lit is thick, what was born is dashed."""
    for theme in ALL.values():
        style = static_style(theme)
        assert re.search(r'data-state~="lit"\] path[^}]*stroke-width: ' + theme.strong, style)
        assert re.search(r"\.edge path {[^}]*stroke-width: " + theme.thin, style)
