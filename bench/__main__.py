"""``python -m bench``: measure our app and the floor by turns, and print both."""

import argparse
import os
import platform
import random
import sys
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path
from statistics import median

from atlas.built import Built
from atlas.catalogue import load_catalogue
from bench import browser, hooks, ranking, report, sessions
from bench.browser import Clicks
from bench.report import Row
from bench.servers import FLOOR, OURS, ROOT, Server

PAGE = ROOT / "docs" / "benchmarks.md"
LARGER = 10
CROWD = 20

# What has to hold: issue 3 for the ratios, the design for the ranking, issue 2 for the rest.
MARK, LIST, COLD, CROWDED = 0.7, 1.5, 1.6, 2.0
FIRST_VISIT_KB, SECOND_VISIT_KB, CLICK_BYTES, RANK_MS = 3000, 50, 6144, 5

Result = tuple[list[Row], dict[str, Sequence[float]]]


@cache
def flags() -> int:
    """Return how many questions there are that may stand before the list."""
    return len(load_catalogue().red_flags)


def clicks(chromium: browser.Browser, built: Built, repeats: int) -> Result:
    ours, floor, dice = Clicks(), Clicks(), random.Random(0)
    with Server(OURS) as our_server, Server(FLOOR) as floor_server:
        for _ in range(repeats):
            browser.click_floor(chromium, floor_server.url, dice, floor)
            browser.click_ours(chromium, our_server.url, built, flags(), dice, ours)
    mark, listed, text = ours.ms["mark"], ours.ms["list"], floor.ms["text"]
    rows = [
        Row("click to mark painted", "ms", median(mark), median(text), MARK),
        Row("click to list updated", "ms", median(listed), median(text), LIST),
        Row(
            "bytes a click", "bytes", median(ours.bytes), median(floor.bytes),
            CLICK_BYTES, "ours",
        ),
    ]  # fmt: skip
    return rows, {
        "click to mark painted, ours": mark,
        "click to list updated, ours": listed,
        "click to answer painted, floor": text,
    }


