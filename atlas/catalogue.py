"""The catalogue: what people write in ``data/``, read, checked and frozen.

Nothing here raises for what stands in a file. Every problem is a :class:`~atlas.problem.Problem`
that names file and line; a broken entry is left out and the rest loads. In what is loaded, every
landmark, ``related`` muscle, ``pattern_of`` and area of a group resolves, unless the file that
should define it could not be read. Sources need not: ask :meth:`Catalogue.cited`.
"""

from __future__ import annotations

import gc
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from atlas import model
from atlas.model import (
    ANYWHERE_IN_BELLY,
    PATTERNS_IN_WORDS,
    Area,
    AreaGroup,
    CatalogueFile,
    Dermatome,
    Landmark,
    LookAlikeZone,
    Muscle,
    Part,
    Place,
    RedFlag,
    Reference,
    TriggerPoint,
    landmarks_of,
)
from atlas.paths import DATA
from atlas.problem import Problem, nearest_name
from atlas.yaml_source import Document, Entry, read_document, read_entry, shown_path

__all__ = ["Catalogue", "LeftOut", "PartEntry", "PointEntry", "Problem", "load_catalogue"]

Kind: TypeAlias = Literal[
    "muscle", "landmark", "area", "group", "reference", "red_flag", "dermatome",
    "zone",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
Path_: TypeAlias = tuple[str | int, ...]
AnyEntry = TypeVar("AnyEntry", bound=model.Entry)

ENTRY_FILE = "trigger_points.yaml"
_MOST_KEYS_LISTED = 12


class PartEntry(NamedTuple):
    """A part with the muscle it belongs to."""

    muscle: Muscle
    part: Part


class PointEntry(NamedTuple):
    """A trigger point with the muscle and the part it belongs to."""

    muscle: Muscle
    part: Part
    point: TriggerPoint


class LeftOut(NamedTuple):
    """A broken entry that is not in the catalogue; `id` may be empty where it could not be read."""

    kind: Kind
    id: str


class WrittenAt(NamedTuple):
    """Where an entry begins."""

    file: str
    line: int


@dataclass(frozen=True)
class Catalogue:
    """Everything in ``data/`` that could be read, frozen.

    Attributes
    ----------
    version : str
        The catalogue's version, ``""`` where its entry file could not be read.
    regions : mapping
        Region id -> name, in the order they are shown.
    muscles : mapping
        Muscle id -> Muscle, by region, then as written.
    parts : mapping
        Part id -> (muscle, part). A muscle of one pattern is its own part, under the muscle's id.
    points : mapping
        Trigger point id -> (muscle, part, point).
    areas, groups, landmarks, references, red_flags, dermatomes : mapping
        Id -> entry; a dermatome's id is its root, as C6.
    zones : mapping
        Id -> where pain from a joint, an organ or a vessel is commonly felt.
    names : mapping
        Name, alias or id in plain small letters -> ids of the muscles and parts called so.
        Ask :meth:`named`.
    problems : tuple of Problem
        Everything that is wrong, by file and line.
    left_out : tuple of LeftOut
        The broken entries. A red flag among them means that a warning is missing.
    written_at : mapping
        (kind, id) -> file and line.
    """

    version: str
    regions: Mapping[str, str]
    muscles: Mapping[str, Muscle]
    parts: Mapping[str, PartEntry]
    points: Mapping[str, PointEntry]
    areas: Mapping[str, Area]
    groups: Mapping[str, AreaGroup]
    landmarks: Mapping[str, Landmark]
    references: Mapping[str, Reference]
    red_flags: Mapping[str, RedFlag]
    dermatomes: Mapping[str, Dermatome]
    zones: Mapping[str, LookAlikeZone]
    names: Mapping[str, tuple[str, ...]]
    problems: tuple[Problem, ...]
    left_out: tuple[LeftOut, ...]
    written_at: Mapping[tuple[Kind, str], WrittenAt]

    def named(self, text: str) -> tuple[str, ...]:
        """Return the ids of the muscles and parts that have this name, alias or id, whole."""
        return self.names.get(plain_letters(text), ())

    def cited(self, ids: Iterable[str]) -> tuple[Reference, ...]:
        """Return the references with these ids, without those that are not in the catalogue."""
        return tuple(self.references[each] for each in ids if each in self.references)

    def areas_in(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Return area ids for ids of areas and groups, each once; unknown ids are passed over."""
        found: dict[str, None] = {}
        for each in ids:
            if each in self.areas:
                found[each] = None
            elif each in self.groups:
                found.update(dict.fromkeys(self.groups[each].areas))
        return tuple(found)

    def name_of_place(self, place: str, clinical: bool = False) -> str:
        """Return what an area or a group is called; an unknown id stays as it is."""
        area = self.areas.get(place)
        if area is not None:
            return area.clinical if clinical else area.name
        group = self.groups.get(place)
        return group.name if group is not None else place

    def muscles_of(self, region: str) -> tuple[Muscle, ...]:
        """Return the muscles of a region, as written."""
        return tuple(each for each in self.muscles.values() if each.region == region)

    def pattern(self, point: TriggerPoint) -> TriggerPoint:
        """Return the point whose strokes are drawn for this one: itself, or its ``pattern_of``."""
        return self.points[point.pattern_of].point if point.pattern_of else point


def plain_letters(text: str) -> str:
    """Return a name in small letters, without accents, marks and double spaces."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(each for each in bare if not unicodedata.combining(each))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", bare).split())


