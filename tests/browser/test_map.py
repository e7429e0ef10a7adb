"""The map in a real browser: clicks, taps, zoom, drawing, bytes. Run against the app itself."""

import itertools
import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from shapely.geometry import Point, Polygon, box

from atlas.built import Built
from components.assets import stages

DESKTOP = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}
STAGES = ("body", "sides", "head", "shoulders", "hands", "pelvis", "legs", "feet", "ankles")
# Where a point of a view is on the page; None where it is not in sight.
LOCATE = """([view, x, y]) => {
  const map = document.querySelector(".tp-map").atlas;
  const figure = map.scene.figures.find((f) => f.view === view && !f.small);
  if (!figure) return null;
  const box = map.plot.getBoundingClientRect(), [x0, x1, y0, y1] = map.range;
  const X = figure.x + figure.scale * x * 1e-4, Y = figure.y + figure.scale * y * 1e-4;
  const { width, pixelHeight } = map.scene;
  const at = [box.left + (X - x0) / (x1 - x0) * width,
    box.top + (y1 - Y) / (y1 - y0) * pixelHeight];
  return document.elementFromPoint(...at)?.closest(".tp-plot") ? at : null;
}"""
# The point of a view that lies under a whole pixel of the page.
UNDER = """([view, px, py]) => {
  const map = document.querySelector(".tp-map").atlas;
  const figure = map.scene.figures.find((f) => f.view === view && !f.small);
  const box = map.plot.getBoundingClientRect(), [x0, x1, y0, y1] = map.range;
  const X = x0 + (px - box.left) / map.scene.width * (x1 - x0);
  const Y = y1 - (py - box.top) / map.scene.pixelHeight * (y1 - y0);
  return [(X - figure.x) / figure.scale * 1e4, (Y - figure.y) / figure.scale * 1e4];
}"""
MARKS = """() => [...document.querySelector(".tp-map").atlas.marks()]"""
HOME = """() => {
  const map = document.querySelector(".tp-map").atlas;
  map.front = 0;
  map.gestures.home();
  return map.redraw();
}"""
RANGE = """() => document.querySelector(".tp-map").atlas.range"""
ACKED = """() => {
  const map = document.querySelector(".tp-map").atlas;
  return map.pending.length === 0 && map.seq === map.data.ack;
}"""
CROSS = """(id) => {
  const map = document.querySelector(".tp-map").atlas, [x0, x1, y0, y1] = map.range;
  const box = map.plot.getBoundingClientRect(), at = map.targets.find((t) => t.id === id);
  return [box.left + (at.X - x0) / (x1 - x0) * map.scene.width,
    box.top + (y1 - at.Y) / (y1 - y0) * map.scene.pixelHeight];
}"""
SMALL = """() => [...document.querySelectorAll(
    ".tp-map button, .tp-story button, .tp-story summary")]
  .filter((b) => b.offsetParent).map((b) => [b.innerText, b.getBoundingClientRect()])
  .filter(([, r]) => r.width < 24 || r.height < 24).map(([t]) => t)"""


