"""Regional plates: the main areas of every muscle of a region, outlined on one picture.

Figures are plain dictionaries in Plotly's form. A muscle is told from another by its number, by
the dashes of its outline and by its colour, in this order of weight: colour is never the only sign.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypeAlias

from atlas.built import Built
from atlas.catalogue import Catalogue
from atlas.shapes import shapes_of
from atlas.views import BY_ID

Ring: TypeAlias = tuple[float, ...]
"""x0, y0, x1, y1, … in metres of a view's plane."""
Side: TypeAlias = Literal["right", "left"]
Box: TypeAlias = tuple[float, float, float, float]

COLOURS = ("#2B1F7A", "#A33D00", "#0B6B34", "#A01F74", "#0061A3", "#26211E")
"""Indigo, burnt orange, green, magenta, blue, ink: at least 5:1 on light skin, 3.8:1 in dark."""
DASHES = ("solid", "8px,4px", "2px,3px", "10px,3px,2px,3px", "14px,5px", "5px,2px")

AS_GOOD = 0.65
"""A close-up is shown instead of the whole body where it shows at least this share as much."""
WORTH = 0.1
"""Another view is added where it shows at least this share of all main areas anew."""
FROM_ABOVE = 0.7
"""How much a view that looks down counts: it is harder to read."""
MOST_VIEWS = 3
MARGIN = 0.05
LEAST_SPAN = 0.30
LABEL_GAP = 0.028
NOTHING = {"type": "scatter", "x": [], "y": [], "hoverinfo": "skip"}
"""A figure without a trace is refused."""
CROWD = 8
"""With more muscles than this on a plate, fills are paler and outlines thinner."""


class Style(NamedTuple):
    """How a muscle is drawn on a plate."""

    number: int
    colour: str
    dash: str


@dataclass(frozen=True)
class Plate:
    """A region's main areas on one side.

    Attributes
    ----------
    region : str
    side : {"right", "left"}
    styles : mapping
        Muscle id -> number, colour and dashes, in the catalogue's order.
    zones : mapping
        Muscle id -> view id -> rings of its main areas.
    undrawn : tuple of str
        Muscles of the region for which nothing has been built yet.
    views : tuple of str
        The views that show the main areas best.
    """

    region: str
    side: Side
    styles: Mapping[str, Style]
    zones: Mapping[str, Mapping[str, tuple[Ring, ...]]]
    undrawn: tuple[str, ...]
    views: tuple[str, ...]


