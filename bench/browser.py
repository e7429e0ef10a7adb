"""What a person in front of a real Chromium waits for and downloads: our app and the floor."""

import itertools
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, sync_playwright
from shapely.geometry import Polygon

from atlas.built import Built
from bench import hooks
from bench.hooks import PageHooks
from bench.servers import FLOOR, OURS, Server

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WINDOW = {"width": 1400, "height": 1000}
VIEW = "front"
CLICKS_A_ROUND = 6
HOVER_MS = 200
"""Nobody clicks the moment the pointer arrives."""

Samples = dict[str, list[float]]


def find_chromium(named: str | None = None) -> str | None:
    """Path of a Chromium; a name that is given goes before all others."""
    return next(
        (p for n in ((named,) if named else CHROMIUM_NAMES) if (p := shutil.which(n))), None
    )


@contextmanager
def chromium(path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGS)
        yield browser
        browser.close()


@contextmanager
def fresh_page(browser: Browser, page_hooks: PageHooks) -> Iterator[Page]:
    """Open an empty page with a profile of its own: nothing cached, nothing compiled."""
    context = browser.new_context(viewport=WINDOW)  # type: ignore[arg-type]
    context.add_init_script(page_hooks.on_start)
    yield context.new_page()
    context.close()


def usable(page: Page, url: str) -> dict[str, float]:
    """Visit; milliseconds until the figure can be used, and when that was."""
    page.goto(url, wait_until="commit")
    return page.evaluate(hooks.USABLE)  # type: ignore[no-any-return]


def idle(page: Page) -> None:
    page.wait_for_function(hooks.SERVER_IDLE)


# ---- clicks


@dataclass
class Clicks:
    """Milliseconds from mouse-up to painted, and bytes over the websocket, for each click."""

    ms: Samples = field(default_factory=dict)
    bytes: list[float] = field(default_factory=list)

    def add(self, page: Page, page_hooks: PageHooks, place: list[float], sizes: list[int]) -> None:
        page.mouse.move(*place)
        page.wait_for_timeout(HOVER_MS)
        sizes.clear()
        page.evaluate(page_hooks.arm)
        page.mouse.down()
        page.mouse.up()
        for name, ms in page.evaluate(hooks.RESULT).items():
            self.ms.setdefault(name, []).append(ms)
        idle(page)
        page.wait_for_timeout(HOVER_MS)
        self.bytes.append(sum(sizes))


def skin_spots(page: Page, built: Built, dice: random.Random, count: int) -> list[list[float]]:
    """Return places on the page, each well inside a cell, and each in another area."""
    raw = built.read(built.manifest["views"][VIEW]["geometry"])
    cells = sorted(raw["cells"], key=lambda cell: -raw["visible"].get(cell, 0))
    spots: dict[tuple[str, str], list[float]] = {}
    for cell in cells[: len(cells) // 2]:
        rings = [Polygon(zip(r[0::2], r[1::2], strict=True)) for r in raw["cells"][cell]]
        inside = max(rings, key=lambda ring: ring.area).representative_point()
        where = built.map.area[int(cell)], built.map.side[int(cell)]
        spots.setdefault(where, [inside.x, inside.y])
    found: list[list[float]] = []
    for spot in dice.sample(list(spots.values()), len(spots)):
        place = page.evaluate(hooks.OUR_PLACE, [VIEW, *spot])
        if place and len(found) < count:
            found.append(place)
    return found


def answer_all(page: Page, flags: int) -> None:
    page.evaluate(hooks.OUR_ANSWERS, flags)
    page.wait_for_function(hooks.OUR_CLICKS_DONE)
    idle(page)


def click_ours(
    browser: Browser, url: str, built: Built, flags: int, dice: random.Random, to: Clicks
) -> None:
    """Mark six places in one visit, from an empty body on, every question answered."""
    sizes: list[int] = []
    with fresh_page(browser, hooks.OURS) as page:
        hooks.frames_of(page, sizes)
        usable(page, url)
        idle(page)
        answer_all(page, flags)
        page.wait_for_timeout(1000)
        for place in skin_spots(page, built, dice, CLICKS_A_ROUND):
            to.add(page, hooks.OURS, place, sizes)
            page.wait_for_function(hooks.OUR_CLICKS_DONE)


def click_floor(browser: Browser, url: str, dice: random.Random, to: Clicks) -> None:
    sizes: list[int] = []
    with fresh_page(browser, hooks.FLOOR) as page:
        hooks.frames_of(page, sizes)
        usable(page, url)
        idle(page)
        page.wait_for_timeout(1000)
        for index in dice.sample(range(64), CLICKS_A_ROUND):
            to.add(page, hooks.FLOOR, page.evaluate(hooks.FLOOR_PLACE, index), sizes)


# ---- visits


def first_use(browser: Browser, ours: str, floor: str, repeats: int) -> Samples:
    """Milliseconds from the address to a usable figure; server warm, browser not."""
    out: Samples = {"ours": [], "floor": []}
    for _, (name, url) in itertools.product(range(repeats), (("floor", floor), ("ours", ours))):
        page_hooks = hooks.OURS if name == "ours" else hooks.FLOOR
        with fresh_page(browser, page_hooks) as page:
            out[name].append(usable(page, url)["ms"])
    return out


def from_process_start(browser: Browser, repeats: int) -> Samples:
    """Milliseconds from the start of the server's process to a usable figure."""
    out: Samples = {"ours": [], "floor": []}
    for _, (name, script) in itertools.product(range(repeats), (("floor", FLOOR), ("ours", OURS))):
        page_hooks = hooks.OURS if name == "ours" else hooks.FLOOR
        with fresh_page(browser, page_hooks) as page, Server(script) as server:
            out[name].append(usable(page, server.url)["epoch"] - 1000 * server.started)
    return out


def visit_bytes(
    browser: Browser, url: str, built: Built, flags: int, page_hooks: PageHooks
) -> list[dict[str, int]]:
    """Bytes of a first and a second visit by owner; with us, one mark and one muscle each."""
    context = browser.new_context(viewport=WINDOW)  # type: ignore[arg-type]
    context.add_init_script(page_hooks.on_start)
    out = []
    for _ in range(2):
        page = context.new_page()
        sizes: list[int] = []
        hooks.frames_of(page, sizes)
        moved = hooks.moved_by(context.new_cdp_session(page))
        usable(page, url)
        idle(page)
        if page_hooks is hooks.OURS:
            mark_and_choose(page, built, flags)
        page.wait_for_timeout(1500)
        total = {"ours": 0, "plotly": 0, "streamlit": 0, "websocket": sum(sizes)}
        for owner, size in hooks.by_owner(moved):
            total[owner] += size
        out.append(total)
        page.close()
    context.close()
    return out


def mark_and_choose(page: Page, built: Built, flags: int) -> None:
    answer_all(page, flags)
    page.mouse.click(*skin_spots(page, built, random.Random(0), 1)[0])
    page.locator(hooks.OUR_ROWS).first.click()
    page.wait_for_selector(hooks.OUR_CARD)
    idle(page)
