"""What the build wrote to ``static/``: read, checked, and as arrays for the ranking."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from atlas.catalogue import Catalogue
from atlas.model import Dermatome, Muscle, Place, TriggerPoint, landmarks_of
from atlas.paths import STATIC
from atlas.problem import Problem

BUILDER = "2"
"""Raised by hand when the build draws the same words differently."""

BODY = "neutral"
Side = Literal["right", "left", "middle"]
SIDES: tuple[Literal["right", "left"], ...] = ("right", "left")
Kind = Literal["essential", "spillover"]

BUILT_EDGE_CM = 3.0
"""Over how many cm the build lets a zone fade out."""
LEAST_EDGE_CM = 0.8

_UNREADABLE = (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError)


class NotBuilt(RuntimeError):
    """`static/` holds no build, or one that this version cannot read."""


def _content_hash(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _plain(value: Any) -> Any:
    return value.model_dump(mode="json", exclude_none=True)


def _places(catalogue: Catalogue, muscle: Muscle) -> Iterator[Place]:
    for fibres in muscle.fibres:
        for line in fibres.lines:
            yield from line
    for point in muscle.trigger_points:
        if point.has_spot:
            yield point.place
        drawn = catalogue.pattern(point)
        for stroke in (*drawn.essential, *drawn.spillover):
            yield from stroke.line


def _landmarks(catalogue: Catalogue, places: Iterable[Place]) -> dict[str, Any]:
    """Return all landmarks that places are made from, as written, by id."""
    wanted = sorted({name for place in places for name in landmarks_of(place)})
    landmarks: dict[str, Any] = {}
    while wanted:
        name = wanted.pop()
        if name in landmarks or name not in catalogue.landmarks:
            continue
        spot = catalogue.landmarks[name].at
        landmarks[name] = spot if isinstance(spot, str) else _plain(spot)
        if isinstance(spot, str) or hasattr(spot, "between") or hasattr(spot, "mirror"):
            wanted += landmarks_of(spot)  # type: ignore[arg-type]
    return landmarks


def dermatome_built_from(catalogue: Catalogue, dermatome: Dermatome) -> str:
    """Hash of all that a dermatome's geometry is made from; its prose is not part of it."""
    return _content_hash(
        {
            "builder": BUILDER,
            "landmarks": _landmarks(catalogue, dermatome.places),
            "dermatome": dermatome.model_dump(
                mode="json", include={"id", "zone", "tested_at"}, exclude_none=True
            ),
        }
    )


def built_from(catalogue: Catalogue, muscle: Muscle) -> str:
    """Hash of all that a muscle's geometry is made from; its prose is not part of it."""
    landmarks = _landmarks(catalogue, _places(catalogue, muscle))

    def geometry(point: TriggerPoint) -> dict[str, Any]:
        strokes = catalogue.pattern(point).model_dump(
            mode="json", include={"essential", "spillover"}, exclude_none=True
        )
        own = point.model_dump(
            mode="json", include={"id", "place", "internal", "pattern_of"}, exclude_none=True
        )
        return own | strokes

    return _content_hash(
        {
            "builder": BUILDER,
            "landmarks": landmarks,
            "parts": [
                {
                    "id": part.id,
                    "fibres": [_plain(fibres) for fibres in part.fibres],
                    "points": [geometry(point) for point in part.trigger_points],
                }
                for part in muscle.parts
            ],
        }
    )


@dataclass(frozen=True)
class BodyMap:
    """The cells of the body, as arrays over cells.

    Attributes
    ----------
    ids, area, side : tuple of str
        Public id, area id and side of each cell.
    mirror : array of int, shape (k,)
    cm2 : array, shape (k,)
    centre : array, shape (k, 3)
        Metres, frame of the body.
    """

    ids: tuple[str, ...]
    area: tuple[str, ...]
    side: tuple[Side, ...]
    mirror: npt.NDArray[np.int64]
    cm2: npt.NDArray[np.float64]
    centre: npt.NDArray[np.float64]

    def __len__(self) -> int:
        """Return the number of cells."""
        return len(self.ids)

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Cell id to its number."""
        return {cell: k for k, cell in enumerate(self.ids)}

    def cells_of(self, area: str, side: Side | None = None) -> tuple[int, ...]:
        """Numbers of an area's cells, of one side or of all (middle cells belong to either)."""
        return tuple(
            k
            for k, (name, at) in enumerate(zip(self.area, self.side, strict=True))
            if name == area and (side is None or at in (side, "middle"))
        )


@dataclass(frozen=True)
class Field:
    """Where a trigger point's pain is felt, on one side, as arrays over cells, 0..1."""

    essential: npt.NDArray[np.float32]
    spillover: npt.NDArray[np.float32]


