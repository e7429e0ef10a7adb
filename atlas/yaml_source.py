"""YAML files as people write them: read strictly, and every value with its line.

Only ``true`` and ``false`` are booleans; ``yes``, ``no`` and dates are strings. Tags and merge keys
are refused, a key written twice is reported, and aliases may not blow an entry up. Where a file is
not YAML, or not UTF-8, its entries are read one by one and only the broken ones are lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from yaml._yaml import CParser
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from atlas.problem import Problem

LARGEST_FILE = 4_000_000
"""Bytes."""
LARGEST_ENTRY = 20_000
"""Values in one entry, counting what aliases repeat."""
DEEPEST = 40
"""Levels of nesting in one entry."""
DEEPEST_TEXT = 200
"""Levels of nesting that the parser is given at all: it recurses, and would end the process."""

_PLAIN = "plain"
_WRITTEN_OUT = "text"
_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]*|(?=\.[0-9]))(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?\Z")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_INDICATORS = re.compile(r"^[ \t]*(?:[-?][ \t]+)*", re.MULTILINE)
_BRACKETS = re.compile(r"[\[\]{}]")
_SECTION = re.compile(r"([A-Za-z_][A-Za-z0-9_]*):[ \t]*(?:#.*)?$")
_ITEM = re.compile(r"([ ]*)-[ ]")

Path_ = Sequence[str | int]


class _Composer(CParser):
    """The C parser, making nodes only; it tells plain scalars from quoted ones."""

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)

    def resolve(self, kind: type[Node], _value: str | None, implicit: Any) -> str:
        return _PLAIN if kind is ScalarNode and implicit[0] else _WRITTEN_OUT

    def descend_resolver(self, _parent: Node | None, _index: Any) -> None:
        """Do nothing: tags don't depend on the path."""

    def ascend_resolver(self) -> None:
        """Do nothing: tags don't depend on the path."""


@dataclass(frozen=True)
class Fault:
    """Something wrong inside one entry, found while it was turned into plain values."""

    line: int
    path: tuple[str | int, ...]
    message: str
    value: str | None = None


