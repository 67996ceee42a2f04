"""The live diagram's Python half: its traits, and that its files are there."""

import re
from pathlib import Path

from gradviz.lab.frame import diagram
from gradviz.lab.frame.diagram import Diagram
from gradviz.pictures.themes import live_style

HERE = Path(diagram.__file__).parent


def test_every_synced_trait_is_used_by_the_script_and_no_other():
    """A trait that JavaScript does not read, or the other way round, would be stale for ever."""
    script = "".join((HERE / name).read_text("utf-8") for name in ("figure.js", "room.js", "diagram.js"))
    ours = set(Diagram.class_own_traits(sync=True)) - {"_esm", "_css", "_anywidget_id"}
    read = set(re.findall(r'\.get\("(\w+)"\)', script))
    heard = {name for line in re.findall(r'model\.on\("([^"]+)"', script) for name in re.findall(r"change:(\w+)", line)}
    assert ours == read == heard | {"still", "room"}  # these say the same as long as the figure lives
    assert sorted(re.findall(r'model\.on\("([^"]+)"', script)) == sorted(re.findall(r'model\.off\("([^"]+)"', script))


def test_the_style_sheet_carries_both_themes():
    style = Diagram()._css
    assert live_style() in style and (HERE / "diagram.css").read_text("utf-8") in style


def test_classes_of_the_script_have_rules():
    script, style = (HERE / "diagram.js").read_text("utf-8"), Diagram()._css
    made = set(re.findall(r'element\("\w+", "([\w-]+)"', script)) | set(re.findall(r'toggle\("([\w-]+)"', script))
    assert {name for name in made if f".{name}" not in style} == set()


def test_a_new_diagram_is_empty_and_json():
    state = Diagram().get_state()
    assert (state["svg"], state["panel"], state["twin"], state["error"], state["words"]) == ("", "", "", "", [])


def test_no_html_is_set_from_text_in_the_script():
    """Design, section 7: never innerHTML."""
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|eval\(|Function\(", (HERE / "diagram.js").read_text("utf-8")
    )