def load_catalogue(data_dir: Path | str = DATA) -> Catalogue:
    """Read, check and freeze everything in a data folder.

    Parameters
    ----------
    data_dir : path
        The folder with ``trigger_points.yaml``, ``landmarks.yaml`` (and ``landmarks_*.yaml``, read
        with it), ``areas.yaml``, ``references.yaml``, ``red_flags.yaml``, ``dermatomes.yaml`` and
        ``look_alike_zones.yaml``.

    Returns
    -------
    Catalogue
        What could be read; see its `problems` and `left_out`. Nothing is raised for what stands
        in a file, nor for files that are missing.
    """
    # Reading makes half a million small objects and no cycles; collecting in between costs a third.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _Loading(Path(data_dir)).run()
    finally:
        if collecting:
            gc.enable()


@dataclass
class _Kept:
    """An entry that has been read, and where."""

    made: Any
    entry: Entry


@dataclass
class _Use:
    """An id that an entry mentions."""

    path: Path_
    kind: Kind
    id: str


@dataclass
class _Loading:
    data_dir: Path
    problems: list[Problem] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    kept: dict[Kind, dict[str, _Kept]] = field(default_factory=lambda: {k: {} for k in KINDS})
    taken: dict[tuple[str, str], WrittenAt] = field(default_factory=dict)
    unread: set[Kind] = field(default_factory=set)

    def run(self) -> Catalogue:
        more = sorted(path.name for path in self.data_dir.glob("landmarks_*.yaml"))
        for name in ("landmarks.yaml", *more):
            self._read_simple_file(name, {"landmarks": ("landmark", Landmark)})
        more = sorted(path.name for path in self.data_dir.glob("areas_*.yaml"))
        for name in ("areas.yaml", *more):
            self._read_simple_file(
                name, {"areas": ("area", Area), "groups": ("group", AreaGroup)}, {"groups"}
            )
        self._read_simple_file("references.yaml", {"references": ("reference", Reference)})
        self._read_simple_file("red_flags.yaml", {"red_flags": ("red_flag", RedFlag)})
        self._read_simple_file("dermatomes.yaml", {"dermatomes": ("dermatome", Dermatome)})
        self._read_simple_file("look_alike_zones.yaml", {"zones": ("zone", LookAlikeZone)})
        version, regions = self._read_muscles()

        self._check_landmarks()
        self._check_areas()
        self._check_muscles(regions)
        self._check_red_flags()
        self._check_dermatomes()
        self._check_zones()
        return self._freeze(version, regions)

    # ---- reading

    def _read_simple_file(
        self,
        name: str,
        lists: dict[str, tuple[Kind, type[model.Entry]]],
        optional: set[str] | None = None,
    ) -> None:
        document = read_document(self.data_dir / name, self.problems)
        if document is None:
            self.unread.update(kind for kind, _ in lists.values())
            return
        self._read_lists(document, lists, optional or set())

    def _read_lists(
        self,
        document: Document,
        lists: Mapping[str, tuple[Kind, type[model.Entry]]],
        optional: set[str],
    ) -> None:
        for key, line in document.key_lines.items():
            if key not in lists:
                self._add(document.file, line, "is not a known key", key=key, known=lists)
            elif any(type(node).__name__ != "SequenceNode" for node in document.keys.get(key, ())):
                self._add(document.file, line, "should be a list of entries", key=key)
                self.unread.add(lists[key][0])
        for key, each in document.lost:
            if key in lists:
                self._leave_out(lists[key][0], each)
        for key, (kind, made_of) in lists.items():
            if key not in document.key_lines and key not in optional:
                self._add(document.file, 1, "is missing", key=key)
                self.unread.add(kind)
            for index, entry in enumerate(document.entries(key)):
                self._read_one(kind, made_of, entry, f"{key}[{index}]")

    def _read_one(self, kind: Kind, made_of: type[model.Entry], entry: Entry, spot: str) -> None:
        name = entry.id or spot
        for fault in entry.faults:
            self.problems.append(
                Problem(
                    entry.file, fault.line, fault.message, name, dotted(fault.path), fault.value
                )
            )
        if entry.faults:
            self._leave_out(kind, entry.id)
            return
        try:
            made = made_of.model_validate(entry.value)
        except ValidationError as error:
            self.problems.extend(problems_of(error, made_of, entry, name))
            self._leave_out(kind, entry.id)
            return
        ids: list[tuple[Path_, str]] = [(("id",), entry.id)]
        if isinstance(made, Muscle) and made.has_parts:
            ids += [(("parts", i, "id"), part.id) for i, part in enumerate(made.parts)]
        if self._take(kind, ids, entry, name):
            self.kept[kind][entry.id] = _Kept(made, entry)
        else:
            self.left_out.append(LeftOut(kind, entry.id))

    def _take(self, kind: Kind, ids: list[tuple[Path_, str]], entry: Entry, name: str) -> bool:
        """Note that these ids are used; report those that somebody else has."""
        space = "area" if kind == "group" else kind
        free = True
        for path, each in ids:
            first = self.taken.get((space, each))
            if first is None:
                self.taken[space, each] = WrittenAt(entry.file, entry.line)
                continue
            free = False
            self._add(
                entry.file,
                entry.line_at(path),
                f"is used twice: it stands in {first.file}:{first.line} already",
                entry_id=name,
                key=dotted(path),
                value=each,
            )
        return free

    def _read_muscles(self) -> tuple[str, dict[str, str]]:
        listed = self._read_entry_file()
        folder = self.data_dir / "trigger_points"
        if listed is None:
            # Its own problem has been reported; the muscles are shown all the same.
            names = [f"trigger_points/{path.name}" for path in sorted(folder.glob("*.yaml"))]
            version, regions = "", dict[str, str]()
        else:
            names, version, regions = list(listed.files), listed.version, dict(listed.regions)
        for name in dict.fromkeys(names):
            document = read_document(self.data_dir / name, self.problems)
            if document is None:
                self.unread.add("muscle")
                continue
            self._read_lists(document, {"muscles": ("muscle", Muscle)}, set())
        for path in sorted(folder.glob("*.y*ml")):
            if f"trigger_points/{path.name}" not in names:
                self._add(shown_path(path), 0, f"is not listed in {ENTRY_FILE}, and not read")
        if listed is None:
            for each in self.kept["muscle"].values():
                region = each.made.region
                regions[region] = region.replace("_", " ").capitalize()
        return version, regions

    def _read_entry_file(self) -> CatalogueFile | None:
        document = read_document(self.data_dir / ENTRY_FILE, self.problems)
        if document is None or document.top is None:
            return None
        entry = read_entry(document.file, document.top)
        for fault in entry.faults:
            self._add(
                entry.file, fault.line, fault.message, key=dotted(fault.path), value=fault.value
            )
        if entry.faults or not isinstance(entry.value, dict):
            return None
        if isinstance(entry.value.get("version"), float | int):
            # As written: 2026.10 is not 2026.1.
            entry.value["version"] = document.keys["version"][0].value
        try:
            listed = CatalogueFile.model_validate(entry.value)
        except ValidationError as error:
            self.problems.extend(problems_of(error, CatalogueFile, entry, ""))
            return None
        good = []
        for index, name in enumerate(listed.files):
            path = PurePosixPath(name)
            if path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name:
                wrong = "has to be a path inside the data folder"
            elif name in good:
                wrong = "is listed twice"
            elif not (self.data_dir / name).is_file():
                wrong = "is missing"
            else:
                good.append(name)
                continue
            at = ("files", index)
            self._add(entry.file, entry.line_at(at), wrong, key=dotted(at), value=name)
        return listed.model_copy(update={"files": tuple(good)})

    # ---- checking one entry against the others

    def _check_landmarks(self) -> None:
        kept = self.kept["landmark"]
        self._drop_dangling("landmark", uses_of_landmark)
        for ring in rings(
            {id_: [u.id for u in uses_of_landmark(k.made)] for id_, k in kept.items()}
        ):
            for each in ring:
                entry = kept[each].entry
                way = " -> ".join((*ring, ring[0]))
                self._add(
                    entry.file, entry.line_at(("at",)), f"goes round in a circle: {way}", each, "at"
                )
            for each in ring:
                self._leave_out("landmark", each)
        self._drop_dangling("landmark", uses_of_landmark)

    def _check_areas(self) -> None:
        self._drop_dangling("area", uses_of_area)
        areas = self.kept["area"]
        for each, kept in list(areas.items()):
            shown_in = kept.made.shown_in
            if shown_in in areas and areas[shown_in].made.inner:
                self._report(kept.entry, ("shown_in",), "is an inner area itself", shown_in)
                self._leave_out("area", each)
        for each, kept in list(self.kept["group"].items()):
            good = []
            for index, area in enumerate(kept.made.areas):
                if self._resolves(kept.entry, _Use(("areas", index), "area", area)):
                    good.append(area)
            if not good and "area" not in self.unread:
                self._leave_out("group", each)
            kept.made = kept.made.model_copy(update={"areas": tuple(good)})

    def _check_muscles(self, regions: Mapping[str, str]) -> None:
        for each, kept in list(self.kept["muscle"].items()):
            if kept.made.region not in regions:
                self._report(
                    kept.entry,
                    ("region",),
                    "is not a region",
                    kept.made.region,
                    allowed=tuple(regions),
                )
                self._leave_out("muscle", each)
        self._drop_dangling("muscle", landmarks_used_by_muscle)
        self._check_pattern_of()
        for kept in self.kept["muscle"].values():
            muscle: Muscle = kept.made
            for use in sources_of_muscle(muscle):
                self._resolves(kept.entry, use)
            for index, claim in enumerate(muscle.non_pain):
                for n, area in enumerate(claim.felt_in):
                    path = ("non_pain", index, "felt_in", n)
                    self._resolves(kept.entry, _Use(path, "group", area))
            self._check_evidence(kept)
            flags = tuple(
                flag
                for i, flag in enumerate(muscle.red_flags)
                if self._resolves(kept.entry, _Use(("red_flags", i), "red_flag", flag))
            )
            related = tuple(
                other
                for i, other in enumerate(muscle.related)
                if self._resolves(
                    kept.entry, _Use(("related", i, "muscle"), "muscle", other.muscle)
                )
            )
            if len(flags) < len(muscle.red_flags) or len(related) < len(muscle.related):
                kept.made = muscle.model_copy(update={"red_flags": flags, "related": related})

    def _check_pattern_of(self) -> None:
        """Leave out muscles with a ``pattern_of`` that leads nowhere, until all lead somewhere."""
        known = {p.id for k in self.kept["muscle"].values() for p in k.made.trigger_points}
        again = True
        while again:
            again = False
            points = {p.id: p for k in self.kept["muscle"].values() for p in k.made.trigger_points}
            for each, kept in list(self.kept["muscle"].items()):
                for path, point in points_of(kept.made):
                    target = point.pattern_of
                    if target is None or (target in points and not points[target].pattern_of):
                        continue
                    suggestion = ""
                    if target in points:
                        said = f"is itself as {points[target].pattern_of}: name that one"
                    elif target in known:
                        said = "belongs to a muscle that was left out"
                    else:
                        said = "is not a trigger point"
                        suggestion = nearest_name(target, points)
                    self._report(
                        kept.entry, (*path, "pattern_of"), said, target, suggestion=suggestion
                    )
                    self._leave_out("muscle", each)
                    again = True
                    break

    def _check_evidence(self, kept: _Kept) -> None:
        for path, point in points_of(kept.made):
            if point.evidence.grade != "experimental" or "reference" in self.unread:
                continue
            cited = [self.kept["reference"].get(each) for each in point.evidence.sources]
            if not any(each and each.made.checked in ("full", "abstract") for each in cited):
                self._report(
                    kept.entry,
                    (*path, "evidence", "grade"),
                    "needs a source that was read: checked: abstract or full",
                    "experimental",
                )

    def _check_red_flags(self) -> None:
        for kept in self.kept["red_flag"].values():
            for use in uses_of_red_flag(kept.made):
                self._resolves(kept.entry, use)

    def _check_dermatomes(self) -> None:
        self._drop_dangling("dermatome", landmarks_used_by_dermatome)
        for kept in self.kept["dermatome"].values():
            for use in sources_of_dermatome(kept.made):
                self._resolves(kept.entry, use)

    def _check_zones(self) -> None:
        self._drop_dangling("zone", areas_of_zone)
        for kept in self.kept["zone"].values():
            for use in _sources(kept.made.where, ("where",)):
                self._resolves(kept.entry, use)
        for kept in self.kept["muscle"].values():
            for index, alike in enumerate(kept.made.look_alikes):
                if alike.zone is not None:
                    path = ("look_alikes", index, "zone")
                    self._resolves(kept.entry, _Use(path, "zone", alike.zone))

    # ---- what the checks share

    def _drop_dangling(self, kind: Kind, uses: Callable[[Any], Iterator[_Use]]) -> None:
        """Leave out entries that need something that is not there, and then what needed those."""
        again = True
        while again:
            again = False
            for each, kept in list(self.kept[kind].items()):
                good = [self._resolves(kept.entry, use) for use in uses(kept.made)]
                if not all(good):
                    self._leave_out(kind, each)
                    again = True

    def _resolves(self, entry: Entry, use: _Use) -> bool:
        """Return whether an id is known; report it if not, and the file with such ids was read."""
        if use.id in self.kept[use.kind]:
            return True
        groups_too = use.kind == "group"
        if groups_too and use.id in self.kept["area"]:
            return True
        if use.kind in self.unread and use.kind != "muscle":
            return True
        what = "area or group" if groups_too else use.kind.replace("_", " ")
        spaces: tuple[Kind, ...] = ("area", "group") if groups_too else (use.kind,)
        if any(LeftOut(space, use.id) in self.left_out for space in spaces):
            self._report(entry, use.path, "was left out: see its own problem", use.id)
        else:
            known = [name for space in spaces for name in self.kept[space]]
            self._report(
                entry,
                use.path,
                f"is not a known {what}",
                use.id,
                suggestion=nearest_name(use.id, known),
            )
        return False

    def _leave_out(self, kind: Kind, each: str) -> None:
        self.kept[kind].pop(each, None)
        self.left_out.append(LeftOut(kind, each))

    def _report(
        self,
        entry: Entry,
        path: Path_,
        message: str,
        value: str | None = None,
        allowed: tuple[str, ...] = (),
        suggestion: str = "",
    ) -> None:
        self.problems.append(
            Problem(
                entry.file,
                entry.line_at(path),
                message,
                entry.id,
                dotted(path),
                value,
                allowed,
                suggestion,
            )
        )

    def _add(
        self,
        file: str,
        line: int,
        message: str,
        entry_id: str = "",
        key: str = "",
        value: str | None = None,
        known: Iterable[str] = (),
    ) -> None:
        suggestion = nearest_name(key, known) if known else ""
        self.problems.append(
            Problem(file, line, message, entry_id, key, value, suggestion=suggestion)
        )

    # ---- freezing

    def _freeze(self, version: str, regions: dict[str, str]) -> Catalogue:
        order = {region: i for i, region in enumerate(regions)}
        made: dict[Kind, dict[str, Any]] = {
            kind: {each: kept.made for each, kept in entries.items()}
            for kind, entries in self.kept.items()
        }
        muscles: dict[str, Muscle] = {
            muscle.id: muscle
            for muscle in sorted(made["muscle"].values(), key=lambda each: order[each.region])
        }
        parts = {
            part.id: PartEntry(muscle, part) for muscle in muscles.values() for part in muscle.parts
        }
        points = {
            point.id: PointEntry(muscle, part, point)
            for muscle, part in parts.values()
            for point in part.trigger_points
        }
        written_at = {
            (kind, each): WrittenAt(kept.entry.file, kept.entry.line)
            for kind, entries in self.kept.items()
            for each, kept in entries.items()
        }
        return Catalogue(
            version=version,
            regions=MappingProxyType(regions),
            muscles=MappingProxyType(muscles),
            parts=MappingProxyType(parts),
            points=MappingProxyType(points),
            areas=MappingProxyType(made["area"]),
            groups=MappingProxyType(made["group"]),
            landmarks=MappingProxyType(made["landmark"]),
            references=MappingProxyType(made["reference"]),
            red_flags=MappingProxyType(made["red_flag"]),
            dermatomes=MappingProxyType(made["dermatome"]),
            zones=MappingProxyType(made["zone"]),
            names=MappingProxyType(names_of(parts.values())),
            problems=tuple(
                sorted(dict.fromkeys(self.problems), key=lambda p: (p.file, p.line, p.key))
            ),
            left_out=tuple(dict.fromkeys(self.left_out)),
            written_at=MappingProxyType(written_at),
        )


