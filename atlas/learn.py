"""The articles and the glossary: ``data/learn/*.md``, ``data/glossary.yaml``, read and frozen.

An article is Markdown of a small, strict kind. It begins with front matter between lines ``---``
and is cut into sections by ``## Heading {#id}``. Beside paragraphs, lists and tables it knows

- ``[@source_id]``, or several with ``;``: the sentence before it rests on this source;
- ``[[term]]`` or ``[[term|as written]]``: a word of the glossary;
- ``[words](learn:article#section)``, ``(muscle:id)``, ``(evidence:id)`` and ``(page:name)``: links;
- ``{{figure name}}`` on a line of its own;
- ``::: name`` to ``:::``: a block for one register (``patient``, ``practitioner``), a box
  (``emergency``, ``care``, ``note``), or ``::: claim verdict "what is said"``, which answers it.

Nothing is raised for what stands in a file: every problem names file and line, and an article that
cannot be read is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal, TypeAlias, get_args

import yaml

from atlas.catalogue import Catalogue, plain_letters
from atlas.paths import DATA
from atlas.problem import Problem, nearest_name
from atlas.yaml_source import read_document, shown_path

Mode: TypeAlias = Literal["patient", "practitioner"]
Verdict: TypeAlias = Literal["short", "partly", "small", "early", "mixed", "unknown", "no", "true"]
BoxKind: TypeAlias = Literal["emergency", "care", "note"]

MODES: tuple[Mode, ...] = get_args(Mode)
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
BOXES: tuple[BoxKind, ...] = get_args(BoxKind)
PAGES = ("explore", "learn", "evidence", "about")
FIGURES = (
    "agreement",
    "benefits",
    "blinding",
    "coverage",
    "danger",
    "harms",
    "heel_trial",
    "mood",
    "neck_trials",
    "reading",
    "spread",
    "versions",
)
"""What may stand in ``{{figure …}}``; a test holds that the page can draw each."""


# ---- what an article is made of


@dataclass(frozen=True)
class Words:
    """Plain words, or words in bold or italics."""

    text: str
    style: Literal["", "strong", "em"] = ""


@dataclass(frozen=True)
class Cite:
    """The sources of what stands before it."""

    ids: tuple[str, ...]


@dataclass(frozen=True)
class TermUse:
    """A word of the glossary, as written."""

    id: str
    text: str


@dataclass(frozen=True)
class Link:
    """A link inside the product."""

    kind: str
    target: str
    section: str
    text: str


Inline: TypeAlias = Words | Cite | TermUse | Link


@dataclass(frozen=True)
class Prose:
    """A paragraph, or an item of a list.

    Attributes
    ----------
    spans : tuple of Inline
    line : int
        Line in the file.
    claim : str
        Id of the claim that it makes, ``""`` where it cites nothing.
    """

    spans: tuple[Inline, ...]
    line: int
    claim: str = ""

    @property
    def text(self) -> str:
        """The words alone."""
        return _tidy("".join(_text_of(span) for span in self.spans))

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources, each once."""
        found = (one for span in self.spans if isinstance(span, Cite) for one in span.ids)
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class Listed:
    """A list."""

    items: tuple[Prose, ...]
    ordered: bool


@dataclass(frozen=True)
class Table:
    """A table; the first cell of a row names it."""

    head: tuple[Prose, ...]
    rows: tuple[tuple[Prose, ...], ...]


@dataclass(frozen=True)
class Subhead:
    """A heading inside a section."""

    text: str


@dataclass(frozen=True)
class Figure:
    """A place for a figure."""

    name: str
    line: int


@dataclass(frozen=True)
class Box:
    """A box that stands out."""

    kind: BoxKind
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Answer:
    """A claim that is made elsewhere, and what is known of it."""

    verdict: Verdict
    claim: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Register:
    """Blocks for one register only."""

    mode: Mode
    blocks: tuple[Block, ...]


Block: TypeAlias = Prose | Listed | Table | Subhead | Figure | Box | Answer | Register


