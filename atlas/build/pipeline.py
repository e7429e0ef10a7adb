"""From words to ``static/``: builds what has changed, and leaves the rest."""

from __future__ import annotations

import hashlib
import io
import json
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from atlas.build import cells as cell_sets
from atlas.build import insets, outlines
from atlas.build.areas import exterior, grow
from atlas.build.cells import Cells
from atlas.build.dermatomes import dermatome_field, dermatome_json
from atlas.build.dots import Dots, spread
from atlas.build.muscles import (
    BuiltMuscle,
    Pattern,
    Sheet,
    Side,
    Spot,
    build_muscle,
    cell_weights,
    plain,
)
from atlas.build.pictures import THEMES, Window
from atlas.build.places import PlaceError, Places
from atlas.build.shots import shoot
from atlas.build.source import Floats
from atlas.build.surface import Surface
from atlas.build.thumbnails import thumbnail
from atlas.build.views import BuiltView, build_view, pixel_labels, view_geometry
from atlas.build.workshop import surface_key, surfaces
from atlas.built import BODY, BUILDER, built_from, dermatome_built_from
from atlas.catalogue import Catalogue, load_catalogue
from atlas.model import Muscle
from atlas.paths import DATA, STATIC
from atlas.views import BY_ID, INSETS, VIEWS, View

WEBP = {"quality": 82, "alpha_quality": 90, "method": 6}
SMALLEST_CM2 = 0.4
EDGE = 0.004
DOT_DEPTH = 0.004
SPOT_DEPTH = 0.008
LEAST_FACING = 0.2