# ---- what entries mention


def _landmarks(places: Iterable[Place], path: Path_) -> Iterator[_Use]:
    for index, place in enumerate(places):
        for each in landmarks_of(place):
            yield _Use((*path, index), "landmark", each)


def uses_of_landmark(landmark: Landmark) -> Iterator[_Use]:
    """Yield the landmarks that a landmark is made from."""
    if isinstance(landmark.at, str | model.Between | model.Mirror):
        for each in landmarks_of(landmark.at):
            yield _Use(("at",), "landmark", each)


def uses_of_area(area: Area) -> Iterator[_Use]:
    """Yield the landmarks an area grows from, and the area an inner one is shown in."""
    for index, seed in enumerate(area.grows_from):
        if isinstance(seed, tuple):
            yield from _landmarks(seed, ("grows_from", index))
        else:
            for each in landmarks_of(seed):
                yield _Use(("grows_from", index), "landmark", each)
    if area.shown_in is not None:
        yield _Use(("shown_in",), "area", area.shown_in)


def uses_of_red_flag(flag: RedFlag) -> Iterator[_Use]:
    """Yield the areas and groups, muscles and sources of a warning sign."""
    for index, each in enumerate(flag.areas):
        yield _Use(("areas", index), "group", each)
    for index, each in enumerate(flag.muscles):
        yield _Use(("muscles", index), "muscle", each)
    yield from _sources(flag, ())


