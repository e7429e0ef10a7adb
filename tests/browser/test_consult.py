"""A consult in a real browser, counted in actions: a click, a tap, a key, a word typed is one."""

import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from pypdf import PdfReader

from atlas.catalogue import load_catalogue
from atlas.text import load_text

DESKTOP = {"viewport": {"width": 1400, "height": 900}}
TABLET = {"viewport": {"width": 1024, "height": 768}, "has_touch": True, "is_mobile": True}
MOST_ACTIONS = 12
LEAST_TARGET = 44
TEXT, CATALOGUE = load_text(), load_catalogue()
PATTERNS = "document.querySelector('.tp-plot')?.dataset.patterns"
SMALL = """(least) => [...document.querySelectorAll('.stApp button, .stApp a, .stApp input')]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }))
  .map((one) => [one.textContent || one.ariaLabel, one.getBoundingClientRect()])
  .filter(([, box]) => box.width > 2 && (box.width < least || box.height < least))
  .map(([name, box]) => `${name} ${Math.round(box.width)} x ${Math.round(box.height)}`)"""
WIDER = """() => document.querySelector('[data-testid="stMain"]').scrollWidth
  > document.documentElement.clientWidth"""


class Practitioner:
    """Counts what hands do; waits are free."""

    def __init__(self, page: Any, touch: bool) -> None:
        self.page, self.touch, self.actions = page, touch, 0

    def press(self, what: Any) -> None:
        self.actions += 1
        what.first.wait_for()
        (what.first.tap if self.touch else what.first.click)()

    def type(self, words: str) -> None:
        self.actions += 1
        self.page.keyboard.type(words, delay=15)

    def key(self, key: str) -> None:
        self.actions += 1
        self.page.keyboard.press(key)

    def button(self, key: str) -> Any:
        return self.page.locator(f".st-key-{key} button:visible")

    def offered(self, words: str) -> Any:
        return self.page.locator(".tp-pill", has_text=words)

    def sees(self, *patterns: str) -> None:
        self.page.wait_for_function(f"{PATTERNS} === {' '.join(patterns)!r}", timeout=30_000)


@pytest.fixture
def consult(tabs, app_url: str) -> Iterator[Any]:
    opened: list[Any] = []

    def start(options: dict[str, Any]) -> Practitioner:
        page = tabs.open(**options)
        page.hosts, page.said = set(), []
        page.on("request", lambda r: page.hosts.add(urlsplit(r.url).netloc))
        page.on("pageerror", lambda e: page.said.append(str(e)))
        page.goto(f"{app_url}/consult")
        page.wait_for_selector(".tp-command[data-ready]", timeout=60_000)
        page.wait_for_selector(".tp-map[data-ready]", timeout=60_000)
        opened.append(page)
        return Practitioner(page, "has_touch" in options)

    yield start
    for page in opened:
        assert page.hosts <= {urlsplit(app_url).netloc, ""}, "another host was asked"
        assert not page.said
        page.close()


@pytest.mark.parametrize("size", [DESKTOP, TABLET], ids=["desktop", "tablet"])
def test_from_start_to_hand_out(consult, size: dict[str, Any]) -> None:
    """Two muscles pinned, one with findings, and the page to take home."""
    hands = consult(size)
    page = hands.page
    box = page.locator(".tp-command-box")

    hands.press(box)
    hands.type("in")
    hands.press(hands.offered("Infraspinatus"))
    page.wait_for_selector(".tp-ask-asking")
    assert "Infraspinatus" not in page.locator(".stApp").inner_text()
    hands.press(hands.offered(TEXT["ask.screened"]))
    hands.sees("infraspinatus:right")
    hands.press(hands.button("consult_pin"))
    hands.press(page.locator(".st-key-consult_pins .stPopover button"))
    body = page.locator("[data-testid=stPopoverBody]")
    hands.press(body.get_by_text(TEXT["consult.found.taut_band"], exact=True))
    hands.press(body.get_by_text("7", exact=True))
    page.locator(".st-key-consult_pins", has_text="7/10").wait_for()
    hands.key("Escape") if not hands.touch else hands.press(page.locator(".cs-name"))
    hands.press(hands.button("consult_handout"))
    page.wait_for_selector(".st-key-handout_pdf button:visible", timeout=60_000)
    with page.expect_download(timeout=60_000) as download:
        hands.press(hands.button("handout_pdf"))

    read = PdfReader(io.BytesIO(download.value.path().read_bytes()))
    said = "\n".join(each.extract_text() for each in read.pages)
    assert "Infraspinatus" in said
    assert hands.actions <= MOST_ACTIONS, f"{hands.actions} actions"