@dataclass
class _Reader:
    """Turns nodes into plain values, within a budget."""

    faults: list[Fault] = field(default_factory=list)
    left: int = LARGEST_ENTRY

    def value(self, node: Node, path: tuple[str | int, ...] = ()) -> Any:
        self.left -= 1
        if self.left < 0 or len(path) > DEEPEST:
            raise _TooMuch
        tag: str = node.tag
        if isinstance(node, ScalarNode):
            if tag == _PLAIN:
                return plain_scalar(node.value)
            if tag != _WRITTEN_OUT:
                self._fault(node, path, "has a tag; tags (!) are not read here", tag)
            return node.value
        if tag != _WRITTEN_OUT:
            self._fault(node, path, "is a tag; tags (!) are not read here", tag)
        if isinstance(node, SequenceNode):
            return [self.value(child, (*path, i)) for i, child in enumerate(node.value)]
        return self._mapping(node, path)

    def _mapping(self, node: Node, path: tuple[str | int, ...]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for key_node, child in node.value:
            if not isinstance(key_node, ScalarNode):
                self._fault(key_node, path, "a key has to be a word")
                continue
            key = key_node.value
            if key in made:
                self._fault(key_node, (*path, key), "is written twice", key)
                continue
            made[key] = self.value(child, (*path, key))
        return made

    def _fault(
        self, node: Node, path: tuple[str | int, ...], message: str, value: str | None = None
    ) -> None:
        self.faults.append(Fault(line_of(node), path, message, value))


class _TooMuch(Exception):
    """An entry with more values or levels than anybody writes."""


def plain_scalar(text: str) -> str | int | float | bool | None:
    """Return what an unquoted scalar stands for: a number, true, false, nothing, or the text."""
    if text in _WORDS:
        return _WORDS[text]
    first = text[0]
    if (first.isdigit() or first in "+-.") and len(text) < 40 and _NUMBER.match(text):
        try:
            return int(text)
        except ValueError:
            try:
                return float(text)
            except ValueError:
                return text
    return text


def line_of(node: Node) -> int:
    """Return the line, from 1, where a node begins."""
    return int(node.start_mark.line) + 1


def locate(node: Node, path: Path_) -> int:
    """Return the line of the value at `path` in a node, or of the innermost thing above it.

    Under a key it is the key's line, in a list the item's.
    """
    line = line_of(node)
    for step in path:
        if isinstance(node, MappingNode):
            for key_node, child in node.value:
                if key_node.value == step:
                    line, node = line_of(key_node), child
                    break
            else:
                return line
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = line_of(node)
        else:
            return line
    return line


@dataclass(frozen=True)
class Entry:
    """One item of a list in a file, as plain values.

    Attributes
    ----------
    file : str
        Path as shown to readers.
    value : Any
        Mappings, lists, strings, numbers; None where it could not be read.
    faults : tuple of Fault
        What was wrong in it; such an entry is not to be used.
    """

    file: str
    node: Node
    value: Any
    faults: tuple[Fault, ...] = ()

    @property
    def line(self) -> int:
        """Line where it begins."""
        return line_of(self.node)

    @property
    def id(self) -> str:
        """Its id as written, or ``""``."""
        if isinstance(self.node, MappingNode):
            for key, child in self.node.value:
                if key.value == "id" and isinstance(child, ScalarNode):
                    return str(child.value)
        return ""

    def line_at(self, path: Path_) -> int:
        """Return the line of the value at `path`."""
        return locate(self.node, path)


def read_entry(file: str, node: Node) -> Entry:
    """Turn one node into plain values, within the budget of one entry."""
    reader = _Reader()
    try:
        value = reader.value(node)
    except _TooMuch:
        reader.faults.append(
            Fault(
                line_of(node),
                (),
                f"has more than {LARGEST_ENTRY} values or {DEEPEST} levels once its aliases (*) "
                "are written out",
            )
        )
        value = None
    return Entry(file, node, value, tuple(reader.faults))


@dataclass(frozen=True)
class Document:
    """A file: a mapping at its top, of which the lists are read entry by entry.

    Attributes
    ----------
    file : str
        Path as shown to readers.
    keys : dict
        Top-level key -> its nodes. More than one node where a broken file was read in pieces.
    key_lines : dict
        Top-level key -> line.
    top : Node or None
        The whole file; None where it was read in pieces, and something is missing.
    lost : tuple
        Top-level key and id (or ``""``) of every entry that could not be read.
    """

    file: str
    keys: dict[str, list[Node]]
    key_lines: dict[str, int]
    top: Node | None = None
    lost: tuple[tuple[str, str], ...] = ()

    def entries(self, key: str) -> Iterator[Entry]:
        """Yield the items of the list under a top-level key."""
        for node in self.keys.get(key, ()):
            if isinstance(node, SequenceNode):
                for item in node.value:
                    yield read_entry(self.file, item)


def shown_path(path: Path) -> str:
    """Return a path relative to the working directory if it lies in there, with forward slashes."""
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except (ValueError, OSError):
        return path.as_posix()


def read_document(path: Path, problems: list[Problem]) -> Document | None:
    """Read a file whose top level is a mapping.

    Parameters
    ----------
    path : Path
        The file; it may be missing, empty, no UTF-8 or no YAML.
    problems : list of Problem
        What is wrong is added here. Nothing is raised.

    Returns
    -------
    Document or None
        None where nothing could be read. An incomplete document where some entries could.
    """
    shown = shown_path(path)

    def lost(line: int, message: str) -> None:
        problems.append(Problem(shown, line, message))

    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            lost(0, f"is too large: {size} bytes, at most {LARGEST_FILE}")
            return None
        written = path.read_bytes()
    except FileNotFoundError:
        lost(0, "is missing")
        return None
    except OSError as error:
        lost(0, f"cannot be read: {error.strerror or error}")
        return None
    if not written.strip():
        lost(1, "is empty")
        return None
    try:
        text = written.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = written.count(b"\n", 0, error.start) + 1
        lost(line, f"is not UTF-8 (byte 0x{written[error.start]:02x}): save the file as UTF-8")
        return _in_pieces(shown, written.decode("utf-8", "replace"), [])
    fault = _nested_too_deep(text)
    if fault:
        lost(fault, f"is nested deeper than {DEEPEST_TEXT} levels")
        return None
    try:
        top = _compose(text)
    except yaml.YAMLError as error:
        whole = _problem_of(shown, text, error)
        found: list[Problem] = []
        document = _in_pieces(shown, text, found)
        problems.extend(found or [whole])
        return document
    if top is None:
        lost(1, "is empty")
        return None
    if not isinstance(top, MappingNode):
        lost(line_of(top), "has to begin with a key, like `muscles:`")
        return None
    keys: dict[str, list[Node]] = {}
    lines: dict[str, int] = {}
    for key_node, child in top.value:
        key = str(key_node.value)
        if key in keys:
            problems.append(Problem(shown, line_of(key_node), "is written twice", "", key))
            continue
        keys[key], lines[key] = [child], line_of(key_node)
    return Document(shown, keys, lines, top)


def _compose(text: str) -> Node | None:
    node: Node | None = _Composer(text).get_single_node()
    return node


def _nested_too_deep(text: str) -> int:
    """Return the line where the nesting goes too deep for the parser, or 0."""
    for found in _INDICATORS.finditer(text):
        if found.end() - found.start() > DEEPEST_TEXT:
            return text.count("\n", 0, found.start()) + 1
    depth = 0
    for found in _BRACKETS.finditer(text):
        depth = depth + 1 if found.group() in "[{" else max(0, depth - 1)
        if depth > DEEPEST_TEXT:
            return text.count("\n", 0, found.start()) + 1
    return 0


def _problem_of(shown: str, text: str, error: yaml.YAMLError) -> Problem:
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        said = ", ".join(part for part in (error.context, error.problem) if part)
        return Problem(shown, mark.line + 1 if mark else 1, f"is not YAML: {said}")
    position = getattr(error, "position", None)
    line = 1
    if isinstance(position, int):
        line = text.encode()[:position].count(b"\n") + 1
    reason = getattr(error, "reason", None) or "it cannot be read"
    return Problem(shown, line, f"is not YAML: {reason}")


def _in_pieces(shown: str, text: str, problems: list[Problem]) -> Document | None:
    """Read the entries of a broken file one by one, and report those that are broken."""
    keys: dict[str, list[Node]] = {}
    lines: dict[str, int] = {}
    lost: list[tuple[str, str]] = []

    def lose(section: str, piece: str, line: int, message: str) -> None:
        lost.append((section, _id_in(piece)))
        problems.append(Problem(shown, line, message, _id_in(piece)))

    for section, section_line, start, piece in _pieces(text):
        lines.setdefault(section, section_line)
        if "\ufffd" in piece:
            line = start + piece.count("\n", 0, piece.index("\ufffd"))
            lose(section, piece, line, "cannot be read: it is not UTF-8")
            continue
        if _nested_too_deep(piece):
            lose(section, piece, start, "is nested too deep")
            continue
        # The piece keeps its place in the file, so that its lines are right.
        padded = "\n" * (start - 2) + f"{section}:\n{piece}"
        try:
            node = _compose(padded)
        except yaml.YAMLError as error:
            problem = _problem_of(shown, padded, error)
            lose(section, piece, problem.line, problem.message)
            continue
        if isinstance(node, MappingNode) and len(node.value) == 1:
            keys.setdefault(section, []).append(node.value[0][1])
        else:
            lose(section, piece, start, "is not YAML")
    return Document(shown, keys, lines, None, tuple(lost)) if keys else None


def _id_in(piece: str) -> str:
    found = re.search(r"\bid:[ ]*([a-z][a-z0-9_]*)", piece)
    return found.group(1) if found else ""


def _pieces(text: str) -> Iterator[tuple[str, int, int, str]]:
    """Yield section, its line, first line (from 1) and text of every item of a top-level list."""
    section, section_line, indent = "", 0, None
    start, held = 0, list[str]()
    for number, line in enumerate(text.split("\n"), 1):
        heading = _SECTION.match(line)
        item = _ITEM.match(line)
        new_item = bool(section and item and (indent is None or len(item.group(1)) == indent))
        if (heading or new_item) and held:
            yield section, section_line, start, "\n".join(held)
            held = []
        if heading:
            section, section_line, indent = heading.group(1), number, None
        elif new_item and item:
            indent, start, held = len(item.group(1)), number, [line]
        elif held:
            held.append(line)
    if held:
        yield section, section_line, start, "\n".join(held)
