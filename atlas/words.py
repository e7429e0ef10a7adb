"""What people type, as words of one spelling and form; and the words around places."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import yaml

from atlas.paths import DATA

MOST_CHARACTERS = 4000
"""Of a longer text, the rest is not read."""

Kind = Literal["word", "and", "to", "comma", "hard"]

_PIECES = re.compile(
    r"(?P<word>[^\W_]+(?:['’`´][^\W_]+)*)|(?P<comma>[,()\[\]{}]|\s[-–—]+\s)|(?P<and>[&+/])"
    r"|(?P<hard>[.;:!?\n\r|…•]+)"
)
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
_LIKE = re.compile(r"[^\W\d_]+-like\b", re.IGNORECASE)
_ANDS = frozenset({"and", "or", "plus"})
_TOS = frozenset({"to"})
_CORE_WORDS = "a an the my mine your his her their our its it of in on at s is are was am"
_CORE = frozenset(_CORE_WORDS.split())
_IRREGULAR = {"feet": "foot", "teeth": "tooth", "calves": "calf", "bellies": "belly"}
_KEEP = frozenset({"balls"})


@dataclass(frozen=True)
class Token:
    """A word or a sign between words.

    Attributes
    ----------
    kind : {"word", "and", "to", "comma", "hard"}
        `hard` ends a sentence, `comma` (brackets too) a part of one.
    form : str
        The word as it is compared; empty for a sign.
    raw : str
        As it was typed.
    plural : bool
    """

    kind: Kind
    form: str
    raw: str
    plural: bool = False


def plain_form(text: str) -> str:
    """Return a word in small letters, without accents and apostrophes, in any script."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return _NOT_ALPHANUMERIC.sub("", "".join(c for c in bare if not unicodedata.combining(c)))


def singular(form: str) -> str:
    """Return a word without the ending of the plural; the same rule for all that is compared."""
    if form in _IRREGULAR:
        return _IRREGULAR[form]
    if len(form) < 4 or not form.endswith("s") or form.endswith(("ss", "us", "is")):
        return form
    return form if form in _KEEP else form[:-1]


def is_core(form: str) -> bool:
    """Return whether a word never tells one place from another: "the", "my", "of"."""
    return form in _CORE


@dataclass(frozen=True)
class Complaint:
    """A complaint that is not pain: its phrases, and the warning signs that are asked first."""

    id: str
    phrases: tuple[tuple[str, ...], ...]
    flags: tuple[str, ...]