def starts(chromium: browser.Browser, built: Built, repeats: int) -> Result:
    with Server(OURS) as ours, Server(FLOOR) as floor:
        browser.first_use(chromium, ours.url, floor.url, 1)  # the servers' own first time
        warm = browser.first_use(chromium, ours.url, floor.url, repeats)
    cold = browser.from_process_start(chromium, max(3, repeats // 2) if repeats > 1 else 1)
    rows, samples = [], {}
    for name, took in (("server warm", warm), ("from the server's start", cold)):
        what = f"cold start, {name}"
        rows.append(Row(what, "ms", median(took["ours"]), median(took["floor"]), COLD))
        samples |= {f"{what}, {whose}": values for whose, values in took.items()}
    return rows, samples


def visits(chromium: browser.Browser, built: Built, repeats: int) -> Result:
    with Server(OURS) as ours, Server(FLOOR) as floor:
        mine = browser.visit_bytes(chromium, ours.url, built, flags(), hooks.OURS)
        least = browser.visit_bytes(chromium, floor.url, built, flags(), hooks.FLOOR)
    rows = []
    for visit, limit, a, b in zip(
        ("first", "second"), (FIRST_VISIT_KB, SECOND_VISIT_KB), mine, least, strict=True
    ):
        rows += [
            Row(f"{visit} visit, our files", "KB", a["ours"] / 1e3, None, limit, "ours"),
            Row(f"{visit} visit, plotly.min.js", "KB", a["plotly"] / 1e3),
            Row(
                f"{visit} visit, Streamlit's files",
                "KB",
                a["streamlit"] / 1e3,
                b["streamlit"] / 1e3,
            ),
            Row(f"{visit} visit, websocket", "KB", a["websocket"] / 1e3, b["websocket"] / 1e3),
        ]
    return rows, {}


def crowds(chromium: browser.Browser, built: Built, repeats: int) -> Result:
    clicks = 4 * repeats
    loads = []
    for script, click in (
        (FLOOR, sessions.floor_clicks),
        (OURS, sessions.our_clicks(len(built.map), flags())),
    ):
        for count in (1, CROWD):
            with Server(script) as server:
                loads.append(sessions.together(server, click, count, clicks))
    floor_one, floor_many, one, many = loads
    return [
        Row("answer, 1 session", "ms", one.latency_ms, floor_one.latency_ms),
        Row(f"answer, {CROWD} sessions", "ms", many.latency_ms, floor_many.latency_ms),
        Row(
            f"answer, {CROWD} sessions against 1", "×",
            many.latency_ms / one.latency_ms, floor_many.latency_ms / floor_one.latency_ms,
            CROWDED, "ours",
        ),
        Row(
            f"slowest twentieth, {CROWD} sessions", "ms",
            many.latency_p95_ms, floor_many.latency_p95_ms,
        ),
        Row("server CPU a click, 1 session", "ms", one.cpu_ms, floor_one.cpu_ms),
        Row(f"server CPU a click, {CROWD} sessions", "ms", many.cpu_ms, floor_many.cpu_ms),
        Row(f"server memory, {CROWD} sessions", "MB", many.memory_mb, floor_many.memory_mb),
    ], {}  # fmt: skip


def ranks(chromium: browser.Browser | None, built: Built, repeats: int) -> Result:
    catalogue = load_catalogue()
    few, ms = ranking.rank_ms(catalogue, built)
    many, ms_more = ranking.rank_ms(*ranking.enlarged(catalogue, built, LARGER))
    return [
        Row(f"ranking, {few} patterns", "ms", ms, None, RANK_MS, "ours"),
        Row(f"ranking, {many} patterns", "ms", ms_more),
    ], {}


PARTS: dict[str, Callable[[browser.Browser, Built, int], Result]] = {
    "ranks": ranks,
    "clicks": clicks,
    "starts": starts,
    "visits": visits,
    "crowds": crowds,
}


def load_average() -> str:
    try:
        return ", ".join(f"{each:.1f}" for each in os.getloadavg())
    except OSError:
        return "unknown"


def processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        named = next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        named = platform.processor() or platform.machine()
    return f"{named}, {os.cpu_count()} cores"


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and with --write keep the page; 1 when a limit is missed."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md too")
    parser.add_argument("--only", choices=PARTS, nargs="+", default=list(PARTS))
    parser.add_argument("--repeats", type=int, default=8, help="visits for each figure (8)")
    parser.add_argument("--note", default="", help="what the reader should know of this run")
    asked = parser.parse_args(arguments)
    path = browser.find_chromium(os.environ.get("CHROMIUM"))
    if path is None:
        print("No Chromium found: install the package chromium, or set CHROMIUM to its path.")
        return 2
    built, rows, samples = Built(), [], {}
    before = load_average()
    with browser.chromium(path) as chromium:
        chromium_version = chromium.version
        for name in asked.only:
            print(f"… {name}", file=sys.stderr, flush=True)
            more, kept = PARTS[name](chromium, built, asked.repeats)
            rows += more
            samples |= kept
            print(report.table(more), file=sys.stderr, flush=True)
    facts = {
        "date": date.today().isoformat(),
        "machine": f"{processor()}; {platform.system()} {platform.release()}",
        "load average before": before,
        "versions": f"Python {platform.python_version()}, Streamlit {version('streamlit')}, "
        f"plotly {version('plotly')}, Chromium {chromium_version} (headless, software-rendered)",
        "catalogue": f"{len(built.manifest['muscles'])} muscles, {len(built.map)} cells, "
        f"{len(built.manifest['views'])} views",
    }
    if asked.note:
        facts["note"] = asked.note
    print("\n".join(f"{name}: {said}" for name, said in facts.items()), end="\n\n")
    print(report.table(rows))
    if asked.write:
        PAGE.write_text(report.page(rows, facts, samples), "utf-8")
        print(f"\nWritten: {PAGE.relative_to(ROOT)}")
    return int(any(row.holds is False for row in rows))


if __name__ == "__main__":
    sys.exit(main())