def test_pinning_and_stepping_with_the_keyboard_alone(consult) -> None:
    hands = consult(DESKTOP)
    page = hands.page
    hands.key("/")
    hands.type("le")
    hands.key("Enter")
    page.wait_for_selector(".tp-ask-asking")
    hands.key("Enter")  # a statement such as "screened by me" is not made by an Enter too many
    page.wait_for_timeout(600)
    assert page.locator(".tp-ask-asking").is_visible()
    hands.key("Tab")
    hands.key("Enter")
    hands.sees("levator_scapulae:right")
    hands.key("/")
    hands.key("Enter")
    page.locator(".st-key-consult_pins", has_text="Levator scapulae").wait_for()
    hands.type("compare infra")
    hands.key("Enter")
    hands.sees("levator_scapulae:right", "infraspinatus:right")
    assert hands.actions <= 11


def test_arrow_keys_step_through_the_list_of_the_drawing(consult) -> None:
    hands = consult(DESKTOP)
    page = hands.page
    hands.press(hands.button("consult_screened"))
    page.evaluate(
        """() => window.dispatchEvent(new CustomEvent("atlas:op",
             { detail: { op: "mark", cells: [...Array(40).keys()] } }))"""
    )
    page.wait_for_selector(".st-key-consult_rows button")
    names = page.locator(".st-key-consult_rows button").all_inner_texts()
    page.evaluate("document.activeElement.blur()")
    for key, at in (("ArrowRight", 0), ("ArrowRight", 1), ("ArrowLeft", 0)):
        page.keyboard.press(key)
        page.locator(".cs-step b", has_text=f"{at + 1} of").wait_for()
        page.locator(".cs-name", has_text=names[at].split(" · ")[0]).wait_for()


def test_targets_are_large_enough_for_a_finger_and_nothing_is_wider_than_the_screen(
    consult,
) -> None:
    hands = consult(TABLET)
    page = hands.page
    assert page.evaluate(SMALL, LEAST_TARGET) == []
    hands.press(hands.button("consult_screened"))
    hands.press(page.locator(".tp-command-box"))
    hands.type("trap")
    hands.press(page.locator(".tp-pill"))
    hands.press(hands.button("consult_pin"))
    hands.press(page.locator(".st-key-consult_pins .stPopover button"))
    page.wait_for_selector("[data-testid=stPopoverBody] button")
    assert page.evaluate(SMALL, LEAST_TARGET) == []
    assert not page.evaluate(WIDER)


def test_the_figure_has_a_letter_for_each_pin_and_layers_switch(consult) -> None:
    hands = consult(DESKTOP)
    page = hands.page
    hands.press(hands.button("consult_screened"))
    hands.press(page.locator(".tp-command-box"))
    for name in ("infraspinatus", "deltoid"):
        hands.type(name)
        hands.key("Enter")
        page.locator(".cs-name", has_text=name.capitalize()).wait_for()
        hands.key("Enter")
        page.locator(".st-key-consult_pins", has_text=name.capitalize()).wait_for()
    labels = page.locator(".tp-plot .shape-label")
    labels.get_by_text("A", exact=True).wait_for()
    labels.get_by_text("B", exact=True).wait_for()
    shapes = page.locator(".tp-plot .shapelayer path")
    before = shapes.count()
    hands.press(page.locator(".st-key-consult_layers").get_by_text(TEXT["consult.layer.muscle"]))
    page.wait_for_function(
        f"document.querySelectorAll('.tp-plot .shapelayer path').length < {before}"
    )