class Watched:
    """A page with what it asked for, said and sent."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.hosts: set[str] = set()
        self.said: list[str] = []
        self.frames: list[int] = []
        page.on("request", lambda r: self.hosts.add(urlsplit(r.url).netloc))
        page.on("console", lambda m: m.type == "error" and self.said.append(m.text))
        page.on("pageerror", lambda e: self.said.append(str(e)))
        page.on("websocket", self._listen)

    def _listen(self, socket: Any) -> None:
        for event in ("framereceived", "framesent"):
            socket.on(event, lambda frame: self.frames.append(len(frame)))

    def open(self, url: str) -> "Watched":
        self.page.goto(url)
        self.ready()
        return self

    def ready(self) -> None:
        self.page.wait_for_selector(".tp-map[data-ready]", timeout=60_000)
        self.page.wait_for_selector(".tp-story[data-ready]", timeout=60_000)

    def settle(self) -> None:
        self.page.wait_for_function(ACKED, timeout=20_000)
        self.page.evaluate('() => document.querySelector(".tp-map").atlas.drawn')
        self.page.wait_for_timeout(150)

    def marks(self) -> set[int]:
        return set(self.page.evaluate(MARKS))

    def locate(self, view: str, x: float, y: float) -> list[float] | None:
        return self.page.evaluate(LOCATE, [view, x, y])

    def under(self, view: str, place: list[float]) -> Point:
        return Point(self.page.evaluate(UNDER, [view, *place]))

    def operate(self, **operation: Any) -> None:
        """What a button of the list does."""
        self.page.evaluate(
            "(detail) => window.dispatchEvent(new CustomEvent('atlas:op', {detail}))", operation
        )

    def answer_all(self, value: str = "no") -> None:
        """Answer every question that stands above the list."""
        self.page.evaluate(
            "(value) => window.dispatchEvent(new CustomEvent('atlas:op', {detail: {op: 'answer', "
            "flags: document.querySelector('.tp-story').atlas.data.flags, value}}))",
            value,
        )
        self.settle()

    def clear(self) -> None:
        self.operate(op="clear")
        self.settle()

    def begin_again(self, url: str) -> None:
        """As if the tab had just been opened: much faster than to open one."""
        self.hosts.clear()
        self.said.clear()
        if self.page.url.partition("?")[0].rstrip("/") != url or "mode=" in self.page.url:
            self.page.goto("about:blank")
            self.page.goto(url)
            self.ready()
        self.operate(op="clear")
        if self.page.evaluate("document.querySelector('.tp-map').atlas.stage") != "body":
            self.go("body")
        self.page.evaluate(HOME)
        self.page.evaluate("document.querySelector('[data-tool=mark]').click(); scrollTo(0, 0)")
        self.settle()
        self.frames.clear()

    def go(self, stage: str) -> None:
        self.page.locator(f'.tp-views [data-stage="{stage}"]').click()
        self.page.wait_for_function(
            "(stage) => document.querySelector('.tp-map').atlas.scene.stage === stage", arg=stage
        )
        self.settle()


def opened(tabs: Any, url: str, **options: Any) -> Iterator[Watched]:
    watched = Watched(tabs.open(**({"viewport": DESKTOP} | options)))
    yield watched.open(url)
    watched.page.close()
    assert watched.hosts <= {urlsplit(url).netloc, ""}
    assert not watched.said


KEPT: dict[str, Watched] = {}


def kept(tabs: Any, url: str, name: str, **options: Any) -> Iterator[Watched]:
    """The tab of this size that other tests have used, cleared; no test leaves a trace in it."""
    if name in KEPT and not KEPT[name].page.is_closed():
        KEPT[name].begin_again(url)
    else:
        KEPT[name] = Watched(tabs.open(**({"viewport": DESKTOP} | options))).open(url)
    watched = KEPT[name]
    failed = True
    try:
        yield watched
        failed = False
    finally:
        if failed:
            watched.page.close()
    assert watched.hosts <= {urlsplit(url).netloc, ""}
    assert not watched.said


@pytest.fixture
def desktop(tabs: Any, app_url: str) -> Iterator[Watched]:
    yield from kept(tabs, app_url, "desktop")


@pytest.fixture
def phone(tabs: Any, app_url: str) -> Iterator[Watched]:
    yield from kept(
        tabs, app_url, "phone", viewport=PHONE, has_touch=True, is_mobile=True,
        device_scale_factor=2,
    )  # fmt: skip


@pytest.fixture(scope="module")
def built() -> Built:
    return Built()


def cells_of_view(built: Built, view: str) -> dict[int, list[Polygon]]:
    raw = built.read(built.manifest["views"][view]["geometry"])["cells"]
    return {
        int(cell): [Polygon(list(zip(r[::2], r[1::2], strict=True))).buffer(0) for r in rings]
        for cell, rings in raw.items()
    }


def spots(built: Built, view: str, count: int, dice: random.Random) -> list[tuple[int, Point]]:
    """Random points of visible skin, each on a cell of its own; large cells more often."""
    cells = cells_of_view(built, view)
    pieces = [(cell, piece) for cell, rings in cells.items() for piece in rings if piece.area > 0]
    found: dict[int, Point] = {}
    while len(found) < min(count, len(cells)):
        cell, piece = dice.choices(pieces, [piece.area for _, piece in pieces])[0]
        x0, y0, x1, y1 = piece.bounds
        at = Point(dice.uniform(x0, x1), dice.uniform(y0, y1))
        if cell not in found and piece.contains(at):
            found[cell] = at
    return list(found.items())


def pixel_spots(watched: Watched, built: Built, view: str, count: int, dice: random.Random):
    """Whole pixels on skin and the cells under each: two on a rounded border."""
    cells = cells_of_view(built, view)
    seen: set[int] = set()
    for _, at in spots(built, view, count, dice):
        place = watched.locate(view, at.x, at.y)
        if place is None:
            continue
        place = [round(place[0]), round(place[1])]
        exact = watched.under(view, place)
        there = {c for c, rings in cells.items() if any(r.distance(exact) < 6 for r in rings)}
        if there and seen.isdisjoint(there):
            seen |= there
            yield place, there


def views_of(watched: Watched, stage: str) -> list[str]:
    return watched.page.evaluate(
        "(id) => document.querySelector('.tp-map').atlas.boot.stages.find((s) => s.id === id)"
        ".figures.map((f) => f.view)",
        stage,
    )


def test_no_two_figures_of_a_stage_overlap(built: Built) -> None:
    views = built.read(built.manifest["map"])["views"]
    found = []
    for stage in stages(built):
        boxes = []
        for figure in stage["figures"]:
            k, (x0, x1, y0, y1) = 1e-4 * figure["scale"], views[figure["view"]]["box"]
            x, y = figure["x"], figure["y"]
            boxes.append(box(x + k * x0, y + k * y0, x + k * x1, y + k * y1))
        if any(a.intersection(b).area > 1e-6 for a, b in itertools.combinations(boxes, 2)):
            found.append(stage["id"])
    assert not found


def test_clicks_mark_the_cell_under_the_pointer(desktop: Watched, built: Built) -> None:
    dice, right, wrong = random.Random(1), 0, []
    for stage in STAGES:
        desktop.go(stage)
        desktop.clear()
        views = views_of(desktop, stage)
        for view in views:
            for place, there in pixel_spots(desktop, built, view, max(9, 34 // len(views)), dice):
                if not there.isdisjoint(before := desktop.marks()):
                    continue
                desktop.page.mouse.click(*place)
                changed = desktop.marks() ^ before
                if len(changed) == 1 and changed <= there:
                    right += 1
                else:
                    wrong.append((view, there, changed))
    assert right + len(wrong) >= 200
    assert right >= 0.98 * (right + len(wrong)), wrong
    desktop.settle()


def test_taps_land(phone: Watched, built: Built) -> None:
    dice, wrong, done = random.Random(2), [], 0
    for stage in ("body", "head", "hands", "feet", "pelvis"):
        phone.go(stage)
        view = views_of(phone, stage)[0]
        places = itertools.islice(pixel_spots(phone, built, view, 16, dice), 10)
        for place, there in places:
            if not there.isdisjoint(before := phone.marks()):
                continue
            phone.page.touchscreen.tap(*place)
            phone.page.wait_for_timeout(60)
            changed = phone.marks() ^ before
            done += 1
            if len(changed) != 1 or not changed <= there:
                wrong.append((view, done, place, there, changed))
    assert done >= 45 and not wrong
    phone.settle()


def test_clicks_off_the_body_do_nothing(desktop: Watched, built: Built) -> None:
    skin = {
        view: [piece for rings in cells_of_view(built, view).values() for piece in rings]
        for view in ("front", "back")
    }
    dice, done = random.Random(3), 0
    extent = built.manifest["views"]["front"]["box"]
    while done < 20:
        view = dice.choice(("front", "back"))
        at = Point(dice.uniform(*extent[:2]), dice.uniform(*extent[2:]))
        if min(piece.distance(at) for piece in skin[view]) < 60:
            continue
        place = desktop.locate(view, at.x, at.y)
        if place is None:
            continue
        desktop.page.mouse.click(*place)
        done += 1
    assert desktop.marks() == set()


def test_a_second_click_erases(desktop: Watched, built: Built) -> None:
    cell, at = spots(built, "front", 1, random.Random(4))[0]
    place = desktop.locate("front", at.x, at.y)
    desktop.page.mouse.click(*place)
    desktop.settle()
    assert desktop.marks() == {cell}
    desktop.page.mouse.click(*place)
    desktop.settle()
    assert desktop.marks() == set()


def test_ten_fast_clicks_are_ten_marks(desktop: Watched, built: Built) -> None:
    chosen = spots(built, "back", 10, random.Random(5))
    places = [desktop.locate("back", at.x, at.y) for _, at in chosen]
    for place in places:
        desktop.page.mouse.click(*place)
    assert desktop.marks() == {cell for cell, _ in chosen}
    desktop.settle()
    assert desktop.marks() == {cell for cell, _ in chosen}
    numbers = desktop.page.locator(".tp-chip b").all_inner_texts()
    assert numbers == [str(k + 1) for k in range(len(numbers))]


def test_zoom_and_pan_survive_clicks_and_picks(desktop: Watched, built: Built) -> None:
    page = desktop.page
    x, y = desktop.locate("front", -1500, 13000)
    page.mouse.move(x, y)
    for _ in range(4):
        page.mouse.wheel(0, -240)
    page.mouse.down()
    page.mouse.move(x + 60, y + 40, steps=5)
    page.mouse.up()
    page.wait_for_timeout(200)
    seen = page.evaluate(RANGE)
    assert desktop.marks() == set()  # a drag marks nothing
    cells = spots(built, "front", 40, random.Random(6))
    place = next(p for _, at in cells if (p := desktop.locate("front", at.x, at.y)))
    page.mouse.click(*place)
    desktop.settle()
    assert len(desktop.marks()) == 1
    assert page.evaluate(RANGE) == pytest.approx(seen)
    desktop.operate(op="choose", muscle="infraspinatus", side="right")
    desktop.settle()
    desktop.answer_all()
    page.wait_for_selector(".st-key-card")
    assert page.evaluate(RANGE) == pytest.approx(seen)
    page.locator(".tp-zoom-whole").click()
    page.wait_for_timeout(100)
    assert page.evaluate(RANGE)[0] < seen[0]


def test_a_pinch_zooms_and_marks_nothing(phone: Watched) -> None:
    client = phone.page.context.new_cdp_session(phone.page)
    x, y = phone.locate("front", 0, 12000)

    def touch(kind: str, gap: float) -> None:
        points = [] if kind == "touchEnd" else [{"x": x - gap, "y": y}, {"x": x + gap, "y": y}]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    before = phone.page.evaluate(RANGE)
    touch("touchStart", 20)
    for gap in (30, 45, 60):
        touch("touchMove", gap)
    touch("touchEnd", 0)
    phone.page.wait_for_timeout(200)
    after = phone.page.evaluate(RANGE)
    assert after[1] - after[0] < 0.6 * (before[1] - before[0])
    assert phone.marks() == set()


def test_the_spine_from_a_click_to_a_point(desktop: Watched, built: Built) -> None:
    """Front of the right shoulder, infraspinatus, its picture, its card, one of its points."""
    page, body = desktop.page, built.map
    for cell, at in spots(built, "front", 900, random.Random(7)):
        if (body.area[cell], body.side[cell]) == ("shoulder_anterior", "right"):
            page.mouse.click(*desktop.locate("front", at.x, at.y))
    desktop.settle()
    assert page.locator(".tp-chip").inner_text().startswith("1")
    assert page.locator(".tp-care").is_visible() and not page.locator(".tp-row").count()
    desktop.answer_all()
    row = page.locator(".tp-row", has_text="Infraspinatus").first
    before = page.locator(".tp-plot .shapelayer path").count()
    row.hover()
    page.wait_for_function(
        "(n) => document.querySelectorAll('.tp-plot .shapelayer path').length > n", arg=before
    )
    row.click()
    page.wait_for_selector(".st-key-card")
    desktop.settle()
    care, card = page.locator(".st-key-card .tp-care"), page.locator(".st-key-card .tp-sections")
    assert care.bounding_box()["y"] < card.bounding_box()["y"]
    x, y = page.evaluate(CROSS, "infraspinatus.2")
    page.mouse.click(x, y)
    page.wait_for_selector(".tp-point")
    assert "point=" in page.url


def test_the_list_works_by_keyboard(desktop: Watched, built: Built) -> None:
    page = desktop.page
    cells = list(built.map.cells_of("shoulder_anterior", "right"))
    desktop.operate(op="mark", cells=cells)
    desktop.settle()
    desktop.answer_all()
    page.wait_for_selector(".tp-row")
    page.locator(".tp-row").first.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement === document.querySelectorAll('.tp-row')[1]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".st-key-card")
    desktop.settle()
    assert page.locator('.tp-row[aria-pressed="true"]').count() == 1


def test_a_place_can_be_marked_by_name(desktop: Watched) -> None:
    page = desktop.page
    field = page.locator(".st-key-find input")
    field.click()
    field.fill("front of the shoulder, right")
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")
    page.wait_for_selector(".tp-chip")
    assert desktop.marks()


def test_a_reload_keeps_the_drawing_and_a_tab_its_own(desktop: Watched, app_url: str) -> None:
    page = desktop.page
    page.mouse.click(*desktop.locate("front", -1500, 13300))
    desktop.settle()
    drawn = desktop.marks()
    assert len(drawn) == 1
    page.reload()
    desktop.ready()
    page.wait_for_selector(".tp-chip")
    desktop.settle()
    assert desktop.marks() == drawn
    other = Watched(page.context.new_page()).open(app_url)
    assert other.marks() == set()
    other.page.close()
    page.locator('[data-id="clear"]').click()
    desktop.settle()
    assert desktop.marks() == set()
    page.reload()
    desktop.ready()
    page.wait_for_timeout(500)
    assert desktop.marks() == set()


def test_a_click_moves_at_most_six_kilobytes(desktop: Watched, built: Built) -> None:
    for cell, at in spots(built, "front", 8, random.Random(8)):
        desktop.settle()
        desktop.answer_all()
        desktop.page.wait_for_timeout(300)
        desktop.frames.clear()
        desktop.page.mouse.click(*desktop.locate("front", at.x, at.y))
        desktop.settle()
        desktop.page.wait_for_timeout(500)
        assert 0 < sum(desktop.frames) <= 6144, cell


def test_a_second_visit_moves_little(browser: Any, app_url: str) -> None:
    context = browser.new_context(viewport=DESKTOP)
    moved = []
    for _ in range(2):
        page = context.new_page()
        client = context.new_cdp_session(page)
        client.send("Network.enable")
        urls: dict[str, str] = {}
        size: dict[str, float] = {}
        client.on(
            "Network.requestWillBeSent",
            lambda e, urls=urls: urls.update({e["requestId"]: e["request"]["url"]}),
        )
        client.on(
            "Network.loadingFinished",
            lambda e, size=size: size.update({e["requestId"]: e["encodedDataLength"]}),
        )
        Watched(page).open(app_url)
        page.wait_for_timeout(1500)
        ours = {
            urls[key]: value
            for key, value in size.items()
            if "/app/static/" in urls.get(key, "") or "/media/" in urls.get(key, "")
        }
        moved.append(sum(value for url, value in ours.items() if "/plotly-" not in url))
        page.close()
    context.close()
    assert moved[0] <= 3_000_000
    assert moved[1] <= 50_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_themes_draw(tabs: Any, app_url: str, scheme: str) -> None:
    for watched in opened(tabs, f"{app_url}/?muscle=infraspinatus&side=left", color_scheme=scheme):
        watched.settle()
        watched.answer_all()
        images = watched.page.locator(".tp-plot .imagelayer image")
        assert images.count() >= 3
        assert (
            watched.page.evaluate("document.querySelector('.tp-map').atlas.scene.theme") == scheme
        )


def test_the_phone_shows_one_figure_large_and_turns(phone: Watched) -> None:
    assert phone.locate("front", 0, 12000) is not None
    assert phone.locate("back", 0, 12000) is None
    phone.page.locator(".tp-turn").click()
    phone.settle()
    assert phone.locate("back", 0, 12000) is not None
    assert phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def paint(watched: Watched, tool: str, way: list[list[float]]) -> None:
    watched.page.locator(f'[data-tool="{tool}"]').click()
    watched.page.mouse.move(*way[0])
    watched.page.mouse.down()
    for place in way[1:]:
        watched.page.mouse.move(*place, steps=4)
    watched.page.mouse.up()
    watched.settle()


def test_a_brush_paints_and_erases_and_one_step_undoes_it(desktop: Watched) -> None:
    way = [desktop.locate("front", x, 12000) for x in (-900, 0, 900)]
    before = desktop.page.evaluate(RANGE)
    paint(desktop, "paint", way)
    painted = desktop.marks()
    assert len(painted) >= 3
    desktop.operate(op="undo")
    desktop.settle()
    assert desktop.marks() == set()
    desktop.operate(op="redo")
    desktop.settle()
    assert desktop.marks() == painted
    paint(desktop, "erase", way)
    assert desktop.marks() == set()
    desktop.page.locator('[data-tool="move"]').click()
    desktop.page.mouse.click(*way[1])
    desktop.settle()
    assert desktop.marks() == set() and desktop.page.evaluate(RANGE) == before


def test_targets_are_large_enough(phone: Watched) -> None:
    phone.page.touchscreen.tap(*phone.locate("front", -1500, 13300))
    phone.settle()
    small = phone.page.evaluate(SMALL)
    assert small == []