@dataclass(frozen=True)
class Section:
    """A section; the first of an article has no id and no title."""

    id: str
    title: str
    blocks: tuple[Block, ...]

    def shown(self, mode: Mode) -> tuple[Block, ...]:
        """Return the blocks of one register, without the marks of registers."""
        return tuple(_shown(self.blocks, mode))


@dataclass(frozen=True)
class Article:
    """One article in both registers.

    Attributes
    ----------
    listed : bool
        Whether it stands in the list of articles; the page About does not.
    summary : mapping
        Register -> one or two sentences.
    """

    id: str
    title: str
    order: int
    topics: tuple[str, ...]
    summary: Mapping[str, str]
    sections: tuple[Section, ...]
    file: str
    listed: bool = True

    def shown(self, mode: Mode) -> tuple[Section, ...]:
        """Return the sections that have something for this register."""
        return tuple(section for section in self.sections if section.shown(mode))

    def prose(self, mode: Mode) -> Iterator[tuple[Section, Prose]]:
        """Yield every paragraph, item and cell of one register with its section."""
        for section in self.sections:
            for block in section.shown(mode):
                for one in prose_in(block):
                    yield section, one

    def sources(self, mode: Mode | None = None) -> tuple[str, ...]:
        """Return the ids of all sources, in the order in which they are first cited."""
        found: dict[str, None] = {}
        for each in MODES if mode is None else (mode,):
            for _, one in self.prose(each):
                found.update(dict.fromkeys(one.sources))
        return tuple(found)

    def plain(self, mode: Mode) -> str:
        """Return the words of one register, a line for each paragraph, without claims answered."""
        return "\n".join(one.text for _, one in self.prose(mode))


@dataclass(frozen=True)
class ArticleClaim:
    """A sentence or paragraph that rests on sources."""

    article: str
    section: str
    id: str
    text: str
    sources: tuple[str, ...]
    modes: tuple[Mode, ...]


@dataclass(frozen=True)
class Term:
    """A word of the glossary."""

    id: str
    name: str
    also: tuple[str, ...]
    patient: str
    practitioner: str

    def says(self, mode: str) -> str:
        """Return the definition of a register."""
        return self.practitioner if mode == "practitioner" else self.patient


@dataclass(frozen=True)
class Library:
    """All articles and the glossary.

    Attributes
    ----------
    articles : mapping
        Id -> article, in order.
    glossary : mapping
        Id -> term, by name.
    problems : tuple of Problem
        What is wrong inside the files; sources and muscles are looked up by :func:`check_learn`.
    """

    articles: Mapping[str, Article]
    glossary: Mapping[str, Term]
    problems: tuple[Problem, ...] = ()

    @property
    def listed(self) -> tuple[Article, ...]:
        """The articles that stand in the list."""
        return tuple(each for each in self.articles.values() if each.listed)

    def claims(self) -> tuple[ArticleClaim, ...]:
        """Return every claim of every article; one that both registers make stands once."""
        found: dict[tuple[str, str], ArticleClaim] = {}
        for article in self.articles.values():
            for mode in MODES:
                for section, one in article.prose(mode):
                    if not one.claim:
                        continue
                    key = article.id, one.claim
                    modes = (*found[key].modes, mode) if key in found else (mode,)
                    found[key] = ArticleClaim(
                        article.id, section.id, one.claim, one.text, one.sources, modes
                    )
        return tuple(found.values())


# ---- reading


