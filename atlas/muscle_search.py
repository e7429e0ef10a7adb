"""Words to muscles and trigger points: any name, synonym or group name, typing errors allowed.

:class:`Names` finds keys by their names and knows nothing of muscles; :class:`MuscleSearch` is made
of one for muscles and parts and one for trigger points. Pure: the same words find the same rows in
the same order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

import yaml
from rapidfuzz.distance import OSA

from atlas.catalogue import Catalogue, plain_letters
from atlas.model import Muscle
from atlas.paths import DATA

Key = TypeVar("Key")

QUIET_WORDS = frozenset(
    ("a", "an", "and", "in", "muscle", "muscles", "my", "of", "on", "point", "points", "the", "to")
)
"""Words that are in too many names to tell one from another."""

LEAST = 0.62
"""Below this score a name is not found."""

GROUP_SCORE = 0.97
POINT_SCORE = 0.9
"""What is found as a member of a group, or as a point, comes after what bears the name itself."""


class Found(NamedTuple, Generic[Key]):
    """A key, the name by which it was found, and how well it fits (0 to 1)."""

    key: Key
    name: str
    score: float


class _Entry(NamedTuple, Generic[Key]):
    key: Key
    name: str
    words: tuple[str, ...]
    joined: str
    order: int


class Names(Generic[Key]):
    """An index of names.

    Parameters
    ----------
    named : iterable of (key, names)
        A key may come more than once. Order decides between names that fit equally well.
    """

    def __init__(self, named: Iterable[tuple[Key, Iterable[str]]]) -> None:
        self._entries: list[_Entry[Key]] = []
        for order, (key, names) in enumerate(named):
            for name in dict.fromkeys(names):
                plain = plain_letters(name)
                words = tuple(plain.split())
                if words:
                    joined = "".join(words)
                    self._entries.append(_Entry(key, name, words, joined, order))
        self._vocabulary = sorted({word for entry in self._entries for word in entry.words})

    def find(self, text: str, most: int | None = None) -> list[Found[Key]]:
        """Return what is called so, best first, each key once.

        Parameters
        ----------
        text : str
            What somebody typed; may be unfinished or misspelt.
        most : int, optional
            How many at most.
        """
        whole = plain_letters(text)
        asked = [word for word in whole.split() if word not in QUIET_WORDS] or whole.split()
        if not asked:
            return []
        near = [self._near(word) for word in asked]
        joined = "".join(asked)
        best: dict[Key, tuple[float, int, str]] = {}
        for entry in self._entries:
            score = max(_fit(entry.words, near), _fit_joined(entry.joined, joined))
            if entry.joined == joined or " ".join(entry.words) == whole:
                score = 1.0
            if score < LEAST:
                continue
            kept = best.get(entry.key)
            if kept is None or score > kept[0]:
                best[entry.key] = (score, entry.order if kept is None else kept[1], entry.name)
        rows = sorted(best.items(), key=lambda item: (-round(item[1][0], 3), item[1][1]))
        return [Found(key, name, score) for key, (score, _, name) in rows[:most]]

    def _near(self, asked: str) -> Mapping[str, float]:
        """Return the words of the index that may be meant, and how close each is."""
        close = {}
        for word in self._vocabulary:
            score = _closeness(asked, word)
            if score > 0:
                close[word] = score
        return close


def _closeness(asked: str, word: str) -> float:
    if asked == word:
        return 1.0
    if word.startswith(asked):
        return 0.9 + 0.08 * len(asked) / len(word)
    slips = _slips_allowed(asked)
    if not slips or asked[0] != word[0] and len(asked) < 6:
        return 0.0
    whole = OSA.distance(asked, word, score_cutoff=slips)
    if whole <= slips:
        return 0.9 - 0.08 * whole
    # Unfinished and misspelt: against the beginning of the word.
    begun = min(
        (OSA.distance(asked, word[: len(asked) + by], score_cutoff=slips) for by in (-1, 0, 1)),
        default=slips + 1,
    )
    return 0.8 - 0.08 * begun if begun <= slips and len(asked) >= 5 else 0.0


def _slips_allowed(asked: str) -> int:
    """Return how many typing errors a word of this length may have."""
    if any(letter.isdigit() for letter in asked):
        return 0
    return 0 if len(asked) < 4 else 1 if len(asked) < 7 else 2


def _fit(words: tuple[str, ...], near: list[Mapping[str, float]]) -> float:
    """Return how well a name fits: every asked word is in it, and little else is."""
    total = 0.0
    for close in near:
        score = max((close.get(word, 0.0) for word in words), default=0.0)
        if score == 0.0:
            return 0.0
        total += score
    spare = sum(1 for word in words if word not in QUIET_WORDS) - len(near)
    return total / len(near) - 0.02 * min(max(spare, 0), 6)


def _fit_joined(name: str, asked: str) -> float:
    """Return how well a name fits where words were split or joined otherwise."""
    if len(asked) < 6:
        return 0.0
    slips = 2 if len(asked) < 12 else 3
    away = OSA.distance(asked, name, score_cutoff=slips)
    return 0.88 - 0.08 * away if away <= slips else 0.0


class Hit(NamedTuple):
    """A muscle, a part of one or a trigger point that was found.

    Attributes
    ----------
    muscle : str
    part : str or None
        None for the muscle as a whole.
    point : str or None
    by : str
        The name by which it was found: the muscle's own, a synonym, a group's or a point's.
    score : float
        Orders only; never shown.
    """

    muscle: str
    part: str | None
    point: str | None
    by: str
    score: float


@dataclass(frozen=True)
class Group:
    """Several muscles under one name, as people say it.

    Attributes
    ----------
    names : tuple of str
        The first is shown.
    muscles : tuple of str
        Ids of muscles or parts; some may not be in the catalogue yet.
    """

    names: tuple[str, ...]
    muscles: tuple[str, ...]


@cache
def load_groups(path: Path = DATA / "muscle_groups.yaml") -> tuple[Group, ...]:
    """Read the groups of muscles.

    Raises
    ------
    ValueError
        Where the file cannot be read as a list of groups; the message names it.
    """
    try:
        tree = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
        return tuple(
            Group(tuple(map(str, one["names"])), tuple(map(str, one["muscles"])))
            for one in tree["groups"]
        )
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise ValueError(f"{path.name}: not a list of groups: {error}") from error


class MuscleSearch:
    """Search in a catalogue.

    Parameters
    ----------
    catalogue : Catalogue
    groups : sequence of Group
        Group names beside the synonyms that stand in the catalogue.
    """

    def __init__(self, catalogue: Catalogue, groups: Iterable[Group] = ()) -> None:
        self._catalogue = catalogue
        self._order = {muscle: k for k, muscle in enumerate(catalogue.muscles)}
        self._muscles: Names[tuple[str, str | None]] = Names(_names_of_muscles(catalogue))
        self._groups: Names[tuple[str, ...]] = Names((one.muscles, one.names) for one in groups)
        self._points: Names[str] = Names(_names_of_points(catalogue))

    def find(
        self,
        text: str,
        *,
        regions: Collection[str] = (),
        depths: Collection[str] = (),
        most: int | None = None,
    ) -> list[Hit]:
        """Return muscles, parts and points that are called so, best first, each once.

        Parameters
        ----------
        text : str
            What somebody typed. Nothing, or nothing but "muscle" and the like, finds every muscle
            in the catalogue's order.
        regions, depths : collection of str
            Only muscles of these; empty for all.
        most : int, optional
            How many at most.
        """
        words = set(plain_letters(text).split())
        if not words and text.strip():
            return []
        if words <= QUIET_WORDS:
            hits = [Hit(each, None, None, "", 0.0) for each in self._catalogue.muscles]
        else:
            hits = self._ranked(text)
        kept = [hit for hit in hits if fits(self._catalogue.muscles[hit.muscle], regions, depths)]
        return kept[:most]

    def missing(self, text: str) -> tuple[str, ...]:
        """Return the members of a group of this name that are not in the catalogue yet."""
        if set(plain_letters(text).split()) <= QUIET_WORDS:
            return ()
        known = {*self._catalogue.muscles, *self._catalogue.parts}
        best = self._groups.find(text, most=1)
        if not best or best[0].score < POINT_SCORE:
            return ()
        return tuple(member for member in best[0].key if member not in known)

    def _ranked(self, text: str) -> list[Hit]:
        hits: dict[tuple[str, str | None, str | None], Hit] = {}

        def add(hit: Hit) -> None:
            key = hit[:3]
            if key not in hits or hit.score > hits[key].score:
                hits[key] = hit

        for (muscle, part), name, score in self._muscles.find(text):
            add(Hit(muscle, part, None, name, score))
        for members, name, score in self._groups.find(text):
            for member in members:
                entry = self._catalogue.parts.get(member)
                if member in self._catalogue.muscles:
                    add(Hit(member, None, None, name, GROUP_SCORE * score))
                elif entry is not None:
                    add(Hit(entry.muscle.id, entry.part.id, None, name, GROUP_SCORE * score))
        whole = {hit.muscle for hit in hits.values()}
        for point, name, score in self._points.find(text):
            entry_of_point = self._catalogue.points[point]
            owner = entry_of_point.muscle
            exact = plain_letters(text) == plain_letters(point)
            if owner.id in whole and not exact:
                continue
            own_part = entry_of_point.part.id if owner.has_parts else None
            if exact or POINT_SCORE * score >= LEAST:
                add(Hit(owner.id, own_part, point, name, 1.0 if exact else POINT_SCORE * score))
        # A part that is found no better than its muscle, and by the same name, says nothing new.
        rows = [
            hit
            for hit in hits.values()
            if hit.part is None
            or hit.point
            or (hit.muscle, None, None) not in hits
            or hit.score > hits[hit.muscle, None, None].score
        ]
        return sorted(rows, key=lambda hit: (-round(hit.score, 3), self._order[hit.muscle]))


def fits(muscle: Muscle, regions: Collection[str] = (), depths: Collection[str] = ()) -> bool:
    """Return whether a muscle is of one of the regions and depths; empty stands for all."""
    return (not regions or muscle.region in regions) and (not depths or muscle.depth in depths)


def _names_of_muscles(
    catalogue: Catalogue,
) -> Iterable[tuple[tuple[str, str | None], Iterable[str]]]:
    for muscle in catalogue.muscles.values():
        own = (muscle.name, *muscle.also_known_as, muscle.plain_name, muscle.latin, muscle.id)
        yield (muscle.id, None), own
        if not muscle.has_parts:
            continue
        for part in muscle.parts:
            names = [part.name, f"{muscle.name}, {part.name}", *part.also_known_as]
            if part.plain_name and part.plain_name != muscle.plain_name:
                names.append(part.plain_name)
            if part.latin and part.latin != muscle.latin:
                names.append(part.latin)
            yield (muscle.id, part.id), (*names, part.id)


def _names_of_points(catalogue: Catalogue) -> Iterable[tuple[str, Iterable[str]]]:
    for point_id, (muscle, part, point) in catalogue.points.items():
        owner = part.name if muscle.has_parts else muscle.name
        yield point_id, (f"{owner}: {point.name}", point_id)