class Built:
    """The build in a ``static/`` folder.

    Parameters
    ----------
    static : Path

    Raises
    ------
    NotBuilt
        When there is no readable manifest.
    """

    def __init__(self, static: Path = STATIC) -> None:
        self.static = static
        try:
            manifest = json.loads((static / "manifest.json").read_text("utf-8"))
            if manifest["schema"] != 1:
                raise NotBuilt(f"{static / 'manifest.json'}: schema is not 1")
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise NotBuilt(f"{static / 'manifest.json'}: {error}; run make build") from error
        self.manifest: dict[str, Any] = manifest

    def read(self, name: str) -> Any:
        """Return the parsed JSON file of a name as it stands in the manifest."""
        return json.loads((self.static / name).read_text("utf-8"))

    @cached_property
    def map(self) -> BodyMap:
        """The cells."""
        raw = self.read(self.manifest["map"])
        areas = raw["areas"]
        return BodyMap(
            tuple(raw["cells"]),
            tuple(areas[k] for k in raw["area"]),
            tuple(raw["side"]),
            np.array(raw["mirror"]),
            np.array(raw["cm2"], float),
            np.array(raw["centre"], float) / 1000,
        )

    @cached_property
    def visible(self) -> dict[str, npt.NDArray[np.float64]]:
        """View id to the visible size of each cell in cm^2; none in a view that is not readable."""
        out = {}
        for view, files in self.manifest["views"].items():
            seen = np.zeros(len(self.map))
            with suppress(*_UNREADABLE):
                for cell, cm2 in self.read(files["geometry"])["visible"].items():
                    seen[int(cell)] = cm2
            out[view] = seen
        return out

    @cached_property
    def fields(self) -> dict[tuple[str, str], Field]:
        """(trigger point id, side) to its field; patterns taken from another point included.

        A muscle whose file is missing or broken has none: `check_built` tells of it.
        """
        mirror = self.map.mirror
        out: dict[tuple[str, str], Field] = {}
        for files in self.manifest["muscles"].values():
            with suppress(*_UNREADABLE):
                for side, points in self.read(files["cells"])["sides"].items():
                    for point, kinds in points.items():
                        out[point, side] = Field(
                            self._field(kinds["essential"]), self._field(kinds["spillover"])
                        )
        for (point, side), right in list(out.items()):
            if side == "right" and (point, "left") not in out:
                out[point, "left"] = Field(right.essential[mirror], right.spillover[mirror])
        return out

    def _field(self, weights: list[int]) -> npt.NDArray[np.float32]:
        """One zone; where cells are small, on fingers and toes, it ends more sharply."""
        field = np.zeros(len(self.map), np.float32)
        if weights:
            cells = np.array(weights[0::2])
            outside = 1 - np.array(weights[1::2], np.float32) / 255
            field[cells] = np.clip(1 - outside * (BUILT_EDGE_CM / self._edge_cm[cells]), 0, 1)
        return field

    @cached_property
    def _edge_cm(self) -> npt.NDArray[np.float32]:
        """Over how many cm a zone fades out at each cell: people mark a finger more exactly."""
        return np.clip(np.sqrt(self.map.cm2), LEAST_EDGE_CM, BUILT_EDGE_CM).astype(np.float32)

    def is_current(self, catalogue: Catalogue, muscle: Muscle) -> bool:
        """Whether a muscle's geometry was built from what the catalogue says now."""
        files = self.manifest["muscles"].get(muscle.id)
        return files is not None and files["built_from"] == built_from(catalogue, muscle)


def check_built(catalogue: Catalogue, static: Path = STATIC) -> list[Problem]:
    """Return what is wrong with the build: missing, unreadable or older than the words."""
    try:
        built = Built(static)
    except NotBuilt as error:
        return [Problem("static/manifest.json", 0, message=str(error))]
    problems = []
    for muscle in catalogue.muscles.values():
        if not built.is_current(catalogue, muscle):
            message = "the picture is older than the words; run: python -m atlas build " + muscle.id
            problems.append(Problem("static/manifest.json", 0, message=message, key=muscle.id))
    drawn = built.manifest.get("dermatomes", {})
    for root, dermatome in catalogue.dermatomes.items():
        if drawn.get(root, {}).get("built_from") != dermatome_built_from(catalogue, dermatome):
            message = "the picture is older than the words; run: python -m atlas build"
            problems.append(
                Problem("static/manifest.json", 0, message=message, key=f"dermatome {root}")
            )
    for name in _files(built.manifest):
        if not (static / name).is_file():
            problems.append(Problem("static/manifest.json", 0, message=f"{name} is missing"))
    for muscle_id in built.manifest["muscles"]:
        if muscle_id not in catalogue.muscles:
            message = f"{muscle_id} is built but not in the catalogue; run: python -m atlas build"
            problems.append(Problem("static/manifest.json", 0, message=message))
    for root in set(drawn) - set(catalogue.dermatomes):
        message = f"dermatome {root} is built but not in the catalogue; run: python -m atlas build"
        problems.append(Problem("static/manifest.json", 0, message=message))
    return problems


def _files(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _files(item)
    elif isinstance(value, str) and "/" in value:
        yield value