def points_of(muscle: Muscle) -> Iterator[tuple[Path_, TriggerPoint]]:
    """Yield every trigger point with its path in the entry."""
    for path, part in parts_of(muscle):
        for index, point in enumerate(part.trigger_points):
            yield (*path, "trigger_points", index), point


def parts_of(muscle: Muscle) -> Iterator[tuple[Path_, Part]]:
    """Yield every part with its path in the entry."""
    for index, part in enumerate(muscle.parts):
        yield (("parts", index) if muscle.has_parts else ()), part


def landmarks_used_by_muscle(muscle: Muscle) -> Iterator[_Use]:
    """Yield the landmarks of all fibres, points and strokes."""
    for path, part in parts_of(muscle):
        for index, fibres in enumerate(part.fibres):
            here = (*path, "fibres", index)
            yield from _landmarks(fibres.origin, (*here, "origin"))
            yield from _landmarks(fibres.insertion, (*here, "insertion"))
            for number, line in enumerate(fibres.via):
                yield from _landmarks(line, (*here, "via", number))
    for path, point in points_of(muscle):
        for each in landmarks_of(point.place):
            if each != ANYWHERE_IN_BELLY:
                yield _Use((*path, "place"), "landmark", each)
        for name, strokes in (("essential", point.essential), ("spillover", point.spillover)):
            yield from _landmarks_of_strokes(strokes, (*path, name))