@dataclass
class _Reader:
    """Reads one file; what is wrong is added to `problems`."""

    file: str
    article: str
    terms: Mapping[str, str]
    problems: list[Problem]
    count: int = 0

    def wrong(
        self, line: int, message: str, value: str | None = None, known: Iterable[str] = ()
    ) -> None:
        known = tuple(known)
        self.problems.append(
            Problem(
                self.file,
                line,
                message,
                self.article,
                value=value,
                allowed=known if len(known) <= 12 else (),
                suggestion=nearest_name(value, known) if value else "",
            )
        )

    def inline(self, text: str, line: int) -> tuple[Inline, ...]:
        spans: list[Inline] = []
        last = 0
        for found in _INLINE.finditer(text):
            if found.start() > last:
                spans.append(Words(text[last : found.start()]))
            last = found.end()
            spans.append(self._span(found, line))
        if last < len(text):
            spans.append(Words(text[last:]))
        return tuple(spans)

    def _span(self, found: re.Match[str], line: int) -> Inline:
        if found["cite"] is not None:
            ids = tuple(one.strip().lstrip("@") for one in found["cite"].split(";"))
            for one in ids:
                if not re.fullmatch(r"[a-z][a-z0-9_]*", one):
                    self.wrong(line, "is not the id of a source", one)
            return Cite(tuple(one for one in ids if one))
        if found["term"] is not None:
            name, _, written = found["term"].partition("|")
            known = self.terms.get(plain_letters(name))
            if known is None:
                self.wrong(line, "is not in data/glossary.yaml", name, self.terms)
                return Words(written or name)
            return TermUse(known, written or name)
        if found["link"] is not None:
            kind, _, target = found["target"].partition(":")
            if kind not in ("learn", "muscle", "evidence", "page") or not target:
                self.wrong(line, "is no link: write learn:, muscle:, evidence: or page:", target)
            target, _, section = target.partition("#")
            return Link(kind, target, section, found["link"])
        if found["strong"] is not None:
            return Words(found["strong"], "strong")
        return Words(found["em"], "em")

    def prose(self, text: str, line: int) -> Prose:
        spans = self.inline(" ".join(text.split()), line)
        cited = any(isinstance(span, Cite) for span in spans)
        if cited:
            self.count += 1
        return Prose(spans, line, f"c{self.count}" if cited else "")

    def sections(self, lines: list[str], start: int) -> tuple[Section, ...]:
        """Cut the body into sections; `start` is the number of its first line."""
        made: list[Section] = []
        seen: set[str] = set()
        opening, title, first = "", "", 0
        for k in [*range(len(lines)), len(lines)]:
            head = _SECTION.fullmatch(lines[k]) if k < len(lines) else None
            if k < len(lines) and lines[k].startswith("## ") and head is None:
                self.wrong(start + k, "has no id: write ## Heading {#id}", lines[k])
            if head is None and k < len(lines):
                continue
            blocks = self.blocks(lines[first:k], start + first)
            if opening or blocks:
                made.append(Section(opening, title, blocks))
            if head is not None:
                opening, title, first = head["id"], head["title"].strip(), k + 1
                if opening in seen:
                    self.wrong(start + k, "is written twice", opening)
                seen.add(opening)
        return tuple(made)

    def blocks(self, lines: list[str], start: int) -> tuple[Block, ...]:
        made: list[Block] = []
        k = 0
        while k < len(lines):
            line = lines[k]
            if not line.strip():
                k += 1
            elif line.startswith(":::"):
                end = self._end(lines, k, start)
                block = self._fence(line, lines[k + 1 : end], start + k)
                made += [block] if block is not None else []
                k = end + 1
            elif found := _FIGURE.fullmatch(line.strip()):
                if found["name"] not in FIGURES:
                    self.wrong(start + k, "is not a figure", found["name"], FIGURES)
                else:
                    made.append(Figure(found["name"], start + k))
                k += 1
            elif line.startswith("### "):
                made.append(Subhead(line[4:].strip()))
                k += 1
            elif line.startswith("#") or line.startswith("{{"):
                self.wrong(start + k, "is not understood here", line)
                k += 1
            elif line.startswith("|"):
                end = _while(lines, k, lambda each: each.startswith("|"))
                made += self._table(lines[k:end], start + k)
                k = end
            elif _ITEM.match(line):
                end = _while(lines, k, lambda each: bool(_ITEM.match(each) or each[:2] == "  "))
                made.append(self._list(lines[k:end], start + k))
                k = end
            else:
                end = _while(lines, k, _is_prose)
                made.append(self.prose(" ".join(lines[k:end]), start + k))
                k = end
        return tuple(made)

    def _end(self, lines: list[str], k: int, start: int) -> int:
        """Return the number of the line that closes the block opened in line k."""
        depth = 0
        for end in range(k, len(lines)):
            if lines[end].startswith(":::"):
                depth += 1 if lines[end].strip(": ") else -1
                if depth == 0:
                    return end
        self.wrong(start + k, "is not closed: a line ::: is missing", lines[k].strip())
        return len(lines)

    def _fence(self, line: str, inner: list[str], number: int) -> Block | None:
        found = _FENCE.fullmatch(line.strip())
        if found is None:
            self.wrong(number, "is not understood; write ::: name, or ::: claim verdict “…”", line)
            return None
        name, rest = found["name"], (found["rest"] or "").strip()
        blocks = self.blocks(inner, number + 1)
        if name in MODES:
            return Register("patient" if name == "patient" else "practitioner", blocks)
        for kind in BOXES:
            if name == kind:
                return Box(kind, rest.strip('"'), blocks)
        if name == "claim":
            verdict, _, claim = rest.partition(" ")
            for each in VERDICTS:
                if verdict == each:
                    return Answer(each, claim.strip().strip('"'), blocks)
            self.wrong(number, "is not a verdict", verdict, VERDICTS)
            return None
        self.wrong(number, "is not a block", name, (*MODES, *BOXES, "claim"))
        return None

    def _table(self, lines: list[str], number: int) -> list[Block]:
        rows = [
            tuple(self.prose(cell, number + k) for cell in line.strip().strip("|").split(" | "))
            for k, line in enumerate(lines)
            if not set(line) <= set("|-: ")
        ]
        if len({len(row) for row in rows}) != 1 or len(rows) < 2:
            self.wrong(number, "is a table whose rows are not of one length")
            return []
        return [Table(rows[0], tuple(rows[1:]))]

    def _list(self, lines: list[str], number: int) -> Listed:
        items: list[tuple[int, str]] = []
        for k, line in enumerate(lines):
            if found := _ITEM.match(line):
                items.append((number + k, line[found.end() :]))
            else:
                items[-1] = items[-1][0], f"{items[-1][1]} {line.strip()}"
        ordered = lines[0].lstrip()[0].isdigit()
        return Listed(tuple(self.prose(text, at) for at, text in items), ordered)


