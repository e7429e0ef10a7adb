"""Learn, Evidence and About in a real Chromium: links, the spot to press, accessibility."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = Path(__file__).parent / "vendor" / "axe-4.14.1.min.js"
WIDE = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}
ARTICLES = ("long_pain", "trigger_points", "reading_pictures", "other_treatments", "dry_needling")
PAGES = ("/learn", "/evidence", "/about", *(f"/learn?article={name}" for name in ARTICLES))
FEW = ("/learn?article=dry_needling&mode=practitioner", "/evidence")
# Streamlit looks for its own address below each part of a deep link; it says so in the console.
OWN_PROBES = ("_stcore/health", "_stcore/host-config")


class Visit:
    """A page with what it asked for and complained of."""

    def __init__(self, page: "Page", base: str) -> None:
        self.page, self.base = page, base
        self.foreign: list[str] = []
        self.errors: list[str] = []
        page.on("request", self._asked)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("response", self._answered)

    def _asked(self, request: Any) -> None:
        if not request.url.startswith(
            (self.base, "blob:", "data:", self.base.replace("http", "ws"))
        ):
            self.foreign.append(request.url)

    def _answered(self, response: Any) -> None:
        if response.status >= 400 and not response.url.endswith(OWN_PROBES):
            self.errors.append(f"{response.status} {response.url}")

    def open(self, path: str) -> "Page":
        self.page.goto(self.base + path)
        self.page.wait_for_selector(".st-key-foot", timeout=60_000)
        self.settle()
        return self.page

    def settle(self) -> None:
        self.page.wait_for_function(
            "() => !document.querySelector('[data-testid=stStatusWidget]')", timeout=20_000
        )
        self.page.wait_for_timeout(250)


@pytest.fixture
def visit(tabs: Any, app_url: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    options = getattr(request, "param", {})
    page = tabs.open(**{"viewport": WIDE, **options})
    yield Visit(page, app_url)
    page.close()


SCHEMES = [
    pytest.param({"color_scheme": "light"}, PAGES, id="light"),
    pytest.param({"color_scheme": "dark"}, FEW, id="dark"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("visit", "paths"), SCHEMES, indirect=["visit"])
def test_no_serious_finding_of_our_own(visit: Visit, paths: tuple[str, ...]) -> None:
    found = []
    for path in paths:
        page = visit.open(path)
        page.add_script_tag(path=str(AXE))
        result = page.evaluate("() => axe.run(document.querySelector('.stMain'))")
        for violation in result["violations"]:
            if violation["impact"] in ("serious", "critical"):
                nodes = [node["html"][:160] for node in violation["nodes"][:3]]
                found.append(f"{path}: {violation['id']}: {nodes}")
    assert not found
    assert not visit.foreign
    assert not visit.errors


@pytest.mark.parametrize("visit", [{"viewport": PHONE}], indirect=True)
def test_nothing_is_cut_on_a_phone(visit: Visit) -> None:
    for path in PAGES:
        page = visit.open(path)
        wide = page.evaluate(
            """() => [...document.querySelectorAll('.stMain *')].filter((each) => {
              const box = each.getBoundingClientRect();
              return box.width && box.right > innerWidth + 1 && !each.closest('.ln-tip, svg')
                && getComputedStyle(each).visibility !== 'hidden';
            }).slice(0, 4).map((each) => each.outerHTML.slice(0, 140))"""
        )
        assert not wide, path
        assert page.evaluate("() => document.querySelector('.stMain').scrollWidth") <= 390


def test_the_spot_is_pressed_with_the_keyboard(visit: Visit) -> None:
    page = visit.open("/learn?article=trigger_points")
    host = page.locator(".ln-body").first
    zones = host.locator(".ln-main").first
    assert zones.evaluate("each => getComputedStyle(each).opacity") == "0"
    button = host.locator(".ln-press")
    button.focus()
    page.keyboard.press("Enter")
    assert "ln-pressed" in (host.get_attribute("class") or "")
    assert button.get_attribute("aria-pressed") == "true"
    assert "ache" in host.locator(".ln-said").inner_text()
    page.keyboard.press("Space")
    assert button.get_attribute("aria-pressed") == "false"
    host.locator(".ln-hot").click()
    page.wait_for_timeout(2200)
    assert float(zones.evaluate("each => getComputedStyle(each).opacity")) > 0.8


@pytest.mark.parametrize("visit", [{"reduced_motion": "reduce"}], indirect=True)
def test_nothing_moves_where_less_motion_is_asked_for(visit: Visit) -> None:
    page = visit.open("/learn?article=trigger_points")
    ring = page.locator(".ln-body .ln-ring").first
    page.locator(".ln-press").first.click()
    assert ring.evaluate("each => getComputedStyle(each).animationName") == "none"
    zone = page.locator(".ln-body .ln-main").first
    assert zone.evaluate("each => getComputedStyle(each).transitionDuration") in ("0s", "none")


def test_a_claim_leads_to_its_source_and_back(visit: Visit) -> None:
    page = visit.open("/learn?article=dry_needling")
    cite = page.locator(".ln-cite a").first
    target = (cite.get_attribute("href") or "").removeprefix("#s-")
    cite.click()
    entry = page.locator(f"#s-{target}")
    entry.wait_for()
    page.wait_for_function(
        "id => { const b = document.getElementById(id).getBoundingClientRect();"
        " return b.top >= 0 && b.top < innerHeight; }",
        arg=f"s-{target}",
    )
    entry.locator("a.tp-go").click()
    page.wait_for_selector(f'[id="source:{target}"]')
    assert f"source={target}" in page.url
    back = page.locator(".ln-source a.tp-go[data-page=learn]").first
    back.click()
    page.wait_for_selector(".tp-found", timeout=15_000)
    assert "article=" in page.url


def test_links_keep_what_was_marked(visit: Visit) -> None:
    page = visit.open("/learn")
    page.get_by_label("Search articles, words, muscles and places").fill("outer elbow")
    page.keyboard.press("Enter")
    mark = page.locator('.ln-results a.tp-go[data-query*="elbow_lateral"]').first
    mark.click()
    page.wait_for_selector(".tp-story", timeout=20_000)
    page.get_by_text("outer elbow", exact=False).first.wait_for(timeout=20_000)


def test_a_word_is_explained_on_focus(visit: Visit) -> None:
    page = visit.open("/learn?article=trigger_points")
    term = page.locator(".ln-term").first
    tip = term.locator(".ln-tip")
    assert tip.evaluate("each => getComputedStyle(each).display") == "none"
    term.focus()
    page.wait_for_timeout(250)
    assert tip.evaluate("each => getComputedStyle(each).display") == "block"
    page.keyboard.press("Escape")
    assert tip.evaluate("each => getComputedStyle(each).display") == "none"