def _landmarks_of_strokes(strokes: Iterable[model.Stroke], path: Path_) -> Iterator[_Use]:
    for index, stroke in enumerate(strokes):
        if isinstance(stroke, model.Disc):
            for each in landmarks_of(stroke.disc):
                yield _Use((*path, index, "disc"), "landmark", each)
        else:
            yield from _landmarks(stroke.band, (*path, index, "band"))


def landmarks_used_by_dermatome(dermatome: Dermatome) -> Iterator[_Use]:
    """Yield the landmarks of a dermatome's strokes and of the spot where it is tested."""
    yield from _landmarks_of_strokes(dermatome.zone, ("zone",))
    if dermatome.tested_at is not None:
        for each in landmarks_of(dermatome.tested_at):
            yield _Use(("tested_at",), "landmark", each)


def areas_of_zone(zone: LookAlikeZone) -> Iterator[_Use]:
    """Yield the areas and groups of a look-alike's zone."""
    for index, each in enumerate(zone.areas):
        yield _Use(("areas", index), "group", each)


def _sources(claim: Any, path: Path_) -> Iterator[_Use]:
    for index, each in enumerate(claim.sources if claim is not None else ()):
        yield _Use((*path, "sources", index), "reference", each)


def sources_of_dermatome(dermatome: Dermatome) -> Iterator[_Use]:
    """Yield every source that a dermatome names."""
    for name in ("where", "differs"):
        yield from _sources(getattr(dermatome, name), (name,))