def _webp(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", **WEBP)
    return buffer.getvalue()


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


class Writer:
    """Writes files under names that carry a hash of their content."""

    def __init__(self, static: Path) -> None:
        self.static = static

    def write(self, stem: str, ending: str, content: bytes) -> str:
        """Write ``<stem>.<hash>.<ending>`` and return that name."""
        name = f"{stem}.{hashlib.sha256(content).hexdigest()[:10]}.{ending}"
        path = self.static / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return name


@dataclass
class Workshop:
    """Everything that stays the same while muscles are drawn."""

    surfaces: dict[str, Surface]
    cells: Cells
    dots: Dots
    seen: dict[str, np.ndarray]

    @property
    def surface(self) -> Surface:
        """The skin in anatomical position."""
        return self.surfaces["anatomical"]


def _area_dicts(catalogue: Catalogue) -> list[dict[str, Any]]:
    return [
        {
            "inner": area.inner,
            "reach": area.reach,
            "grows_from": [[plain(p) for p in line] for line in area.lines],
        }
        for area in catalogue.areas.values()
    ]


def landmark_places(catalogue: Catalogue, surface: Surface) -> Places:
    """Return the resolver of a catalogue's landmarks."""
    return Places(
        surface,
        {name: plain(each.at) for name, each in catalogue.landmarks.items()},  # type: ignore[arg-type, misc]
    )


def _shown_m2(view: View, skins: dict[str, Surface]) -> Floats:
    """How much of the skin round each vertex a view shows, m^2, shape (n,)."""
    shot = shoot(view, skins, 0.6)
    nearest = pixel_labels(shot, np.arange(len(shot.surface)))
    count = np.bincount(nearest[nearest >= 0], minlength=len(shot.surface))
    return np.asarray(count / shot.camera.per_metre**2, float)


def open_workshop(catalogue: Catalogue) -> Workshop:
    """Build the surfaces, and load the committed cells (make them where there are none)."""
    skins = surfaces()
    surface = skins["anatomical"]
    looks = {view.id: shoot(view, skins, 0.5).buffers.triangle for view in VIEWS}
    seen = {name: exterior(skins[BY_ID[name].pose], [look]) for name, look in looks.items()}
    outside = np.logical_or.reduce(list(seen.values()))
    outside |= outside[surface.mirror]
    ids = list(catalogue.areas)
    if not cell_sets.PATH.exists():
        label = grow(landmark_places(catalogue, surface), _area_dicts(catalogue))
        middle = np.array([area.middle for area in catalogue.areas.values()])
        made = cell_sets.make(surface, label, middle, outside)
        shown = [_shown_m2(view, skins) for view in VIEWS]
        cell_sets.save(cell_sets.merge_hidden(made, surface, shown), ids)
    cells = cell_sets.load(ids)
    if len(cells.label) != len(surface):
        raise SystemExit(f"{cell_sets.PATH.name} belongs to another surface; it needs a mapping")
    return Workshop(skins, cells, spread(surface, outside), seen)


def _window(built: BuiltView, field: Floats, scale: int, limit: float) -> Window | None:
    """Return the window of the view's buffers that holds the visible part of a field."""
    surface, camera = built.shot.surface, built.shot.camera
    inside = field < limit
    if not inside.any():
        return None
    at = camera.pixels(surface.vertices[inside])
    margin = 4
    x0, y0 = np.floor(at[:, :2].min(0)).astype(int) - margin
    x1, y1 = np.ceil(at[:, :2].max(0)).astype(int) + margin
    x0, x1 = np.clip([x0, x1], 0, camera.width)
    y0, y1 = np.clip([y0, y1], 0, camera.height)
    if x1 - x0 < 2 or y1 - y0 < 2:
        return None
    return slice(y0 * scale, y1 * scale), slice(x0 * scale, x1 * scale)


def _rings(built: BuiltView, field: Floats) -> list[list[int]]:
    window = _window(built, field, 1, 0.0)
    if window is None:
        return []
    buffers = built.shot.buffers.crop(*window)
    pixels = buffers.interpolate(built.shot.surface.triangles, field, 1.0)
    fine = built.shot.camera.per_metre > 1500
    shape = outlines.zone(
        pixels, buffers.inside, built.shot.camera, window[0].start, window[1].start,
        built.border, *((0.0008, 0.0003) if fine else (0.0012, 0.0006)),
    )  # fmt: skip
    return outlines.rings(shape)


def _visible_cm2(workshop: Workshop, view: str, field: Floats) -> float:
    inside = workshop.seen[view] & (field < 0)
    return float(workshop.surface.vertex_areas[inside].sum() * 1e4)


def _in_plane(built: BuiltView, point: Floats, depth: float) -> list[int] | None:
    """Integer plane coordinates of a point that can be seen, else None."""
    camera, buffers = built.shot.camera, built.shot.buffers
    x, y, z = camera.pixels(point[None])[0]
    column, row = int(x), int(y)
    if not (0 <= column < camera.width and 0 <= row < camera.height):
        return None
    seen = buffers.depth[row, column]
    if not np.isfinite(seen) or z < seen - depth:
        return None
    return (np.round(camera.plane(point[None])[0, :2] / outlines.UNIT)).astype(int).tolist()


def _dots_in(
    workshop: Workshop, built: BuiltView, at: Floats, shown: np.ndarray,
    essential: Floats, spillover: Floats,
) -> list[int]:  # fmt: skip
    surface = workshop.surface
    inside = workshop.dots.field(surface, spillover)
    core = workshop.dots.field(surface, essential)
    density = np.clip(0.35 + 0.65 * (-inside / 0.018), 0.35, 1)
    chosen = shown & (inside < -0.0008) & (core > 0.001) & (workshop.dots.rank < density)
    plane = built.shot.camera.plane(at[chosen])[:, :2]
    return np.round(plane / outlines.UNIT).astype(int).ravel().tolist()


def _dots_shown(built: BuiltView, at: Floats) -> np.ndarray:
    camera, buffers = built.shot.camera, built.shot.buffers
    pixel = camera.pixels(at)
    column, row = pixel[:, 0].astype(int), pixel[:, 1].astype(int)
    inside = (column >= 0) & (column < camera.width) & (row >= 0) & (row < camera.height)
    shown = np.zeros(len(at), bool)
    depth = buffers.depth[row[inside], column[inside]]
    shown[inside] = np.isfinite(depth) & (pixel[inside, 2] > depth - DOT_DEPTH)
    return shown


def _fibre_picture(built: BuiltView, sheet: Sheet) -> tuple[bytes, list[int]] | None:
    scale = built.plate.supersample
    window = _window(built, sheet.outline, scale, EDGE)
    if window is None:
        return None
    rgba = built.plate.muscle(sheet.outline, sheet.across, sheet.along, sheet.strands, window)
    if not (rgba[..., 3] > 8).any():
        return None
    camera = built.shot.camera
    box = [
        camera.box[0] + window[1].start / scale / camera.per_metre,
        camera.box[0] + window[1].stop / scale / camera.per_metre,
        camera.box[3] - window[0].stop / scale / camera.per_metre,
        camera.box[3] - window[0].start / scale / camera.per_metre,
    ]
    return _webp(built.plate.picture(rgba)), [round(v / outlines.UNIT) for v in box]


@dataclass
class Drawn:
    """A muscle in one view: its JSON without picture names, and the pictures by part id."""

    geometry: dict[str, Any]
    pictures: dict[str, bytes]


def _mirrored(muscle: BuiltMuscle, surface: Surface) -> BuiltMuscle:
    """Return the left muscle of a right one whose patterns are not all mirrored."""

    def flip(field: Floats) -> Floats:
        return field[surface.mirror]

    sheets = {
        name: Sheet(flip(s.outline), flip(s.across), flip(s.along), s.strands)
        for name, s in muscle.sheets.items()
    }
    spots = {
        name: Spot(surface.mirror[s.vertex], s.weight, s.offset * [-1, 1, 1])
        for name, s in muscle.spots.items()
        if (p := muscle.patterns.get((name, "left"))) is None or p.essential.min() < 0
    }
    patterns: dict[tuple[str, Side], Pattern] = {}
    for (point, side), p in muscle.patterns.items():
        if side == "right" and (point, "left") not in muscle.patterns:
            spill = None if p.spillover is None else flip(p.spillover)
            patterns[point, "right"] = Pattern(flip(p.essential), spill)
        elif side == "left":
            patterns[point, "right"] = p
    return BuiltMuscle(muscle.muscle, sheets, spots, patterns)


def draw_muscle(workshop: Workshop, built: BuiltView, muscle: BuiltMuscle) -> Drawn | None:
    """Trace and picture a muscle in one view; None where nothing of it shows."""
    view = built.shot.view.id
    parts: dict[str, Any] = {}
    pictures: dict[str, bytes] = {}
    for part, sheet in muscle.sheets.items():
        if _visible_cm2(workshop, view, sheet.outline) < SMALLEST_CM2:
            continue
        outline = _rings(built, sheet.outline)
        picture = _fibre_picture(built, sheet) if outline else None
        if picture is None:
            continue
        pictures[part] = picture[0]
        largest = np.array(max(outline, key=len)).reshape(-1, 2)
        label = largest.mean(0).round().astype(int).tolist()
        parts[part] = {"outline": outline, "box": picture[1], "label": label}
    at = workshop.dots.on(built.shot.surface)
    shown = _dots_shown(built, at)
    points: dict[str, Any] = {}
    for (point, side), pattern in muscle.patterns.items():
        if side != "right":
            continue
        entry: dict[str, Any] = {}
        if _visible_cm2(workshop, view, pattern.essential) >= SMALLEST_CM2:
            entry["essential"] = _rings(built, pattern.essential)
        spill = pattern.spillover
        if spill is not None and _visible_cm2(workshop, view, spill) >= SMALLEST_CM2:
            entry["spillover"] = _rings(built, spill)
            entry["dots"] = _dots_in(workshop, built, at, shown, pattern.essential, spill)
        if point in muscle.spots:
            spot = muscle.spots[point]
            at_spot = _in_plane(built, spot.on(built.shot.surface), SPOT_DEPTH)
            towards = built.shot.camera.axes[2]
            if at_spot is not None and spot.facing(built.shot.surface, towards) > LEAST_FACING:
                entry["x"] = at_spot
        entry = {key: value for key, value in entry.items() if value}
        if entry:
            points[point] = entry
    if not parts and not points:
        return None
    return Drawn({"parts": parts, "points": points}, pictures)


# ---- the work, view by view -----------------------------------------------------------
_WORKSHOP: Workshop
_MUSCLES: list[BuiltMuscle]
_DERMATOMES: dict[str, Floats]
_WITH_BODY: bool


@dataclass
class ViewDrawn:
    """What a worker drew in one view."""

    view: str
    geometry: dict[str, Any] | None
    themes: dict[str, bytes]
    muscles: list[tuple[str, str, Drawn]]
    dermatomes: dict[str, list[list[int]]]


def _one_view(name: str) -> ViewDrawn:
    """Draw a view and all that shows in it (in a worker process, sharing what was built)."""
    wanted = [m for m in _MUSCLES if _shows(m, name)]
    roots = {
        root: field
        for root, field in _DERMATOMES.items()
        if _visible_cm2(_WORKSHOP, name, field) >= SMALLEST_CM2
    }
    if not wanted and not roots and not _WITH_BODY:
        return ViewDrawn(name, None, {}, [], {})
    built = build_view(BY_ID[name], _WORKSHOP.surfaces)
    geometry = view_geometry(built, _WORKSHOP.cells) if _WITH_BODY else None
    themes: dict[str, bytes] = (
        {theme: _webp(built.plate.picture(built.plate.body(theme))) for theme in THEMES}
        if _WITH_BODY
        else {}
    )
    drawn = []
    for muscle in wanted:
        right = draw_muscle(_WORKSHOP, built, muscle)
        if right is not None:
            drawn.append((muscle.muscle.id, "right", right))
        if any(side == "left" for _, side in muscle.patterns):
            left = draw_muscle(_WORKSHOP, built, _mirrored(muscle, _WORKSHOP.surface))
            if left is not None:
                drawn.append((muscle.muscle.id, "left", left))
    zones = {root: _rings(built, field) for root, field in roots.items()}
    return ViewDrawn(name, geometry, themes, drawn, zones)


def _shows(muscle: BuiltMuscle, view: str) -> bool:
    fields = [sheet.outline for sheet in muscle.sheets.values()]
    for pattern in muscle.patterns.values():
        fields += [f for f in (pattern.essential, pattern.spillover) if f is not None]
    sided = any(side == "left" for _, side in muscle.patterns)
    mirror = _WORKSHOP.surface.mirror
    return any(
        _visible_cm2(_WORKSHOP, view, field) >= SMALLEST_CM2
        or (sided and _visible_cm2(_WORKSHOP, view, field[mirror]) >= SMALLEST_CM2)
        for field in fields
    )


def _views_from(catalogue: Catalogue) -> str:
    cells = cell_sets.PATH.read_bytes() if cell_sets.PATH.exists() else b""
    drawn = (DATA / "insets.yaml").read_text("utf-8")
    what = f"{BUILDER} {surface_key()} {VIEWS!r} {INSETS!r} {list(catalogue.areas)!r} {drawn}"
    return hashlib.sha256(what.encode() + cells).hexdigest()[:12]


def _old_manifest(static: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((static / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return manifest


def _map_json(workshop: Workshop, catalogue: Catalogue, views: dict[str, Any]) -> dict[str, Any]:
    cells, surface = workshop.cells, workshop.surface
    skin = cells.label >= 0
    size = np.bincount(cells.label[skin], surface.vertex_areas[skin], len(cells))
    centre = np.stack(
        [
            np.bincount(
                cells.label[skin],
                (surface.vertex_areas * surface.vertices[:, axis])[skin],
                len(cells),
            )
            / np.maximum(size, 1e-12)
            for axis in range(3)
        ],
        1,
    )
    return {
        "set": cell_sets.SET,
        "cells": cells.ids,
        "area": cells.area.tolist(),
        "side": cells.side.tolist(),
        "mirror": cells.mirror.tolist(),
        "areas": list(catalogue.areas),
        "cm2": np.round(size * 1e4, 1).tolist(),
        "centre": np.round(centre * 1000).astype(int).tolist(),
        "views": {
            view.id: {
                **views[view.id],
                "title": view.title,
                "mirror": view.mirror,
                "subject_right": view.subject_right,
            }
            for view in (*VIEWS, *INSETS)
        },
    }


class BuildError(RuntimeError):
    """A muscle that cannot be built, with the reason in words."""


def _log(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _progress(done: int, total: int, what: str) -> None:
    bar = "#" * round(24 * done / max(total, 1))
    end = "\n" if done == total else ""
    if sys.stderr.isatty():
        print(f"\r[{bar:<24}] {done}/{total} {what:<28}", end=end, file=sys.stderr, flush=True)
    else:
        _log(f"[{bar:<24}] {done}/{total} {what}")


def build(
    only: Sequence[str] = (),
    data: Path = DATA,
    static: Path = STATIC,
    jobs: int | None = None,
    progress: Callable[[int, int, str], None] = _progress,
) -> list[str]:
    """Build what has changed, and the muscles named; return what could not be built, in words.

    Parameters
    ----------
    only : sequence of muscle ids
        Built again even where nothing has changed.
    data, static : Path
    jobs : int or None
        Worker processes; None for one a core.
    progress : callable
        Called with steps done, steps in all and what was done.
    """
    catalogue = load_catalogue(data)
    unknown = [name for name in only if name not in catalogue.muscles]
    if unknown:
        return [f"unknown muscle: {name}" for name in unknown]
    old = _old_manifest(static)
    views_from = _views_from(catalogue)
    with_body = old.get("views_from") != views_from
    known: dict[str, Any] = {} if with_body else dict(old.get("muscles", {}))
    changed = [
        muscle
        for muscle in catalogue.muscles.values()
        if muscle.id in only
        or known.get(muscle.id, {}).get("built_from") != built_from(catalogue, muscle)
    ]
    gone = [name for name in known if name not in catalogue.muscles]
    known_roots: dict[str, Any] = {} if with_body else dict(old.get("dermatomes", {}))
    changed_roots = [
        each
        for each in catalogue.dermatomes.values()
        if known_roots.get(each.id, {}).get("built_from") != dermatome_built_from(catalogue, each)
    ]
    gone += [root for root in known_roots if root not in catalogue.dermatomes]
    if not changed and not changed_roots and not with_body and not gone:
        return []

    workshop = open_workshop(catalogue)
    views_from = _views_from(catalogue)
    places = landmark_places(catalogue, workshop.surface)
    problems: list[str] = []
    built: list[BuiltMuscle] = []
    steps = len(changed) + len(VIEWS)
    for number, muscle in enumerate(changed):
        try:
            built.append(build_muscle(places, catalogue, muscle))
        except PlaceError as error:
            problems.append(f"{muscle.id}: {error}")
        progress(number + 1, steps, muscle.id)

    fields: dict[str, Floats] = {}
    for each_root in changed_roots:
        try:
            fields[each_root.id] = dermatome_field(places, each_root)
        except PlaceError as error:
            problems.append(f"dermatome {each_root.id}: {error}")

    global _WORKSHOP, _MUSCLES, _DERMATOMES, _WITH_BODY
    _WORKSHOP, _MUSCLES, _DERMATOMES, _WITH_BODY = workshop, built, fields, with_body
    _ = (workshop.surface.mirror, workshop.surface.vertex_areas)
    writer = Writer(static)
    views: dict[str, Any] = {} if with_body else dict(old["views"])
    geometry: dict[str, dict[str, Any]] = {m.muscle.id: {} for m in built}
    zones: dict[str, dict[str, list[list[int]]]] = {root: {} for root in fields}
    with ProcessPoolExecutor(
        jobs or os.cpu_count() or 1, mp_context=multiprocessing.get_context("fork")
    ) as pool:
        work = pool.map(_one_view, [view.id for view in VIEWS])
        for finished, seen in enumerate(work, 1):
            name, shape = seen.view, seen.geometry
            if shape is not None:
                stem = f"body/{BODY}/{name}"
                views[name] = {
                    "geometry": writer.write(stem, "json", _json(shape)),
                    "box": shape["box"],
                }
                for theme, content in seen.themes.items():
                    views[name][theme] = writer.write(f"{stem}.{theme}", "webp", content)
            for root, rings in seen.dermatomes.items():
                zones[root][name] = rings
            for muscle_id, side, result in seen.muscles:
                for part_id, content in result.pictures.items():
                    stem = f"body/{BODY}/muscles/{muscle_id}.{name}.{part_id}"
                    if side == "left":
                        stem += ".left"
                    result.geometry["parts"][part_id]["picture"] = writer.write(
                        stem, "webp", content
                    )
                geometry[muscle_id].setdefault(side, {})[name] = result.geometry
            progress(len(changed) + finished, steps, f"view {name}")

    for inset in insets.read():
        stem = f"body/{BODY}/{inset.view}"
        if with_body:
            views[inset.view] = {
                "geometry": writer.write(stem, "json", _json(insets.geometry(inset))),
                "box": insets.geometry(inset)["box"],
                **{
                    theme: writer.write(
                        f"{stem}.{theme}", "webp", _webp(insets.picture(inset, theme))
                    )
                    for theme in THEMES
                },
            }
        if inset.sign > 0:
            for each in built:
                shown = _in_inset(writer, inset, each.muscle)
                if shown is not None:
                    geometry[each.muscle.id].setdefault("right", {})[inset.view] = shown

    muscles = {name: files for name, files in known.items() if name in catalogue.muscles}
    thumbnails = {} if with_body else dict(old.get("thumbnails", {}))
    for each in built:
        muscle = each.muscle
        stem = f"body/{BODY}/muscles/{muscle.id}"
        shapes = {
            "muscle": muscle.id,
            "points": _point_list(catalogue, muscle),
            **geometry[muscle.id],
        }
        muscles[muscle.id] = {
            "built_from": built_from(catalogue, muscle),
            "geometry": writer.write(stem, "json", _json(shapes)),
            "cells": writer.write(f"{stem}.cells", "json", _json(_weights(workshop, each))),
        }
        inside = [v for v in geometry[muscle.id].get("right", {}) if BY_ID[v].shows == "inset"]
        if inside:
            muscles[muscle.id]["insets"] = inside
        for part in muscle.parts:
            points = [point.id for point in part.trigger_points]
            for theme in THEMES:
                picture = thumbnail(
                    static, views, geometry[muscle.id].get("right", {}), points, theme
                )
                if picture is not None:
                    thumbnails.setdefault(part.id, {})[theme] = writer.write(
                        f"body/{BODY}/thumbnails/{part.id}.{theme}", "webp", _webp(picture)
                    )
    roots = {root: files for root, files in known_roots.items() if root in catalogue.dermatomes}
    for root, field in fields.items():
        shape = dermatome_json(
            root, field, zones[root], workshop.surface, workshop.cells.label, len(workshop.cells)
        )
        roots[root] = {
            "built_from": dermatome_built_from(catalogue, catalogue.dermatomes[root]),
            "geometry": writer.write(f"body/{BODY}/dermatomes/{root}", "json", _json(shape)),
        }
    parts = [part.id for muscle in catalogue.muscles.values() for part in muscle.parts]
    manifest = {
        "schema": 1,
        "builder": BUILDER,
        "body": BODY,
        "cell_set": cell_sets.SET,
        "views_from": views_from,
        "map": writer.write(
            f"body/{BODY}/map", "json", _json(_map_json(workshop, catalogue, views))
        ),
        "views": {view.id: views[view.id] for view in (*VIEWS, *INSETS)},
        "muscles": {name: muscles[name] for name in catalogue.muscles if name in muscles},
        "dermatomes": {root: roots[root] for root in catalogue.dermatomes if root in roots},
        "thumbnails": {name: thumbnails[name] for name in parts if name in thumbnails},
    }
    static.mkdir(exist_ok=True)
    (static / "manifest.json").write_text(
        json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", "utf-8"
    )
    _prune(static, manifest)
    return problems


def _in_inset(writer: Writer, inset: insets.Inset, muscle: Muscle) -> dict[str, Any] | None:
    """Return a muscle's JSON in an inset; None where nothing of it is there."""
    parts: dict[str, Any] = {}
    points: dict[str, Any] = {}
    for part in muscle.parts:
        drawn = insets.muscle(inset, part.id)
        if drawn is not None:
            stem = f"body/{BODY}/muscles/{muscle.id}.{inset.view}.{part.id}"
            outline = drawn[1]
            centre = np.array(outline[0]).reshape(-1, 2).mean(0).round().astype(int).tolist()
            parts[part.id] = {
                "outline": outline,
                "box": insets.geometry(inset)["box"],
                "label": centre,
                "picture": writer.write(stem, "webp", _webp(drawn[0])),
            }
        for point in part.trigger_points:
            spot = insets.spot(inset, point.id)
            if spot is not None:
                points[point.id] = {"x": spot}
    return {"parts": parts, "points": points} if parts or points else None


def _point_list(catalogue: Catalogue, muscle: Muscle) -> dict[str, Any]:
    """Return what the browser needs to know of each point beside its geometry."""
    return {
        point.id: {
            "part": part.id,
            "deep": muscle.depth in ("deep", "internal") or point.internal,
            "anywhere": not point.has_spot,
            **({"as": point.pattern_of} if point.pattern_of else {}),
        }
        for part in muscle.parts
        for point in part.trigger_points
    }


def _weights(workshop: Workshop, muscle: BuiltMuscle) -> dict[str, Any]:
    sides: dict[str, dict[str, Any]] = {}
    for (point, side), pattern in muscle.patterns.items():
        sides.setdefault(side, {})[point] = {
            kind: cell_weights(workshop.surface, workshop.cells.label, len(workshop.cells), field)
            for kind, field in (("essential", pattern.essential), ("spillover", pattern.spillover))
        }
    return {"sides": sides}


def _names(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _names(item)
    elif isinstance(value, str) and value.startswith("body/"):
        yield value


def _prune(static: Path, manifest: dict[str, Any]) -> None:
    """Delete built files that nothing names any more."""
    kept = set(_names(manifest))
    for files in manifest["muscles"].values():
        shapes = json.loads((static / files["geometry"]).read_text("utf-8"))
        for side in ("right", "left"):
            for view in shapes.get(side, {}).values():
                kept.update(part["picture"] for part in view["parts"].values())
    for path in (static / "body").rglob("*.*"):
        if path.is_file() and path.relative_to(static).as_posix() not in kept:
            path.unlink()
