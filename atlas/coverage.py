"""What the catalogue holds, what it does not hold yet, and what it leaves out on purpose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from atlas.catalogue import Catalogue
from atlas.paths import DATA

GRADES = ("experimental", "clinical", "tradition")
CHECKS = ("full", "abstract", "citation", "no")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Wanted(_Frozen):
    """A muscle that the catalogue is meant to hold, and other names it may stand under."""

    name: str
    also: tuple[str, ...] = ()


class NotShown(_Frozen):
    """Something the manuals describe and this atlas leaves out."""

    id: str
    name: str
    why: str
    muscle: str | None = None


def _named(given: Any) -> Any:
    return {"name": given} if isinstance(given, str) else given


class Plan(_Frozen):
    """The file ``data/coverage.yaml``."""

    regions: dict[str, tuple[Annotated[Wanted, BeforeValidator(_named)], ...]]
    left_out: tuple[NotShown, ...] = ()


@dataclass(frozen=True)
class RegionCoverage:
    """One region.

    Attributes
    ----------
    muscles, parts, points : int
        How many are in; a muscle of one pattern counts as one part.
    grades : mapping
        Evidence grade -> number of trigger points.
    missing : tuple of str
        Names that are not in yet.
    """

    muscles: int
    parts: int
    points: int
    grades: Mapping[str, int]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Coverage:
    """The whole catalogue, counted.

    Attributes
    ----------
    regions : mapping
        Region id -> its coverage, in the order they are shown.
    confidence : mapping
        Confidence -> number of muscles.
    checked : mapping
        How far a source was checked -> number of sources.
    left_out : tuple of NotShown
    """

    regions: Mapping[str, RegionCoverage]
    confidence: Mapping[str, int]
    checked: Mapping[str, int]
    left_out: tuple[NotShown, ...]

    @property
    def muscles(self) -> int:
        """Number of muscles that are in."""
        return sum(region.muscles for region in self.regions.values())

    @property
    def points(self) -> int:
        """Number of trigger points that are in."""
        return sum(region.points for region in self.regions.values())

    @property
    def missing(self) -> int:
        """Number of names that are not in yet."""
        return sum(len(region.missing) for region in self.regions.values())

    @property
    def grades(self) -> Mapping[str, int]:
        """Evidence grade -> number of trigger points, strongest first."""
        return {
            grade: sum(region.grades.get(grade, 0) for region in self.regions.values())
            for grade in GRADES
        }


def load_plan(path: Path = DATA / "coverage.yaml") -> Plan:
    """Read what the catalogue is meant to hold.

    Raises
    ------
    ValueError
        Where the file cannot be read or has another form; the message names the file.
    """
    try:
        return Plan.model_validate(yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ValueError(f"{path.name}: {error}") from error


def is_in(catalogue: Catalogue, wanted: Wanted) -> bool:
    """Return whether a muscle stands in the catalogue, or as a part, under one of its names."""
    return any(catalogue.named(name) for name in (wanted.name, *wanted.also))


def coverage(catalogue: Catalogue, plan: Plan) -> Coverage:
    """Count what is in the catalogue, and name what is not.

    Parameters
    ----------
    catalogue : Catalogue
    plan : Plan
        Regions that the catalogue does not know are counted all the same, at the end.
    """
    regions = {}
    for region in dict.fromkeys((*catalogue.regions, *plan.regions)):
        muscles = catalogue.muscles_of(region)
        points = [point for muscle in muscles for point in muscle.trigger_points]
        regions[region] = RegionCoverage(
            muscles=len(muscles),
            parts=sum(len(muscle.parts) for muscle in muscles),
            points=len(points),
            grades=Counter(point.evidence.grade for point in points),
            missing=tuple(
                wanted.name
                for wanted in plan.regions.get(region, ())
                if not is_in(catalogue, wanted)
            ),
        )
    checked: Counter[str] = Counter(source.checked for source in catalogue.references.values())
    confidence: Counter[str] = Counter(muscle.confidence for muscle in catalogue.muscles.values())
    return Coverage(
        regions=regions,
        confidence={each: confidence[each] for each in ("high", "medium", "low")},
        checked={each: checked[each] for each in CHECKS},
        left_out=plan.left_out,
    )