def sources_of_muscle(muscle: Muscle) -> Iterator[_Use]:
    """Yield every source that a muscle, its parts and points name."""
    for index, each in enumerate(muscle.anatomy_sources):
        yield _Use(("anatomy_sources", index), "reference", each)
    for name in ("action", "feels_like", "palpation", "needling"):
        yield from _sources(getattr(muscle, name), (name,))
    for name in ("movement", "strength"):
        yield from _sources(getattr(muscle.tests, name), ("tests", name))
    for name in ("non_pain", "keeps_it_going", "self_care", "look_alikes", "related", "reported"):
        for index, claim in enumerate(getattr(muscle, name)):
            yield from _sources(claim, (name, index))
    for path, point in points_of(muscle):
        for name in ("where", "pattern", "feels_like", "evidence"):
            yield from _sources(getattr(point, name), (*path, name))


def names_of(parts: Iterable[PartEntry]) -> dict[str, tuple[str, ...]]:
    """Return every name in plain letters -> ids of the muscles and parts called so."""
    found: dict[str, dict[str, None]] = {}

    def call(each: str, names: Iterable[str | None]) -> None:
        for name in names:
            if name and plain_letters(name):
                found.setdefault(plain_letters(name), {})[each] = None

    for muscle, part in parts:
        call(muscle.id, (muscle.id, muscle.name, muscle.latin, muscle.plain_name))
        call(muscle.id, muscle.also_known_as)
        if muscle.has_parts:
            own_latin = part.latin if part.latin != muscle.latin else None
            own_plain = part.plain_name if part.plain_name != muscle.plain_name else None
            call(part.id, (part.id, part.name, own_latin, own_plain, *part.also_known_as))
    return {name: tuple(ids) for name, ids in found.items()}