_INLINE = re.compile(
    r"\[(?P<cite>@[^\]]+)\]"
    r"|\[\[(?P<term>[^\]]+)\]\]"
    r"|\[(?P<link>[^\]@\[][^\]]*)\]\((?P<target>[^)\s]+)\)"
    r"|\*\*(?P<strong>[^*]+)\*\*"
    r"|(?<!\*)\*(?P<em>[^*]+)\*(?!\*)"
)
_SECTION = re.compile(r"## (?P<title>.+?)\s*\{#(?P<id>[a-z][a-z0-9_]*)\}\s*")
_FENCE = re.compile(r":::\s*(?P<name>[a-z]+)(?P<rest>\s.*)?")
_FIGURE = re.compile(r"\{\{figure (?P<name>[a-z_]+)\}\}")
_ITEM = re.compile(r"(?:- |\d+\. )")
_KEYS = frozenset(("id", "title", "order", "topics", "summary", "listed"))


def _is_prose(line: str) -> bool:
    return bool(line.strip()) and not re.match(r":::|\{\{|#|\||- |\d+\. ", line)


def _while(lines: list[str], k: int, holds: object) -> int:
    assert callable(holds)
    while k < len(lines) and lines[k].strip() and holds(lines[k]):
        k += 1
    return k


def _text_of(span: Inline) -> str:
    return "" if isinstance(span, Cite) else span.text


def _tidy(text: str) -> str:
    return re.sub(r"\s+([.,;:)])", r"\1", " ".join(text.split()))


def _shown(blocks: Iterable[Block], mode: Mode) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Register):
            if block.mode == mode:
                yield from _shown(block.blocks, mode)
        elif isinstance(block, Box):
            inner = tuple(_shown(block.blocks, mode))
            if inner:
                yield Box(block.kind, block.title, inner)
        elif isinstance(block, Answer):
            yield Answer(block.verdict, block.claim, tuple(_shown(block.blocks, mode)))
        else:
            yield block