def test_the_stage_fills_the_screen_and_gives_it_back(consult) -> None:
    hands = consult(DESKTOP)
    page = hands.page
    full = page.locator(".tp-full")
    assert full.get_attribute("aria-label") == TEXT["stage.full.enter"]
    for said in (TEXT["stage.full.leave"], TEXT["stage.full.enter"]):
        hands.press(full)
        page.wait_for_function(f"document.querySelector('.tp-full').ariaLabel === {said!r}")


def test_a_reload_keeps_the_pins_and_asks_again(consult) -> None:
    hands = consult(DESKTOP)
    page = hands.page
    hands.press(hands.button("consult_screened"))
    hands.press(page.locator(".tp-command-box"))
    hands.type("infra")
    hands.key("Enter")
    hands.sees("infraspinatus:right")
    hands.press(hands.button("consult_pin"))
    page.wait_for_function("sessionStorage.getItem('atlas.consult')?.includes('infraspinatus')")
    page.goto(page.url.split("?")[0])
    page.wait_for_selector(".tp-ask-asking", timeout=60_000)
    hands.press(hands.offered(TEXT["ask.screened"]))
    page.locator(".st-key-consult_pins", has_text="Infraspinatus").wait_for()


def test_what_is_cleared_on_another_page_does_not_come_back(consult, app_url: str) -> None:
    hands = consult(DESKTOP)
    page = hands.page
    hands.press(hands.button("consult_screened"))
    hands.press(page.locator(".tp-command-box"))
    hands.type("soleus")
    hands.key("Enter")
    hands.sees("soleus:right")
    hands.press(hands.button("consult_pin"))
    page.wait_for_function("sessionStorage.getItem('atlas.consult')?.includes('soleus')")
    hands.press(hands.button("consult_leave"))
    page.wait_for_selector(".tp-story[data-ready]", timeout=30_000)
    page.evaluate(
        """() => window.dispatchEvent(new CustomEvent("atlas:op", { detail: { op: "clear" } }))"""
    )
    page.wait_for_function("!sessionStorage.getItem('atlas.consult')", timeout=20_000)
    page.goto(f"{app_url}/consult")
    page.wait_for_selector(".tp-map[data-ready]", timeout=60_000)
    page.wait_for_timeout(800)
    assert "Soleus" not in page.locator(".stApp").inner_text()


def test_the_next_patient_finds_nothing_in_the_tab(consult) -> None:
    hands = consult(DESKTOP)
    page = hands.page
    hands.press(hands.button("consult_screened"))
    page.evaluate(
        """() => window.dispatchEvent(new CustomEvent("atlas:op",
             { detail: { op: "mark", cells: [1, 2, 3] } }))"""
    )
    page.wait_for_function("sessionStorage.getItem('atlas.drawing')?.includes('cells')")
    hands.press(page.locator(".st-key-consult_rows button"))
    hands.press(hands.button("consult_pin"))
    page.wait_for_function("sessionStorage.getItem('atlas.consult')")
    hands.press(hands.button("consult_next"))
    hands.press(page.locator(".st-key-consult_clear button"))
    page.wait_for_selector(".st-key-consult_clear button", state="detached")
    page.wait_for_function("!sessionStorage.getItem('atlas.drawing')", timeout=20_000)
    page.wait_for_function("!sessionStorage.getItem('atlas.consult')", timeout=20_000)
    page.reload()
    page.wait_for_selector(".tp-map[data-ready]", timeout=60_000)
    page.wait_for_timeout(800)
    assert page.locator(".tp-plot").get_attribute("data-marks") == "0"
