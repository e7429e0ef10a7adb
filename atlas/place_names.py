"""The names of all areas and groups: looked up whole, by their words, or by their spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import combinations
from typing import TypeAlias, TypeVar

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from atlas.catalogue import Catalogue
from atlas.model import Area, AreaGroup
from atlas.words import Token, Vocabulary, is_core, plain_form, singular

Key: TypeAlias = tuple[str, ...]
Targets: TypeAlias = tuple[str, ...]
"""Ids of areas and groups."""

_K = TypeVar("_K")

MOST_NEAR = 5
SHORTEST_CORRECTED = 5
LONGEST_COMPARED = 24
MOST_WHERE = 6
SPINAL_LEVEL = re.compile(r"([ctls])(\d{1,2})\Z")


class PlaceNames:
    """Names, clinical names and synonyms, ready to be looked up.

    Parameters
    ----------
    catalogue : Catalogue
        Its areas and groups.
    vocabulary : Vocabulary
        Further names, and which words say where on a part.

    Attributes
    ----------
    exact : mapping
        Words of a name in their order -> its rank (names before synonyms) and what it names.
        Remarks name nothing.
    bags : mapping
        The same without order, and without words that tell nothing apart.
    words, place_words : frozenset of str
        The words of all names; those of them that help to tell places apart.
    longest, widest : int
        Most words in a name, with and without those that tell nothing apart.
    """

    def __init__(self, catalogue: Catalogue, vocabulary: Vocabulary) -> None:
        self.catalogue = catalogue
        self.vocabulary = vocabulary
        self.exact: dict[Key, tuple[int, Targets]] = {}
        self.bags: dict[frozenset[str], tuple[int, Targets]] = {}
        self._pain = vocabulary.pain - vocabulary.where - vocabulary.may_drop
        self._add_names()
        for phrase in vocabulary.remarks:
            self.exact.setdefault(phrase, (3, ()))
        self.longest = max((len(key) for key in self.exact), default=1)
        self.widest = max((len(bag) for bag in self.bags), default=1)
        self.words = frozenset(
            {word for key in self.exact for word in key} - {",", "and", "to", ""}
        )
        self.place_words = frozenset(w for bag in self.bags for w in bag) | vocabulary.where
        heads = self.place_words | set(vocabulary.sides)
        self._spellings = sorted(w for w in heads if len(w) >= 4 and w.isalpha())

    def _add_names(self) -> None:
        listed: list[tuple[int, str, str]] = []
        entries: list[AreaGroup | Area] = [*self.catalogue.groups.values()]
        entries += self.catalogue.areas.values()
        for entry in entries:
            listed += [(0, entry.name, entry.id), (2, entry.id.replace("_", " "), entry.id)]
            listed += [(1, each, entry.id) for each in entry.synonyms]
            listed += [(1, each, entry.id) for each in self.vocabulary.names.get(entry.id, ())]
        for area in self.catalogue.areas.values():
            listed += [(2, area.clinical, area.id)]
            listed += [(2, each, area.id) for each in re.split(r"[()]", area.clinical)]
        for rank, text, target in listed:
            key = self.vocabulary.phrase(text)
            shortened = len(key) == 1 and len(text.split()) > 1
            if not key or shortened and key[0] in self.vocabulary.fillers:
                continue
            _put(self.exact, key, rank, target)
            bare = tuple(each for each in key if each != ",")
            if bare != key:
                _put(self.exact, bare, rank + 1, target)
            bag = self.bag(bare)
            if bag & self._pain:
                continue
            if bag and not {"and", "to"} & bag and len(bag) <= 1 + MOST_WHERE:
                _put(self.bags, bag, rank, target)

    def bag(self, forms: Iterable[str]) -> frozenset[str]:
        """Return the words that tell places apart."""
        return frozenset(f for f in forms if f not in self.vocabulary.may_drop and not is_core(f))

    def is_known(self, token: Token) -> bool:
        """Return whether a word is understood, as part of a name or as one to leave aside."""
        form = token.form
        vocabulary = self.vocabulary
        return (
            form in self.words
            or form in self.place_words
            or form in vocabulary.known
            or plain_form(token.raw) in vocabulary.known
            or form.isdigit()
            or len(form) == 1 and form.isascii()
            or is_core(form)
            or SPINAL_LEVEL.match(form) is not None
            or form[0].isdigit()
        )  # fmt: skip

    def certain(self, form: str) -> str | None:
        """Return the word that a misspelt one must be: one letter off, and off no other."""
        if not SHORTEST_CORRECTED <= len(form) <= LONGEST_COMPARED or not form.isascii():
            return None
        near = extract(
            form, self._spellings, scorer=OSA.distance, score_cutoff=1, limit=2, processor=None
        )
        if len(near) == 1:
            found = str(near[0][0])
            if found[0] == form[0] or len(found) >= 7 and found not in self.vocabulary.where:
                return found
        # "shoulderpain", "kneecaps" written as one
        for cut in range(4, len(form) - 3):
            first, second = form[:cut], form[cut:]
            if first in self.place_words and second in (self.place_words | self.vocabulary.pain):
                return f"{first} {second}"
        return None

    def near_matches(self, word: str) -> tuple[str, ...]:
        """Return ids of areas and groups whose names are spelt like a word, nearest first."""
        form = plain_form(word)
        if form in self.vocabulary.suggest:
            known = self.vocabulary.suggest[form]
            return tuple(
                e for e in known if e in self.catalogue.areas or e in self.catalogue.groups
            )
        if not 3 <= len(form) <= LONGEST_COMPARED:
            return ()
        if len(form) == 3:
            begun = [each for each in self._spellings if each.startswith(form)]
            ids = [target for spelling in begun for target in self._named_by(spelling)]
            return tuple(dict.fromkeys(ids))[:MOST_NEAR]
        if singular(form) in self.place_words:
            return self._named_by(singular(form))
        most = 2 if len(form) >= 6 else 1
        near = extract(form, self._spellings, scorer=OSA.distance, score_cutoff=most, limit=8)
        ranked = sorted(near, key=lambda each: (each[1], each[0][:1] != form[:1], each[0]))
        ids = [target for spelling, _, _ in ranked for target in self._named_by(spelling)]
        return tuple(dict.fromkeys(ids))[:MOST_NEAR]

    def _named_by(self, word: str) -> Targets:
        """Places that a word names alone, or else those with the shortest names that have it."""
        alone = self.exact.get((word,)) or self.bags.get(frozenset({word}))
        if alone is not None:
            return alone[1]
        having = [(len(bag), sorted(bag), got[1]) for bag, got in self.bags.items() if word in bag]
        having.sort(key=lambda each: each[:2])
        return tuple(dict.fromkeys(each for _, _, ids in having[:3] for each in ids))[:3]

    def weight(self, form: str) -> int:
        """Return how much it counts that a name takes this word of a text."""
        if form in self.place_words:
            return 10
        return 1 if form in self.vocabulary.fillers or form in (",", "and", "to") else 9

    def rest(self, forms: Iterable[str]) -> frozenset[str]:
        """Return the words that name the part of the body, without those that say where on it."""
        named = frozenset(forms)
        rest = frozenset(
            f for f in named - self.vocabulary.where - self.vocabulary.may_drop
            if f in self.place_words
        )  # fmt: skip
        return rest or (frozenset({"back"}) if "back" in named else frozenset())

    def look_up(
        self, rest: frozenset[str], where: frozenset[str], *, strict: bool = False
    ) -> tuple[Targets, frozenset[str]] | None:
        """Return the places for a part with as many of the words as fit, all of the best ones."""
        where = frozenset(sorted(where)[:MOST_WHERE]) - rest
        ways = [where]
        weaker = frozenset(word for w in where if (word := self.vocabulary.weaker.get(w, w)))
        if weaker != where and not strict:
            ways.append(weaker)
        tries = [(words, len(words)) for words in ways]
        tries += [(words, n) for n in range(len(where) - 1, -1, -1) for words in ways]
        for words, size in tries:
            if size <= len(words):
                hits = [
                    (self.bags[rest | set(some)][1], frozenset(some))
                    for some in combinations(sorted(words), size)
                    if rest | set(some) in self.bags
                ]
                if hits:
                    targets = dict.fromkeys(each for hit, _ in hits for each in hit)
                    kept = frozenset(word for _, some in hits for word in some)
                    return tuple(targets), kept
        return None


def _put(table: dict[_K, tuple[int, Targets]], key: _K, rank: int, target: str) -> None:
    """Keep the best rank of a key; equal ranks share it."""
    now = table.get(key)
    if now is None or rank < now[0]:
        table[key] = (rank, (target,))
    elif rank == now[0] and target not in now[1]:
        table[key] = (rank, (*now[1], target))