def rings(graph: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """Return the circles in a graph, each once, beginning with its smallest name."""
    found: dict[tuple[str, ...], None] = {}
    done: set[str] = set()
    for start in graph:
        way: list[str] = []
        on_way: set[str] = set()
        stack: list[tuple[str, Iterator[str]]] = []

        def enter(
            node: str,
            way: list[str] = way,
            on_way: set[str] = on_way,
            stack: list[tuple[str, Iterator[str]]] = stack,
        ) -> None:
            way.append(node)
            on_way.add(node)
            stack.append((node, iter(graph.get(node, ()))))

        if start not in done:
            enter(start)
        while stack:
            node, following = stack[-1]
            for other in following:
                if other in on_way:
                    ring = way[way.index(other) :]
                    first = ring.index(min(ring))
                    found[(*ring[first:], *ring[:first])] = None
                elif other not in done:
                    enter(other)
                    break
            else:
                stack.pop()
                way.pop()
                on_way.discard(node)
                done.add(node)
    return list(found)


# ---- pydantic's errors in our words


def dotted(path: Path_) -> str:
    """Return a path as people write it: ``trigger_points[0].self_press``."""
    said = ""
    for step in path:
        said += f"[{step}]" if isinstance(step, int) else f".{step}" if said else step
    return said


_LIMITS = {
    "less_than_equal": ("is too large: at most", "le"),
    "less_than": ("is too large: less than", "lt"),
    "greater_than_equal": ("is too small: at least", "ge"),
    "greater_than": ("is too small: more than", "gt"),
}
_TYPES = {
    "float_type": "should be a number",
    "int_type": "should be a whole number",
    "bool_type": "should be true or false",
    "tuple_type": "should be a list",
    "dict_type": "should have keys of its own",
    "model_type": "should have keys of its own",
    "model_attributes_type": "should have keys of its own",
    "finite_number": "should be a finite number",
    "string_too_short": "is empty",
}
_COMMA = ", and has no value (inside { } a comma begins a new key: put text with one in quotes)"
_TAG = re.compile(r"<\w+>$")
"""What the model puts into an error's path to say which form of a value was meant."""
_CLASSES = {made.__name__: made for made in model.Entry.__subclasses__()}


def problems_of(
    error: ValidationError, made_of: type[BaseModel], entry: Entry, name: str
) -> Iterator[Problem]:
    """Yield what pydantic found, with the line and in words that help who wrote it."""
    for each in error.errors(include_url=False):
        context = each.get("ctx", {})
        if each["type"] == "too_short" and len(each["input"]) >= context["min_length"]:
            continue  # An item is broken, and says so itself.
        path = tuple(step for step in each["loc"] if not _TAG.match(str(step)))
        path += tuple(context.get("at", ()))
        message, allowed, suggestion = _in_words(each["type"], each, made_of)
        value = None if each["type"] in ("missing", "extra_forbidden") else _at(entry.value, path)
        if each["type"] == "rule" and not message.startswith("is "):
            value = None
        yield Problem(
            entry.file,
            entry.line_at(path),
            message,
            name,
            dotted(path),
            _as_written(value),
            allowed,
            suggestion,
        )


def _in_words(kind: str, error: Any, made_of: type[BaseModel]) -> tuple[str, tuple[str, ...], str]:
    context = error.get("ctx", {})
    written = error["input"]
    if kind == "missing":
        return "is missing", (), ""
    if kind == "extra_forbidden":
        keys = keys_at(made_of, error["loc"][:-1])
        suggestion = nearest_name(str(error["loc"][-1]), keys)
        listed = () if suggestion or len(keys) > _MOST_KEYS_LISTED else keys
        if written is None and not suggestion:
            return f"is not a known key{_COMMA}", (), ""
        return "is not a known key", listed, suggestion
    if kind == "literal_error":
        allowed = tuple(re.findall(r"'([^']*)'", context["expected"])) or (context["expected"],)
        close = nearest_name(written, allowed) if isinstance(written, str) else ""
        return "is not allowed", allowed, close if len(allowed) > 4 else ""
    if written is None:
        return "is empty", (), ""
    if kind == "string_type":
        quotes = ": put it in quotes" if isinstance(written, int | float) else ""
        return f"should be text{quotes}", (), ""
    if kind == "string_pattern_mismatch":
        return PATTERNS_IN_WORDS.get(context["pattern"], "has the wrong form"), (), ""
    if kind in _LIMITS:
        said, key = _LIMITS[kind]
        return f"{said} {context[key]:g}", (), ""
    if kind == "too_short":
        return f"needs at least {context['min_length']} of them", (), ""
    if kind == "too_long":
        return f"may have at most {context['max_length']} of them", (), ""
    said = _TYPES.get(kind) or str(error["msg"])
    return said, (), ""


def keys_at(made_of: type[BaseModel], loc: Iterable[str | int]) -> tuple[str, ...]:
    """Return the keys that are allowed at a place of an entry, as far as that can be told."""
    here: list[type[BaseModel]] = [made_of]
    for step in loc:
        if not isinstance(step, str):
            continue
        if _TAG.match(step):
            tagged = _CLASSES.get(step.strip("<>"))
            here = [tagged] if tagged else here
            continue
        for each in here:
            if step in each.model_fields:
                here = list(_models_in(each.model_fields[step].annotation))
                break
    return tuple(info.alias or key for each in here[:1] for key, info in each.model_fields.items())


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)


def _at(value: Any, path: Path_) -> Any:
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _as_written(value: Any) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else None
