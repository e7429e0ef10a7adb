"""What to ask first, in a real browser: nothing of a muscle before it, thumbs and keys suffice."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from atlas.built import Built
from atlas.catalogue import load_catalogue
from atlas.drawing import PainDrawing
from atlas.matching import PatternIndex
from atlas.reasons import place_name, reason
from atlas.text import load_text
from tests.browser.test_map import DESKTOP, PHONE, Watched, kept, opened

CATALOGUE = load_catalogue()
BODY = Built().map
PLACES = ("chest", "arm", "shoulder", "jaw", "temple", "calf", "genitals", "upper_abdomen",
          "pelvis_floor", "groin")  # fmt: skip
NAMES = sorted(
    {muscle.name for muscle in CATALOGUE.muscles.values()}
    | {muscle.plain_name for muscle in CATALOGUE.muscles.values()}
)
SIZES = {
    "desktop": {"viewport": DESKTOP},
    "phone": {"viewport": PHONE, "has_touch": True, "is_mobile": True, "device_scale_factor": 2},
}


@pytest.fixture(params=SIZES)
def visitor(request: Any, tabs: Any, app_url: str) -> Iterator[Watched]:
    yield from kept(tabs, app_url, request.param, **SIZES[request.param])


def skin_of(group: str) -> list[int]:
    areas = CATALOGUE.areas_in([group])
    for area in areas:
        entry = CATALOGUE.areas.get(area)
        if cells := BODY.cells_of(entry.shown_in if entry and entry.shown_in else area, "right"):
            return list(cells[:2])
    pytest.fail(f"{group} has no skin")


def seen_names(visitor: Watched) -> list[str]:
    page = visitor.page
    said = page.evaluate("document.body.innerText").casefold()
    return [name for name in NAMES if name.casefold() in said]


def test_no_muscle_before_the_answers(visitor: Watched) -> None:
    page = visitor.page
    for group in PLACES:
        visitor.clear()
        visitor.operate(op="mark", cells=skin_of(group))
        visitor.settle()
        assert not seen_names(visitor), group
        assert not page.locator(".tp-row, .tp-row img, .st-key-card").count(), group
        visitor.operate(op="choose", muscle="soleus", side="right")
        page.evaluate(
            "(detail) => window.dispatchEvent(new CustomEvent('atlas:preview', {detail}))",
            {"muscle": "soleus", "side": "right", "url": Built().manifest["muscles"]["soleus"]
             ["geometry"]},
        )  # fmt: skip
        page.wait_for_timeout(250)
        visitor.settle()
        assert not seen_names(visitor), group
        assert page.evaluate("document.querySelector('.tp-map').atlas.targets.length") == 0, group


@pytest.mark.parametrize("address", ["/?{}", "/muscles?{}", "/consult?{}", "/handout?{}"])
@pytest.mark.parametrize("size", SIZES)
def test_no_page_shows_a_card_before_the_answers(
    tabs: Any, app_url: str, size: str, address: str
) -> None:
    page = tabs.open(**SIZES[size])
    for muscle in ("pectoralis_major", "soleus"):
        page.goto(app_url + address.format(f"muscle={muscle}&side=left"))
        page.wait_for_selector(".tp-ask button", state="attached", timeout=60_000)
        page.wait_for_timeout(800)
        said = page.evaluate("document.body.innerText").casefold()
        assert not [name for name in NAMES if name.casefold() in said], (address, muscle)
        assert not page.locator(".st-key-card .tp-title, img[src*=muscles], .tp-row").count()
    page.close()


def test_questions_are_answered_and_the_list_opens(visitor: Watched) -> None:
    page = visitor.page
    visitor.operate(op="mark", cells=skin_of("shoulder"))
    visitor.settle()
    phone = page.viewport_size["width"] < 500
    if phone:
        page.locator('[data-id="bar"]').click()
        small = [
            box
            for each in page.locator(".tp-answers button").all()
            if (box := each.bounding_box()) and min(box["height"], box["width"]) < 44
        ]
        assert not small
    while page.locator('.tp-a-n[aria-pressed="false"]').count():
        page.locator('.tp-a-n[aria-pressed="false"]').first.click()
    page.wait_for_selector(".tp-row")
    page.locator('[data-id="again"]').click()
    page.locator(".tp-ask-all .tp-more summary").first.click()
    page.locator(".tp-ask-all .tp-a-y").first.click()
    page.wait_for_selector(".tp-ask-act")
    assert not page.locator(".tp-row").count()
    page.locator('[data-id="seen"]').click()
    page.wait_for_selector(".tp-row")


def test_answers_outlive_a_reload(visitor: Watched) -> None:
    visitor.operate(op="mark", cells=skin_of("shoulder"))
    visitor.settle()
    visitor.answer_all()
    visitor.page.wait_for_selector(".tp-row")
    visitor.page.reload()
    visitor.ready()
    visitor.page.wait_for_selector(".tp-row")


def test_rows_say_what_the_library_says(tabs: Any, app_url: str) -> None:
    """The browser makes the sentence of atlas/reasons.py from the same words."""
    built, text = Built(), load_text()
    places = (("shoulder_anterior", "right"), ("elbow_lateral", "right"), ("knee_anterior", "left"),
              ("scapula_tip", "right"), ("heel_sole", "left"))  # fmt: skip
    drawing = PainDrawing()
    for visitor in opened(tabs, app_url):
        for area, side in places[:5]:
            cells = [k for k in BODY.cells_of(area, side) if BODY.side[k] == side]
            if not cells:
                continue
            drawing = drawing.mark(cells)
            visitor.operate(op="mark", cells=cells)
            visitor.settle()
            visitor.answer_all()
            marked = drawing.places(BODY)
            rows = PatternIndex(CATALOGUE, built).rank(marked)[:15]

            def name(place: Any) -> str:
                return place_name(CATALOGUE.areas[place.area].name, place.side, load_text())

            said = visitor.page.locator(".tp-what small").all_inner_texts()
            expected = sorted(reason(each, marked, name, text) for each in rows)
            part = text["list.part"]
            if said:
                assert sorted(one.removeprefix(part).strip() for one in said) == expected


def test_the_whole_path_works_with_the_keyboard_alone(tabs: Any, app_url: str) -> None:
    """Type a place, read and answer the questions, walk the list, open a muscle."""
    for visitor in opened(tabs, app_url):
        page = visitor.page

        def tab_to(selector: str, page: Any = page) -> None:
            for _ in range(140):
                page.keyboard.press("Tab")
                if page.evaluate("(s) => document.activeElement?.matches(s)", selector):
                    return
            pytest.fail(f"Tab never reaches {selector}")

        tab_to(".st-key-words_in input")
        page.keyboard.type("right outer elbow")
        page.keyboard.press("Enter")
        page.wait_for_selector(".tp-ask-asking .tp-a-n")
        visitor.settle()
        assert visitor.marks()

        def answer_by_keys(page: Any = page, tab_to: Any = tab_to) -> None:
            for _ in range(60):
                if not page.locator('.tp-ask-asking .tp-a-n[aria-pressed="false"]').count():
                    break
                tab_to('.tp-a-n[aria-pressed="false"]')
                page.keyboard.press("Enter")
                page.wait_for_timeout(120)

        answer_by_keys()
        page.wait_for_selector(".tp-row")
        visitor.settle()
        tab_to(".tp-row")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.wait_for_function("document.querySelector('.tp-map').atlas.preview")
        page.keyboard.press("Enter")
        visitor.settle()
        answer_by_keys()  # a card may bring questions of its own
        page.wait_for_selector(".st-key-card .tp-title")
        assert page.locator('.tp-row[aria-pressed="true"]').count()


def test_words_without_a_side_ask_for_it(visitor: Watched) -> None:
    page = visitor.page
    field = page.locator(".st-key-words_in input")
    field.fill("outer elbow")
    field.press("Enter")
    page.locator(".st-key-understood button", has_text="Left").click()
    page.wait_for_selector(".tp-chip")
    assert "left" in page.locator(".tp-chip").inner_text()
    assert not seen_names(visitor)
    page.locator(".tp-chip-name").click()
    page.locator(".tp-editor input").fill("7")
    page.locator(".tp-editor input").dispatch_event("change")
    page.wait_for_function("document.querySelector('.tp-chip').innerText.includes('7/10')")


def test_no_serious_finding_of_axe(tabs: Any, app_url: str) -> None:
    script = (Path(__file__).parent / "vendor" / "axe-4.14.1.min.js").read_text("utf-8")
    found = []
    for visitor in opened(tabs, app_url):
        page = visitor.page

        def look(state: str, page: Any = page) -> None:
            page.evaluate(script)
            answer = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
            found.extend(
                (state, each["id"], [node["target"] for node in each["nodes"]])
                for each in answer["violations"]
                if each["impact"] in ("serious", "critical")
            )

        look("empty")
        visitor.operate(op="mark", cells=skin_of("shoulder"))
        visitor.settle()
        page.locator(".tp-chip-name").click()
        look("questions")
        visitor.answer_all()
        page.wait_for_selector(".tp-row")
        look("list")
        visitor.operate(op="answer", flags=[0], value="yes")
        page.wait_for_selector(".tp-ask-act")
        look("act now")
    assert not found
