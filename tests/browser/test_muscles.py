"""The Muscles page in a real browser: a click on a row, search, steps, links, phone width."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from atlas.catalogue import load_catalogue
from atlas.related import links_of
from atlas.text import load_text

DESKTOP = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}
TEXT = load_text()
CATALOGUE = load_catalogue()
MUSCLES = list(CATALOGUE.muscles)
HEADER = ROW = 36
TOP_OF = "(selector) => document.querySelector(selector).getBoundingClientRect().top"
WIDER = """() => document.querySelector('[data-testid="stMain"]').scrollWidth
  > document.documentElement.clientWidth"""


@pytest.fixture
def page(tabs, app_url: str) -> Iterator[Any]:
    page = tabs.open(viewport=DESKTOP)
    page.hosts = set()
    page.said = []
    page.on("request", lambda r: page.hosts.add(urlsplit(r.url).netloc))
    page.on("pageerror", lambda e: page.said.append(str(e)))
    page.at = lambda address: go(page, app_url + address)
    yield page
    assert page.hosts <= {urlsplit(app_url).netloc, ""}, "another host was asked"
    assert not page.said
    page.close()


def go(page: Any, address: str) -> Any:
    page.goto(address)
    page.wait_for_selector(".st-key-muscles_bar, .st-key-muscles_questions", timeout=60_000)
    return page


def ready(page: Any) -> Any:
    """The muscle is there; its questions, where it asks some, are answered with no."""
    page.wait_for_selector(".tp-map[data-ready], .tp-ask button", state="attached", timeout=30_000)
    page.wait_for_selector(".tp-ask-asking, .st-key-card .tp-title", timeout=30_000)
    page.wait_for_selector(".tp-map[data-ready]", state="attached", timeout=30_000)
    # A slow server may ask anew while it hears: answer what is open until nothing is.
    for _ in range(100):
        if page.locator(".tp-map[data-ready]").first.is_visible():
            break
        for button in page.locator(".tp-ask-asking .tp-a-n:not([aria-pressed=true])").all():
            if button.is_visible():
                button.click()
        page.wait_for_timeout(300)
    page.wait_for_selector(".tp-map[data-ready]", timeout=30_000)
    page.wait_for_selector(".st-key-card .tp-title")
    return page


def click_row(page: Any, row: int) -> None:
    canvas = page.locator('[data-testid="stDataFrame"] canvas').first
    canvas.wait_for()
    page.wait_for_timeout(600)
    box = canvas.bounding_box()
    page.mouse.click(box["x"] + 150, box["y"] + HEADER + ROW * row + ROW / 2)


def test_a_click_on_a_row_opens_its_card_and_back_shows_the_list(page) -> None:
    page.at("/muscles")
    click_row(page, 2)
    ready(page)
    page.wait_for_url(re.compile(rf"muscle={MUSCLES[2]}\b"))
    assert CATALOGUE.muscles[MUSCLES[2]].name in page.locator(".tp-title").inner_text()
    page.locator(".st-key-muscles_back button").click()
    page.wait_for_selector('[data-testid="stDataFrame"] canvas')
    assert "muscle=" not in page.url


def test_typing_finds_and_enter_is_not_needed(page) -> None:
    page.at("/muscles")
    page.locator(".st-key-muscles_bar input").first.press_sequentially("infraspinatis", delay=15)
    hit = page.locator(".st-key-muscle_hits button").first
    hit.wait_for()
    assert "Infraspinatus" in hit.inner_text()
    hit.focus()
    page.keyboard.press("Enter")
    ready(page)
    page.wait_for_url(re.compile("muscle=infraspinatus"))
    assert page.locator(".st-key-muscles_bar input").first.input_value() == ""


def test_a_link_shows_warning_signs_above_map_and_card(page) -> None:
    ready(page.at("/muscles?muscle=infraspinatus&side=left"))
    signs = page.evaluate(TOP_OF, ".tp-signs")
    assert signs < page.evaluate(TOP_OF, ".tp-map")
    assert signs < page.evaluate(TOP_OF, ".st-key-card")
    assert page.locator(".tp-signs").count() == 1


def test_a_step_leads_to_the_neighbour_from_its_top(page) -> None:
    muscle = next(each for each in MUSCLES if links_of(CATALOGUE, each))
    other = links_of(CATALOGUE, muscle)[0].muscle
    ready(page.at(f"/muscles?muscle={muscle}"))
    page.locator(".st-key-related button").first.click()
    page.wait_for_url(re.compile(rf"muscle={other}\b"))
    page.wait_for_function("document.querySelector('[data-testid=stMain]').scrollTop === 0")


def test_a_click_on_the_body_marks_nothing_here(page) -> None:
    ready(page.at("/muscles?muscle=infraspinatus"))
    box = page.locator(".tp-plate").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.27, box["y"] + box["height"] * 0.45)
    page.wait_for_timeout(700)
    assert page.locator(".tp-plot").get_attribute("data-marks") == "0"


def test_from_here_to_explore_and_back_with_the_same_muscle(page) -> None:
    ready(page.at("/muscles?muscle=infraspinatus&side=left"))
    page.get_by_text(TEXT["muscles.to_explore"]).click()
    page.wait_for_selector(".st-key-map_side .tp-map[data-ready]", timeout=30_000)
    assert "Infraspinatus" in page.locator(".tp-title").inner_text()
    page.get_by_text(TEXT["muscles.from_explore"]).click()
    page.wait_for_selector(".st-key-muscles_bar")
    ready(page)
    page.wait_for_url(re.compile("/muscles.*muscle=infraspinatus"))


def test_a_plate_draws_each_muscle_and_switches_it_off(page) -> None:
    page.at("/muscles?show=plates&region=shoulder_arm")
    page.wait_for_selector(".stPlotlyChart .js-fill", state="attached", timeout=30_000)
    drawn = page.locator(".stPlotlyChart .js-fill")
    before = drawn.count()
    page.locator(".st-key-plate_switches button").first.click()
    page.wait_for_function(
        "(n) => document.querySelectorAll('.stPlotlyChart .js-fill').length < n", arg=before
    )
    image = page.locator(".stPlotlyChart image").first
    assert "app/static/body/" in image.get_attribute("href") or "data:" in image.get_attribute(
        "href"
    )


@pytest.mark.parametrize(
    "address",
    [
        "/muscles",
        "/muscles?muscle=supraspinatus&point=supraspinatus.1",
        "/muscles?show=plates&region=shoulder_arm",
        "/muscles?show=coverage",
    ],
)
def test_nothing_is_wider_than_a_phone(page, address: str) -> None:
    page.set_viewport_size(PHONE)
    page.at(address)
    if "muscle=" in address:
        ready(page)
    page.wait_for_timeout(1500)
    assert not page.evaluate(WIDER)


def test_on_a_phone_the_signs_come_first_then_map_card_and_neighbours(page) -> None:
    page.set_viewport_size(PHONE)
    ready(page.at("/muscles?muscle=infraspinatus"))
    order = [".tp-signs", ".tp-map", ".st-key-card", ".st-key-related"]
    tops = [page.evaluate(TOP_OF, selector) for selector in order]
    assert tops == sorted(tops)


def test_a_phone_opens_a_row_too(page) -> None:
    page.set_viewport_size(PHONE)
    page.at("/muscles")
    page.locator('[data-testid="stDataFrame"]').scroll_into_view_if_needed()
    click_row(page, 1)
    ready(page)
    page.wait_for_url(re.compile(rf"muscle={MUSCLES[1]}\b"))
