"""One search for all: articles, their sections, the glossary, muscles and areas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from rapidfuzz import fuzz

from atlas.catalogue import Catalogue, plain_letters
from atlas.learn import Library, Mode, prose_in

HitKind: TypeAlias = Literal["article", "section", "term", "muscle", "area"]
GOOD_ENOUGH = 70.0
NAME_FIRST = 8.0


@dataclass(frozen=True)
class Hit:
    """Something that was found.

    Attributes
    ----------
    kind : str
        article, section, term, muscle or area.
    id : str
        Its id; for a section ``article#section``.
    title, text : str
        What it is called, and a line on it.
    score : float
        0 to 108; orders, is never shown.
    """

    kind: HitKind
    id: str
    title: str
    text: str
    score: float


@dataclass(frozen=True)
class _Entry:
    kind: HitKind
    id: str
    title: str
    text: str
    names: tuple[str, ...]
    body: str = ""


@dataclass(frozen=True)
class SearchIndex:
    """Articles, their sections, glossary, muscles and areas, to be found by words."""

    entries: tuple[_Entry, ...] = field(repr=False)

    def find(self, words: str, most: int = 20, of_a_kind: int = 5) -> tuple[Hit, ...]:
        """Return what fits the words, best first; spelling mistakes are forgiven.

        Parameters
        ----------
        words : str
            What was typed.
        most, of_a_kind : int
            At most so many, and so many of one kind: many places do not hide an article.
        """
        wanted = plain_letters(words)
        if len(wanted) < 2:
            return ()
        hits = []
        for entry in self.entries:
            score = max((_alike(wanted, name) for name in entry.names), default=0.0)
            score = score + NAME_FIRST if score >= GOOD_ENOUGH else _in_body(wanted, entry.body)
            if score >= GOOD_ENOUGH:
                hits.append(Hit(entry.kind, entry.id, entry.title, entry.text, score))
        found: list[Hit] = []
        count: Counter[str] = Counter()
        for hit in sorted(hits, key=lambda hit: -hit.score):
            count[hit.kind] += 1
            if count[hit.kind] <= of_a_kind:
                found.append(hit)
        return tuple(found[:most])


def _alike(wanted: str, name: str) -> float:
    if wanted == name:
        return 100.0
    if f" {name}".find(f" {wanted}") >= 0:
        return 96.0 - min(20.0, 0.4 * (len(name) - len(wanted)))
    whole = fuzz.ratio(wanted, name)
    parts = fuzz.token_set_ratio(wanted, name) - 8 if " " in wanted else 0.0
    return max(whole, min(parts, 90.0))


def _in_body(wanted: str, body: str) -> float:
    """All words of the query stand in the text: good enough, and better the oftener."""
    stems = [each[:-1] if each.endswith("s") and len(each) > 4 else each for each in wanted.split()]
    stems = [each for each in stems if len(each) > 2]
    if not body or not stems or not all(f" {each}" in body for each in stems):
        return 0.0
    often = min(body.count(f" {each}") for each in stems)
    return GOOD_ENOUGH + min(8.0, often)


def search_index(library: Library, catalogue: Catalogue, mode: Mode = "patient") -> SearchIndex:
    """Return the index of everything that can be found, in the words of a register."""
    entries: list[_Entry] = []
    for article in library.articles.values():
        entries.append(
            _Entry(
                "article",
                article.id,
                article.title,
                article.summary[mode],
                _plain([article.title, *article.topics]),
            )
        )
        for section in article.shown(mode):
            if section.id:
                texts = [one.text for block in section.shown(mode) for one in prose_in(block)]
                entries.append(
                    _Entry(
                        "section",
                        f"{article.id}#{section.id}",
                        section.title,
                        article.title,
                        _plain([section.title]),
                        " " + plain_letters(" ".join([section.title, *texts])),
                    )
                )
    for term in library.glossary.values():
        names = _plain([term.name, *term.also])
        entries.append(_Entry("term", term.id, term.name, term.says(mode), names))
    for muscle in catalogue.muscles.values():
        parts = [part.name for part in muscle.parts if part.name]
        names = _plain([muscle.name, muscle.plain_name, *muscle.also_known_as, *parts])
        title = muscle.name if mode == "practitioner" else muscle.plain_name
        other = muscle.plain_name if mode == "practitioner" else muscle.name
        entries.append(_Entry("muscle", muscle.id, title[:1].upper() + title[1:], other, names))
    for area in catalogue.areas.values():
        title, other = (
            (area.clinical, area.name) if mode == "practitioner" else (area.name, area.clinical)
        )
        names = _plain([area.name, area.clinical, *area.synonyms])
        entries.append(_Entry("area", area.id, title[:1].upper() + title[1:], other, names))
    return SearchIndex(tuple(entries))


def _plain(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(plain_letters(name) for name in names if name))