class Vocabulary:
    """``data/text/vocabulary.yaml``: the words around the names of places.

    Parameters
    ----------
    raw : mapping
        The parsed file.
    """

    def __init__(self, raw: Mapping[str, Any]) -> None:
        def words(key: str) -> frozenset[str]:
            listed = str(raw.get(key, "")).split()
            return frozenset({plain_form(w) for w in listed} | {singular(w) for w in listed})

        def pairs(key: str) -> dict[str, str]:
            return {plain_form(k): str(v) for k, v in raw.get(key, {}).items()}

        self._same = {singular(k): tuple(v.split()) for k, v in pairs("same").items()}
        together = {
            tuple(singular(plain_form(w)) for w in str(k).split()): tuple(str(v).split())
            for k, v in raw.get("together", {}).items()
        }
        self._together: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
        for key in sorted(together, key=len, reverse=True):
            self._together.setdefault(key[0], []).append((key, together[key]))
        self.where = words("where")
        self.may_drop = words("may_drop")
        self.weaker = pairs("weaker")
        self.halves = words("halves")
        self.sides = pairs("sides")
        self.exactly = words("exactly")
        self.negations = words("not")
        self.not_when_before = words("not_when_before")
        self.not_when_after = words("not_when_after")
        self.moving = words("moving")
        self.character = pairs("character")
        self.misspelt = pairs("misspelt")
        self.suggest = {plain_form(k): tuple(v) for k, v in raw.get("suggest", {}).items()}
        self.names: Mapping[str, tuple[str, ...]] = MappingProxyType(
            {str(k): tuple(v) for k, v in raw.get("names", {}).items()}
        )
        self.fillers = words("pain") | words("small") | words("deeds") | {"cannot"}
        self.pain = words("pain") | frozenset(self.character)
        self.complaints = tuple(
            Complaint(
                each["id"],
                tuple(self.phrase(p, with_fillers=False) for p in each["words"]),
                tuple(each.get("flags") or ()),
            )
            for each in raw.get("complaints", [])
        )
        self.remarks = tuple(self.phrase(each) for each in raw.get("remarks", []))
        self.known = frozenset(
            {w for each in self.complaints for phrase in each.phrases for w in phrase}
            | {w for phrase in self.remarks for w in phrase}
            | self.where | self.may_drop | self.fillers | self.negations | self.moving
            | set(self.sides) | set(self.character) | self.exactly | set(self.weaker)
        )  # fmt: skip

    # ---- from text to tokens

    def tokens(self, text: str) -> list[Token]:
        """Return the words and signs of a text, words in the form in which they are compared."""
        out = []
        for found in _PIECES.finditer(_LIKE.sub(" ", text[:MOST_CHARACTERS])):
            raw = found.group()
            if not found["word"]:
                kind: Kind = "comma" if found["comma"] else "and" if found["and"] else "hard"
                out.append(Token(kind, "", raw))
                continue
            plain = plain_form(raw)
            if not plain:
                continue
            if plain in _ANDS:
                out.append(Token("and", "and", raw))
            elif plain in _TOS:
                out.append(Token("to", "to", raw))
            elif plain == "but":
                out.append(Token("hard", "", raw))
            else:
                form = singular(plain)
                plural = form != plain or plain in _KEEP
                out.append(Token("word", "cannot" if plain == "cant" else form, raw, plural))
        return out

    def read(self, tokens: Sequence[Token]) -> list[Token]:
        """Return tokens with what is written in several ways written in one."""
        out: list[Token] = []
        at = 0
        while at < len(tokens):
            token = tokens[at]
            step = 1
            forms: tuple[str, ...] = (token.form,)
            if token.kind == "word":
                for key, put in self._together.get(token.form, ()):
                    until = at + len(key)
                    if tuple(t.form for t in tokens[at:until]) == key:
                        forms, step = put, len(key)
                        break
                forms = tuple(w for form in forms for w in self._same.get(form, (form,)))
            raw = " ".join(t.raw for t in tokens[at : at + step])
            plural = any(t.plural for t in tokens[at : at + step])
            out += [Token(token.kind, form, raw, plural) for form in forms]
            at += step
        return out

    def phrase(self, text: str, *, with_fillers: bool = True) -> tuple[str, ...]:
        """Return the words of a phrase as they are compared: "," for a comma, no "the"."""
        forms = []
        for token in self.read(self.tokens(text)):
            form = "," if token.kind in ("comma", "hard") else token.form or "and"
            if token.kind == "word" and is_core(form):
                continue
            forms.append(form)
        while forms and forms[-1] == ",":
            forms.pop()
        if not with_fillers:
            forms = [form for form in forms if form != ","]
        return tuple(forms)

    def flags_of(self, complaints: Iterable[str]) -> tuple[str, ...]:
        """Return the ids of the warning signs of complaints, each once."""
        wanted = set(complaints)
        listed = [flag for each in self.complaints if each.id in wanted for flag in each.flags]
        return tuple(dict.fromkeys(listed))


@cache
def load_vocabulary(folder: Path = DATA / "text") -> Vocabulary:
    """Read the vocabulary; a file that is missing gives an empty one.

    Parameters
    ----------
    folder : Path
        Where ``vocabulary.yaml`` stands.
    """
    path = folder / "vocabulary.yaml"
    if not path.is_file():
        return Vocabulary({})
    written = path.read_text(encoding="utf-8")
    return Vocabulary(yaml.load(written, Loader=yaml.CBaseLoader) or {})