def plate_of(catalogue: Catalogue, built: Built, region: str, side: Side = "right") -> Plate:
    """Gather what a region's plate shows.

    Parameters
    ----------
    catalogue : Catalogue
    built : Built
    region : str
        Id of a region; an unknown one has an empty plate.
    side : {"right", "left"}
    """
    zones: dict[str, Mapping[str, tuple[Ring, ...]]] = {}
    undrawn = []
    for muscle in catalogue.muscles_of(region):
        found = _zones_of(built, muscle.id, side)
        if found:
            zones[muscle.id] = found
        else:
            undrawn.append(muscle.id)
    styles = {
        muscle: Style(k + 1, COLOURS[k % len(COLOURS)], DASHES[(k // len(COLOURS)) % len(DASHES)])
        for k, muscle in enumerate(zones)
    }
    return Plate(region, side, styles, zones, tuple(undrawn), _best_views(built, zones))


def plate_figure(
    built: Built,
    plate: Plate,
    view: str,
    names: Mapping[str, str],
    shown: Collection[str],
    theme: Literal["light", "dark"] = "light",
    url: str = "app/static/",
) -> dict[str, Any]:
    """Return a Plotly figure of one view of a plate.

    Parameters
    ----------
    built : Built
    plate : Plate
    view : str
        One of the plate's views.
    names : mapping
        Muscle id -> what it is called.
    shown : collection of str
        Ids of the muscles that are switched on. The cut-out is the same whatever is shown.
    theme : {"light", "dark"}
    url : str
        Where ``static/`` is served.
    """
    files = built.manifest["views"][view]
    x0, x1, y0, y1 = (value / 1e4 for value in files["box"])
    cut = _cut_out(plate, view, (x0, x1, y0, y1))
    traces, labels, taken = [], [], list[tuple[float, float]]()
    for muscle, style in plate.styles.items():
        rings = plate.zones[muscle].get(view, ())
        if muscle not in shown or not rings:
            continue
        crowded = len(shown) > CROWD
        traces.append(_trace(rings, style, f"{style.number} {names[muscle]}", crowded))
        for spot in _label_spots(rings, taken):
            taken.append(spot)
            labels.append(_label(spot, style))
    return {
        "data": traces or [NOTHING],
        "layout": {
            "images": [
                {
                    "source": url + files[theme],
                    "xref": "x", "yref": "y", "layer": "below", "sizing": "stretch",
                    "x": x0, "y": y1, "sizex": x1 - x0, "sizey": y1 - y0,
                }
            ],
            "annotations": labels,
            "xaxis": _axis(cut[0], cut[1]),
            "yaxis": _axis(cut[2], cut[3]) | {"scaleanchor": "x", "constraintoward": "top"},
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "showlegend": False,
            "hovermode": "closest",
            "dragmode": False,
        },
    }  # fmt: skip


def shape_of_cut_out(built: Built, plate: Plate, view: str) -> float:
    """Return height by width of what a view's figure shows."""
    box = tuple(value / 1e4 for value in built.manifest["views"][view]["box"])
    x0, x1, y0, y1 = _cut_out(plate, view, (box[0], box[1], box[2], box[3]))
    return (y1 - y0) / (x1 - x0)


# ---- what is shown


def _zones_of(built: Built, muscle: str, side: Side) -> dict[str, tuple[Ring, ...]]:
    out = {}
    for view, seen in shapes_of(built, muscle, side).items():
        rings = dict.fromkeys(
            tuple(ring.ravel().tolist())
            for point in seen.points.values()
            for ring in point.essential
        )
        if rings:
            out[view] = tuple(rings)
    return out


def _best_views(
    built: Built, zones: Mapping[str, Mapping[str, tuple[Ring, ...]]]
) -> tuple[str, ...]:
    """Return the views that together show the main areas of most muscles well, best first."""
    seen: dict[str, dict[str, float]] = {}
    for muscle, views in zones.items():
        for view, rings in views.items():
            if view in built.manifest["views"]:
                seen.setdefault(view, {})[muscle] = sum(abs(_area(ring)) for ring in rings)
    most = {muscle: max(_of(seen, muscle), default=0.0) or 1.0 for muscle in zones}
    chosen: list[str] = []
    have = dict.fromkeys(zones, 0.0)

    def gain(view: str) -> float:
        # Each muscle counts alike, however large its area.
        more = sum(
            max(0.0, min(1.0, size / most[muscle]) - have[muscle])
            for muscle, size in seen[view].items()
        )
        return more if BY_ID[view].axes[1] == (0, 1, 0) else FROM_ABOVE * more

    while len(chosen) < MOST_VIEWS:
        left = [view for view in seen if view not in chosen]
        best = max(map(gain, left), default=0.0)
        if not chosen and best == 0.0 or chosen and best < WORTH * len(zones):
            break
        good = [view for view in left if gain(view) >= AS_GOOD * best]
        view = min(good, key=lambda each: (_width(built, each), list(BY_ID).index(each)))
        chosen.append(view)
        for muscle, size in seen[view].items():
            have[muscle] = max(have[muscle], size / most[muscle])
    return tuple(sorted(chosen, key=list(BY_ID).index))


def _of(seen: Mapping[str, Mapping[str, float]], muscle: str) -> Iterable[float]:
    return (sizes[muscle] for sizes in seen.values() if muscle in sizes)


def _width(built: Built, view: str) -> int:
    x0, x1, y0, y1 = built.manifest["views"][view]["box"]
    return max(int(x1 - x0), int(y1 - y0))


def _cut_out(plate: Plate, view: str, box: Box) -> Box:
    """Return the part of a view that holds every main area of the region, with a margin."""
    rings = [ring for views in plate.zones.values() for ring in views.get(view, ())]
    if not rings:
        return box
    xs = [x for ring in rings for x in ring[0::2]]
    ys = [y for ring in rings for y in ring[1::2]]
    x0, x1 = _span(min(xs), max(xs), box[0], box[1])
    y0, y1 = _span(min(ys), max(ys), box[2], box[3])
    return x0, x1, y0, y1


def _span(low: float, high: float, least: float, most: float) -> tuple[float, float]:
    extra = max(MARGIN, (LEAST_SPAN - (high - low)) / 2)
    return max(low - extra, least), min(high + extra, most)


# ---- drawing


def _axis(low: float, high: float) -> dict[str, Any]:
    return {
        "visible": False,
        "range": [round(low, 4), round(high, 4)],
        "fixedrange": True,
        "constrain": "domain",
    }


def _trace(rings: Sequence[Ring], style: Style, name: str, crowded: bool) -> dict[str, Any]:
    x: list[float | None] = []
    y: list[float | None] = []
    for ring in rings:
        x += [*(round(v, 4) for v in ring[0::2]), round(ring[0], 4), None]
        y += [*(round(v, 4) for v in ring[1::2]), round(ring[1], 4), None]
    red, green, blue = (int(style.colour[k : k + 2], 16) for k in (1, 3, 5))
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "name": name,
        "text": name,
        "hoverinfo": "text",
        "hoveron": "fills",
        "fill": "toself",
        "fillcolor": f"rgba({red},{green},{blue},{0.05 if crowded else 0.13})",
        "line": {"color": style.colour, "width": 1.7 if crowded else 2.2, "dash": style.dash},
    }


def _label(spot: tuple[float, float], style: Style) -> dict[str, Any]:
    return {
        "x": round(spot[0], 4),
        "y": round(spot[1], 4),
        "text": f"<b>{style.number}</b>",
        "showarrow": False,
        "font": {"size": 13, "color": "#FFFFFF"},
        "bgcolor": style.colour,
        "bordercolor": "#FFFFFF",
        "borderwidth": 1,
        "borderpad": 2,
    }


def _label_spots(
    rings: Sequence[Ring], taken: Sequence[tuple[float, float]]
) -> list[tuple[float, float]]:
    """Return where a muscle's number stands: in each of its large areas, clear of other numbers."""
    sized = sorted(rings, key=lambda ring: -abs(_area(ring)))
    largest = abs(_area(sized[0]))
    spots: list[tuple[float, float]] = []
    for ring in sized:
        if abs(_area(ring)) < 0.3 * largest:
            break
        inside = _spots_inside(ring)
        if not inside or any(_away(inside[0], spot) < 0.09 for spot in spots):
            continue
        others = [*taken, *spots]
        clear = [s for s in inside if all(_away(s, other) > LABEL_GAP for other in others)]
        spots.append(clear[0] if clear else _farthest(inside, others))
    return spots


def _farthest(
    spots: Sequence[tuple[float, float]], others: Sequence[tuple[float, float]]
) -> tuple[float, float]:
    return max(spots, key=lambda spot: min(_away(spot, other) for other in others))


def _away(one: tuple[float, float], other: tuple[float, float]) -> float:
    return float(((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5)


def _spots_inside(ring: Ring) -> list[tuple[float, float]]:
    """Return points well inside a ring, the roomiest first."""
    ys = ring[1::2]
    low, high = min(ys), max(ys)
    found = []
    for share in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8):
        y = low + share * (high - low)
        cuts = sorted(_cuts(ring, y))
        for left, right in zip(cuts[0::2], cuts[1::2], strict=False):
            for along in (0.5, 0.25, 0.75):
                room = (right - left) * (1.0 if along == 0.5 else 0.4)
                found.append((-room, (left + along * (right - left), y)))
    return [spot for _, spot in sorted(found)]


def _cuts(ring: Ring, y: float) -> Iterable[float]:
    points = list(zip(ring[0::2], ring[1::2], strict=True))
    for (ax, ay), (bx, by) in zip(points, [*points[1:], points[0]], strict=True):
        if (ay > y) != (by > y):
            yield ax + (y - ay) / (by - ay) * (bx - ax)


def _area(ring: Ring) -> float:
    points = list(zip(ring[0::2], ring[1::2], strict=True))
    pairs = zip(points, [*points[1:], points[0]], strict=True)
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs) / 2
