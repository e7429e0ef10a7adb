"""How good the ranking is on cases: who named which muscle for which words, and where it stands.

A case is a line ``{"id", "text", "side", "muscles": [ids or any alias], "lineage"}``. Lineages are
reported apart: a case from the reference that the patterns were drawn from says less than one from
patients.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from atlas.catalogue import plain_letters
from atlas.match_command import Matcher, read_query
from atlas.muscle_search import load_groups

_REMARK = re.compile(r"\([^)]*\)|\bTrP ?\d*(?:\s*[-,&]\s*\d+)*\b", re.IGNORECASE)
_AROUND = re.compile(
    r"^(?:musculus|musc\.|m\.|the)\s+|\b(?:right|left|muscles?|bilateral)\b", re.IGNORECASE
)
HITS = (1, 3, 5, 10)
RECALL_AT = 10


@dataclass(frozen=True)
class Outcome:
    """One case: what it names, where that stands in the list, and what is not in the catalogue.

    Attributes
    ----------
    ranks : tuple of int or None
        For each muscle that is in the catalogue, its place in the list from 1, None where it is
        not listed. The same muscle part on two sides is one place of the list.
    """

    id: str
    text: str
    lineage: str
    wanted: tuple[str, ...]
    ranks: tuple[int | None, ...]
    not_in_catalogue: tuple[str, ...]
    first: tuple[str, ...]
    unrecognised: tuple[str, ...]
    widespread: bool

    @property
    def best(self) -> int | None:
        """The best place of any of its muscles."""
        return min((rank for rank in self.ranks if rank is not None), default=None)

    @property
    def recall(self) -> float:
        """Share of its muscles among the first `RECALL_AT`."""
        listed = sum(1 for rank in self.ranks if rank is not None and rank <= RECALL_AT)
        return listed / len(self.ranks)


@dataclass
class Report:
    """The outcomes of a file of cases, and its lines that could not be read."""

    outcomes: list[Outcome] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def counted(self) -> list[Outcome]:
        """Cases with at least one muscle of the catalogue."""
        return [each for each in self.outcomes if each.ranks]

    def figures(self, outcomes: Sequence[Outcome]) -> dict[str, float]:
        """Return hit rates, recall and mean reciprocal rank, each 0..1."""
        if not outcomes:
            return {}
        count = len(outcomes)
        best = [each.best for each in outcomes]
        found = {f"hit@{k}": sum(1 for b in best if b and b <= k) / count for k in HITS}
        return found | {
            f"recall@{RECALL_AT}": sum(each.recall for each in outcomes) / count,
            "MRR": sum(1 / b for b in best if b) / count,
        }

    def lines(self) -> Iterator[str]:
        """Yield the report as it is printed."""
        names = [f"hit@{k}" for k in HITS] + [f"recall@{RECALL_AT}", "MRR"]
        yield f"{len(self.outcomes)} cases, {len(self.counted)} with a muscle of the catalogue"
        yield "Only those are counted below; places in the list count a muscle part once."
        yield ""
        yield f"{'lineage':<24}{'cases':>7}" + "".join(f"{each:>11}" for each in names)
        lineages = sorted({each.lineage for each in self.counted})
        for lineage in [*lineages, *(["all"] if len(lineages) > 1 else [])]:
            chosen = [each for each in self.counted if lineage in (each.lineage, "all")]
            figures = self.figures(chosen)
            row = "".join(f"{figures[each]:>11.3f}" for each in names)
            yield f"{lineage:<24}{len(chosen):>7}{row}"
        yield from self._listed("Misses (not in the first 10)", self._misses())
        yield from self._listed("Muscles that are not in the catalogue", self._unknown())
        yield from self._listed("Words that were not understood", self._words())
        yield from self._listed("Lines that could not be read", self.broken)

    def _misses(self) -> Iterator[str]:
        for each in self.counted:
            if each.best is None or each.best > max(HITS):
                at = f"place {each.best}" if each.best else "not listed"
                why = ", pain is widespread" if each.widespread else ""
                wanted = ", ".join(each.wanted)
                yield f"{each.id} [{each.lineage}] {each.text!r}: {wanted}: {at}{why}"
                yield f"    first: {', '.join(each.first) or 'nothing'}"

    def _unknown(self) -> Iterator[str]:
        for each in self.outcomes:
            if each.not_in_catalogue:
                rest = "" if each.ranks else " (case not counted)"
                yield f"{each.id} [{each.lineage}]: {', '.join(each.not_in_catalogue)}{rest}"

    def _words(self) -> Iterator[str]:
        for each in self.outcomes:
            if each.unrecognised:
                yield f"{each.id}: {', '.join(each.unrecognised)}"

    @staticmethod
    def _listed(title: str, lines: Iterable[str]) -> Iterator[str]:
        rows = list(lines)
        if rows:
            yield ""
            yield title
            yield from (f"  {row}" for row in rows)


def evaluate_file(path: Path, matcher: Matcher) -> Report:
    """Return how the cases of a file come out.

    Raises
    ------
    OSError
        When the file cannot be read.
    """
    report = Report()
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        if not line.strip() or line.lstrip().startswith(b"#"):
            continue
        try:
            report.outcomes.append(_outcome(line, number, matcher))
        except ValueError as error:
            report.broken.append(f"line {number} {error}")
    return report


def _outcome(line: bytes, number: int, matcher: Matcher) -> Outcome:
    text, side, query_id = read_query(line)
    case: Any = json.loads(line) if line.lstrip().startswith(b"{") else {}
    muscles = case.get("muscles")
    if isinstance(muscles, str):
        muscles = [muscles]
    if not isinstance(muscles, list) or not muscles or not all(isinstance(m, str) for m in muscles):
        raise ValueError("names no muscles")
    wanted: dict[str, tuple[str, ...]] = {}
    unknown = []
    for name in muscles:
        ids = muscle_ids(matcher, name)
        if ids:
            wanted.setdefault(name, ids)
        else:
            unknown.append(name)
    answer = matcher.match(text, side, None)
    rows = list(dict.fromkeys((row["muscle"], row["part"]) for row in answer["candidates"]))
    ranks = tuple(
        next((k for k, row in enumerate(rows, 1) if set(row) & set(ids)), None)
        for ids in wanted.values()
    )
    return Outcome(
        id=str(query_id if query_id is not None else f"line {number}"),
        text=text,
        lineage=str(case.get("lineage") or "not said"),
        wanted=tuple(wanted),
        ranks=ranks,
        not_in_catalogue=tuple(unknown),
        first=tuple(part or muscle for muscle, part in rows[:5]),
        unrecognised=tuple(answer["unrecognised"]),
        widespread=answer["widespread"],
    )


def muscle_ids(matcher: Matcher, name: str) -> tuple[str, ...]:
    """Return the ids of the muscles and parts that are called so; a group name gives several.

    Where nothing is called so, the name is tried without remarks in brackets, numbers of points,
    sides and the word muscle, in the singular, with its parts turned round ("digastric, anterior
    belly"), and at last without what follows a comma. Slips in the spelling are not guessed.
    """
    catalogue = matcher.catalogue
    if name in catalogue.muscles or name in catalogue.parts:
        return (name,)
    groups = {plain_letters(n): group.muscles for group in load_groups() for n in group.names}
    for said in _ways_to_say(name):
        ids = catalogue.named(said) or groups.get(plain_letters(said), ())
        known = tuple(each for each in ids if each in catalogue.muscles or each in catalogue.parts)
        if known:
            return known
    return ()


def _ways_to_say(name: str) -> Iterator[str]:
    bare = " ".join(_REMARK.sub(" ", name).split())
    plain = " ".join(_AROUND.sub(" ", bare).split()).strip(" ,")
    for said in (name, bare, plain):
        yield said
        yield said.removesuffix("s")
    first, comma, rest = (each.strip() for each in plain.partition(","))
    if comma:
        for part in (rest, rest.partition(",")[0].strip()):
            yield from (
                f"{part} of {first}",
                f"{first} {part}",
                f"{part} {first}",
                f"{first}, {part}",
            )
        yield from (first, first.removesuffix("s"))