def prose_in(block: Block) -> Iterator[Prose]:
    """Yield every paragraph, item and cell in a block."""
    if isinstance(block, Prose):
        yield block
    elif isinstance(block, Listed):
        yield from block.items
    elif isinstance(block, Table):
        yield from block.head
        for row in block.rows:
            yield from row
    elif isinstance(block, Box | Answer | Register):
        for inner in block.blocks:
            yield from prose_in(inner)


def read_article(path: Path, terms: Mapping[str, str], problems: list[Problem]) -> Article | None:
    """Read one article.

    Parameters
    ----------
    path : Path
    terms : mapping
        Name of a glossary term in plain small letters -> its id.
    problems : list of Problem
        What is wrong is added here. Nothing is raised.

    Returns
    -------
    Article or None
        None where its front matter cannot be used.
    """
    shown = shown_path(path)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(shown, 0, f"cannot be read: {error}"))
        return None
    try:
        end = lines.index("---", 1) if lines[:1] == ["---"] else 0
    except ValueError:
        end = 0
    if not end:
        problems.append(Problem(shown, 1, "has to begin with front matter between two lines ---"))
        return None
    try:
        head = yaml.load("\n".join(lines[1:end]), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        problems.append(Problem(shown, line, f"is not YAML: {getattr(error, 'problem', error)}"))
        return None
    faults = _faults_in(head)
    if faults:
        problems += [Problem(shown, 1, fault) for fault in faults]
        return None
    reader = _Reader(shown, str(head["id"]), terms, problems)
    sections = reader.sections(lines[end + 1 :], end + 2)
    return Article(
        head["id"],
        head["title"],
        head["order"],
        tuple(str(each) for each in head["topics"]),
        MappingProxyType({mode: str(head["summary"][mode]) for mode in MODES}),
        sections,
        shown,
        head.get("listed", True),
    )


def _faults_in(head: object) -> list[str]:
    if not isinstance(head, dict):
        return ["has front matter that is no mapping"]
    faults = [f"has no `{key}`" for key in sorted(_KEYS - {"listed"} - head.keys())]
    faults += [f"has an unknown key `{key}`" for key in head.keys() - _KEYS]
    if faults:
        return faults
    summary = head["summary"]
    if not (isinstance(summary, dict) and set(summary) == set(MODES)):
        faults.append("needs a `summary` with patient and practitioner")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", str(head["id"])):
        faults.append("has an `id` that is not small letters, digits and _")
    if not isinstance(head["order"], int) or not isinstance(head["topics"], list):
        faults.append("needs a number as `order` and a list as `topics`")
    return faults


def _read_glossary(path: Path, problems: list[Problem]) -> dict[str, Term]:
    document = read_document(path, problems)
    terms: dict[str, Term] = {}
    for entry in document.entries("terms") if document else ():
        value = entry.value
        wanted = {"id", "name", "also", "patient", "practitioner"}
        if not isinstance(value, dict) or not {"id", "name", "patient", "practitioner"} <= set(
            value
        ):
            said = "needs id, name, patient and practitioner"
            problems.append(Problem(entry.file, entry.line, said, entry.id))
            continue
        for key in set(value) - wanted:
            problems.append(
                Problem(entry.file, entry.line_at([key]), "is not known", entry.id, key)
            )
        also = value.get("also") or ()
        term = Term(
            str(value["id"]),
            str(value["name"]),
            tuple(str(each) for each in also),
            str(value["patient"]),
            str(value["practitioner"]),
        )
        if term.id in terms:
            problems.append(Problem(entry.file, entry.line, "is written twice", term.id))
            continue
        terms[term.id] = term
    return dict(sorted(terms.items(), key=lambda item: plain_letters(item[1].name)))


def names_of(glossary: Mapping[str, Term]) -> dict[str, str]:
    """Return every name of a term in plain small letters -> its id."""
    return {
        plain_letters(name): term.id
        for term in glossary.values()
        for name in (*term.also, term.name, term.id.replace("_", " "))
        if plain_letters(name)
    }


def load_library(data: Path = DATA) -> Library:
    """Read all articles and the glossary of a data folder.

    Parameters
    ----------
    data : Path
        The folder with ``learn/*.md`` and ``glossary.yaml``.

    Returns
    -------
    Library
        What could be read; see its `problems`. Nothing is raised.
    """
    problems: list[Problem] = []
    glossary = _read_glossary(data / "glossary.yaml", problems)
    terms = names_of(glossary)
    articles: dict[str, Article] = {}
    for path in sorted((data / "learn").glob("*.md")):
        article = read_article(path, terms, problems)
        if article is None:
            continue
        if article.id in articles:
            problems.append(Problem(article.file, 1, "is the id of another article", article.id))
            continue
        articles[article.id] = article
    ordered = dict(sorted(articles.items(), key=lambda item: (item[1].order, item[0])))
    return Library(MappingProxyType(ordered), MappingProxyType(glossary), tuple(problems))


# ---- what has to resolve


def check_learn(catalogue: Catalogue, data: Path = DATA) -> list[Problem]:
    """Return what is wrong in the articles and the glossary: also sources, muscles and links.

    Parameters
    ----------
    catalogue : Catalogue
        Sources and muscles are looked up here.
    data : Path
        The folder that is read.
    """
    library = load_library(data)
    problems = list(library.problems)
    for article in library.articles.values():
        for one in _every_prose(article):
            problems += _unresolved(library, catalogue, article, one)
    return list(dict.fromkeys(problems))


def _every_prose(article: Article) -> Iterator[Prose]:
    for mode in MODES:
        for _, one in article.prose(mode):
            yield one


def _unresolved(
    library: Library, catalogue: Catalogue, article: Article, one: Prose
) -> Iterator[Problem]:
    def missing(value: str, message: str, known: Iterable[str]) -> Problem:
        return Problem(
            article.file,
            one.line,
            message,
            article.id,
            value=value,
            suggestion=nearest_name(value, known),
        )

    for source in one.sources:
        if source not in catalogue.references:
            yield missing(source, "is not in data/references.yaml", catalogue.references)
    for span in one.spans:
        if not isinstance(span, Link):
            continue
        known: Mapping[str, object]
        match span.kind:
            case "muscle":
                known = {**catalogue.muscles, **catalogue.parts}
            case "evidence":
                known = catalogue.references
            case "page":
                known = dict.fromkeys(PAGES)
            case _:
                known = library.articles
        if span.target and span.target not in known:
            yield missing(span.target, f"is no {span.kind} here", known)
        elif span.kind == "learn" and span.section:
            sections = [section.id for section in library.articles[span.target].sections]
            if span.section not in sections:
                yield missing(span.section, f"is no section of {span.target}", sections)


# ---- what rests on a source


@dataclass(frozen=True)
class Uses:
    """Where one source is used."""

    claims: tuple[ArticleClaim, ...] = ()
    muscles: tuple[str, ...] = ()
    red_flags: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()


def uses_of_sources(catalogue: Catalogue, library: Library) -> Mapping[str, Uses]:
    """Return for each source of the catalogue and the articles where it is used."""
    claims: dict[str, list[ArticleClaim]] = {}
    muscles: dict[str, dict[str, None]] = {}
    flags: dict[str, dict[str, None]] = {}
    grades: dict[str, dict[str, None]] = {}
    for claim in library.claims():
        for source in claim.sources:
            claims.setdefault(source, []).append(claim)
    for muscle in catalogue.muscles.values():
        for source in _sources_in(muscle.model_dump(mode="python")):
            muscles.setdefault(source, {})[muscle.id] = None
        for point in muscle.trigger_points:
            for source in point.evidence.sources:
                grades.setdefault(source, {})[point.evidence.grade] = None
    for flag in catalogue.red_flags.values():
        for source in flag.sources:
            flags.setdefault(source, {})[flag.id] = None
    return {
        source: Uses(
            tuple(claims.get(source, ())),
            tuple(muscles.get(source, ())),
            tuple(flags.get(source, ())),
            tuple(grades.get(source, ())),
        )
        for source in catalogue.references
    }


def _sources_in(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key in ("sources", "anatomy_sources"):
                yield from inner
            else:
                yield from _sources_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _sources_in(inner)
