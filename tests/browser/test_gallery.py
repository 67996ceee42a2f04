"""The gallery in a real browser: every picture in every theme is there, whole, and can be read."""

import pytest

from docs import gallery
from gradviz.pictures.themes import THEMES

from .looks import COLOURS, SIZES, contrast

PAGE = """<body style="background: {ground}">
<div id="figure"><div class="gv-root"><div class="gv-picture">{svg}</div></div></div>"""


@pytest.fixture(scope="module")
def sheet(browser):
    """A page to put pictures on."""
    context = browser.new_context(viewport={"width": 2400, "height": 1200})
    page = context.new_page()
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("console", lambda message: page.errors.append(message.text) if message.type == "error" else None)
    yield page
    context.close()


def test_the_page_is_one_file_that_shows_every_picture(sheet, tmp_path):
    gallery.main(str(tmp_path))
    sheet.goto((tmp_path / "index.html").as_uri())
    images = sheet.locator("figure img")
    assert images.count() == len(gallery.GALLERY) * len(THEMES)
    sizes = images.evaluate_all("all => all.map(i => [i.complete, i.naturalWidth, i.naturalHeight, i.alt.length])")
    assert all(complete and width > 100 and height > 50 and alt > 20 for complete, width, height, alt in sizes)
    assert sheet.errors == []


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("entry", gallery.GALLERY, ids=lambda entry: entry.title)
def test_a_picture_can_be_read(sheet, entry, theme):
    sheet.set_content(PAGE.format(svg=entry.draw(theme).svg, ground=THEMES[theme].background))
    figure = sheet.locator("#figure")
    found = figure.evaluate(SIZES)
    assert found["wide"] == [] and found["outside"] == []
    assert found["covered"] == []
    least = 7.0 if theme == "contrast" else 4.5
    poor = [row for row in figure.evaluate(COLOURS) if contrast(row[2], row[3]) < least]
    assert poor == []
