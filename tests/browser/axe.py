"""axe-core on one figure: what it finds that would keep somebody out."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

LEVELS = ("serious", "critical")


def serious(page: Page, selector: str) -> list[str]:
    """What axe calls serious or critical inside of the selector: the rule, and the places."""
    found: dict[str, Any] = Axe().run(page, context=selector).response
    return [
        f"{violation['id']}: {[node['html'][:200] for node in violation['nodes']][:4]}"
        for violation in found["violations"]
        if violation["impact"] in LEVELS
    ]
