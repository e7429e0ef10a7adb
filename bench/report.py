"""The figures beside their limits: as a table, and as docs/benchmarks.md."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Row:
    """One figure of ours, the floor's, and the limit for one of them or their ratio.

    Parameters
    ----------
    what, unit : str
    ours, floor : float or None
        None where there is none.
    limit : float or None
        The most that is allowed.
    of : {"ratio", "ours"}
        What the limit is for.
    """

    what: str
    unit: str
    ours: float | None
    floor: float | None = None
    limit: float | None = None
    of: str = "ratio"

    @property
    def ratio(self) -> float | None:
        return self.ours / self.floor if self.ours is not None and self.floor else None

    @property
    def holds(self) -> bool | None:
        """Whether the limit holds; None where there is no limit or no figure."""
        value = self.ratio if self.of == "ratio" else self.ours
        return None if self.limit is None or value is None else value <= self.limit

    @property
    def cells(self) -> list[str]:
        of = "" if self.of == "ratio" else f" {self.unit}"
        return [
            self.what,
            self.unit,
            number(self.ours),
            number(self.floor),
            "" if self.ratio is None else f"{self.ratio:.2f}",
            "" if self.limit is None else f"≤ {self.limit:,g}{of}",
            {None: "", True: "holds", False: "MISSED"}[self.holds],
        ]


HEAD = ["", "unit", "ours", "floor", "ratio", "limit", ""]


def number(value: float | None) -> str:
    if value is None:
        return ""
    return (
        f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
    )


def spread(samples: Sequence[float]) -> str:
    """Median with the middle half of the samples, as a note."""
    ordered = sorted(samples)
    low, high = ordered[len(ordered) // 4], ordered[(3 * len(ordered)) // 4]
    return f"{median(ordered):,.0f} ({low:,.0f} to {high:,.0f}, n = {len(ordered)})"


def table(rows: Iterable[Row]) -> str:
    """Return the rows for a terminal."""
    lines = [HEAD, *(row.cells for row in rows)]
    widths = [max(len(line[k]) for line in lines) for k in range(len(HEAD))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if 2 <= k <= 4 else cell.ljust(width)
            for k, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def markdown_table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    rule = ["---:" if name in ("ours", "floor", "ratio") else "---" for name in head]
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, rule, *lines])


def page(rows: Sequence[Row], facts: dict[str, str], samples: dict[str, Sequence[float]]) -> str:
    """Return docs/benchmarks.md."""
    return f"""\
# How fast it is

Printed and written by `make bench ARGS=--write`. Read the ratios: milliseconds are those of one
machine on one day. *Ours* is this app; *the floor* is `bench/floor/app.py`, about the least that a
Streamlit page with a clickable chart can be. Both are driven in the same run, by turns.

{markdown_table(["", ""], [[f"**{name}**", said] for name, said in facts.items()])}

{markdown_table(HEAD, [row.cells for row in rows])}

## What each line is

- **Click to mark painted**: from mouse-up (the event's own time) to the frame that shows the
  outline of the mark; taken in the page. Six places are marked in each visit, each in another
  area, so later marks find more to draw. The floor's is the frame that shows the server's answer,
  a line of text: its chart has nothing else to paint. What plotly.js does by itself on a click
  there (it dims the other points) is not counted.
- **Click to list updated**: the same, to the frame with the new place, its warning signs and the
  new list of muscles, against the same frame of the floor.
  Before that, every question that stands before the list is answered: without, there is no list.
- **Bytes a click**: all websocket messages, both ways, until the page is idle again.
- **Cold start**: from the address to a figure that can be clicked, its pictures decoded and
  painted, in a profile that has never been there. Server warm, or counted from the start of the
  server's process.
- **Visits**: bytes on the wire by whom they belong to. With us a visit is the start page, one mark,
  and one muscle chosen. The second visit is in the same profile.
- **Sessions**: a client without a browser, one connection for each person, who thinks half a second
  to one and a half between clicks. Latency runs from the click sent to the end of the answer.
- **Ranking**: drawings of four places; the tenfold catalogue repeats every pattern elsewhere on the
  body.

No network is slowed down here: server and browser share a machine, and its processor.

## Samples

Median, and the middle half of the samples, in milliseconds.

{markdown_table(["", "ms"], [[name, spread(each)] for name, each in samples.items()])}
"""
