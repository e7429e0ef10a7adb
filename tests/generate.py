"""Break one thing at random in a catalogue.

`broken_copy` breaks something that has to be noticed: the loader reports it, or loads the same.
`noisy_copy` changes bytes anywhere, which may leave a good file: the loader must not raise.
"""

import random
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

GOOD = Path(__file__).resolve().parent / "fixtures" / "catalogue"
Steps = tuple[str | int, ...]

BOMB = "\n".join(
    ["bomb:", "  - &b0 [x, x, x, x, x, x, x, x, x]"]
    + [f"  - &b{n} [{', '.join([f'*b{n - 1}'] * 9)}]" for n in range(1, 10)]
)


class Loader(yaml.SafeLoader):
    """Reads as the project does: only true and false are booleans, and no dates."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in pairs if tag.endswith((":int", ":float", ":null"))]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def files_of(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.yaml"))


def tree_of(path: Path) -> Any:
    tree = yaml.load(path.read_text(encoding="utf-8"), Loader)
    if path.name == "trigger_points.yaml":
        tree["version"] = str(tree["version"])
    return tree


def write(path: Path, tree: Any) -> None:
    path.write_text(yaml.safe_dump(tree, sort_keys=False, allow_unicode=True), encoding="utf-8")


def walk(tree: Any, path: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """Every value of a tree with its path, the tree itself first."""
    yield path, tree
    if isinstance(tree, dict):
        for key, child in tree.items():
            yield from walk(child, (*path, key))
    elif isinstance(tree, list):
        for index, child in enumerate(tree):
            yield from walk(child, (*path, index))


def at(tree: Any, path: Steps) -> Any:
    for step in path:
        tree = tree[step]
    return tree


def put(tree: Any, path: Steps, value: Any) -> None:
    at(tree, path[:-1])[path[-1]] = value


# ---- what is broken in a tree; each returns what it did, or None where it found nothing to break


def wrong_type(tree: Any, pick: random.Random) -> str | None:
    """Put a mapping of nonsense where a word or a number was."""
    leaves = [path for path, value in walk(tree) if not isinstance(value, dict | list)]
    path = pick.choice(leaves)
    put(tree, path, {"nonsense": 1})
    return f"{path} became a mapping"


def list_for_word(tree: Any, pick: random.Random) -> str | None:
    """Put a list of lists where a word was."""
    leaves = [path for path, value in walk(tree) if isinstance(value, str)]
    path = pick.choice(leaves)
    put(tree, path, [[["nonsense"]]])
    return f"{path} became a list"


def word_for_list(tree: Any, pick: random.Random) -> str | None:
    """Put a word where a list was."""
    lists = [path for path, value in walk(tree) if isinstance(value, list) and path]
    lists = [path for path in lists if path[-1] != "grows_from"]
    path = pick.choice(lists)
    put(tree, path, "no list")
    return f"{path} became a word"


def unknown_key(tree: Any, pick: random.Random) -> str | None:
    """Misspell a key."""
    named = [path for path, value in walk(tree) if path and isinstance(path[-1], str)]
    named = [path for path in named if path[0] != "regions" or len(path) == 1]
    path = pick.choice(named)
    holder = at(tree, path[:-1])
    misspelt = {(f"{key}_x" if key == path[-1] else key): value for key, value in holder.items()}
    holder.clear()
    holder.update(misspelt)
    return f"{path} was misspelt"


def extra_key(tree: Any, pick: random.Random) -> str | None:
    """Add a key that nobody knows."""
    holders = [value for path, value in walk(tree) if isinstance(value, dict)]
    holders = [value for value in holders if value is not tree.get("regions")]
    pick.choice(holders)["nobody_knows_this"] = "x"
    return "an unknown key"


def no_id(tree: Any, pick: random.Random) -> str | None:
    """Take an id away."""
    holders = [value for _, value in walk(tree) if isinstance(value, dict) and "id" in value]
    if not holders:
        return None
    gone = pick.choice(holders).pop("id")
    return f"{gone} has no id"


def strange_id(tree: Any, pick: random.Random) -> str | None:
    """Write an id as nobody may."""
    holders = [value for _, value in walk(tree) if isinstance(value, dict) and "id" in value]
    if not holders:
        return None
    holder = pick.choice(holders)
    holder["id"] = pick.choice(["Big", "with space", "1st", "", "ä", "a.b.c", "a" * 200])
    return f"id {holder['id']!r}"


def same_entry_twice(tree: Any, pick: random.Random) -> str | None:
    """Write an entry down twice."""
    lists = [
        value
        for _, value in walk(tree)
        if isinstance(value, list) and value and isinstance(value[0], dict) and "id" in value[0]
    ]
    if not lists:
        return None
    chosen = pick.choice(lists)
    chosen.append(pick.choice(chosen))
    return "an entry twice"


def unknown_source(tree: Any, pick: random.Random) -> str | None:
    """Cite something that is not listed."""
    lists = [value for path, value in walk(tree) if path and str(path[-1]).endswith("sources")]
    if not lists:
        return None
    pick.choice(lists).append("nobody_2099")
    return "an unknown source"


def no_source(tree: Any, pick: random.Random) -> str | None:
    """Cite nothing."""
    lists = [value for path, value in walk(tree) if path and str(path[-1]).endswith("sources")]
    if not lists:
        return None
    pick.choice(lists).clear()
    return "no source"


def unknown_landmark(tree: Any, pick: random.Random) -> str | None:
    """Name a landmark that is not there."""
    keys = {"disc", "band", "between", "mirror", "origin", "insertion"}
    spots = []
    for path, value in walk(tree):
        if isinstance(value, str) and path and keys & set(path[-2:]) and len(path) > 3:
            spots.append(path)
    if not spots:
        return None
    path = pick.choice(spots)
    put(tree, path, "the_moon")
    return f"{path} is an unknown landmark"


def huge_radius(tree: Any, pick: random.Random) -> str | None:
    """Draw with a brush larger than the body."""
    strokes = [value for _, value in walk(tree) if isinstance(value, dict) and "radius" in value]
    if not strokes:
        return None
    pick.choice(strokes)["radius"] = pick.choice([41, 1e9, float("inf"), float("nan"), -1, 0])
    return "a strange radius"


IN_TREE: tuple[Callable[[Any, random.Random], str | None], ...] = (
    wrong_type,
    list_for_word,
    word_for_list,
    unknown_key,
    extra_key,
    no_id,
    strange_id,
    same_entry_twice,
    unknown_source,
    no_source,
    unknown_landmark,
    huge_radius,
)


# ---- what is broken in the text of a file


def no_yaml(written: bytes, pick: random.Random) -> bytes:
    """Put something that is not YAML at the beginning of a line."""
    lines = written.split(b"\n")
    wrong = pick.choice([b"\t- tab: [", b"}", b'    x: "open', b"  - a: b: c", b"%%%", b"\x00"])
    # Inside a block of text it would be text: only a new entry is surely none.
    starts = [i for i, line in enumerate(lines) if line.startswith((b"  - id:", b"files:"))]
    lines.insert(pick.choice(starts), wrong)
    return b"\n".join(lines)


def no_utf8(written: bytes, pick: random.Random) -> bytes:
    """Put a byte somewhere that is not UTF-8."""
    where = pick.randrange(len(written))
    return written[:where] + pick.choice([b"\xff", b"\xe9 ", b"\x80"]) + written[where:]


def utf16(written: bytes, pick: random.Random) -> bytes:
    return written.decode().encode("utf-16")


def empty(written: bytes, pick: random.Random) -> bytes:
    return pick.choice([b"", b" \n\n", b"# nothing\n"])


def bomb(written: bytes, pick: random.Random) -> bytes:
    """Add nine lists of nine of the one before."""
    return written + b"\n" + BOMB.encode() + b"\n"


def other_top(written: bytes, pick: random.Random) -> bytes:
    return pick.choice([b"word", b"- a\n- b\n", b"3", b"[", b"--- a: 1\n--- b: 2\n", b"null"])


def deep(written: bytes, pick: random.Random) -> bytes:
    """Nest so deep that a recursive parser falls over."""
    opening = pick.choice([b"[", b"{a: ", b"- ", b"? "])
    return written + b"\nx: \n  " + opening * 100_000


IN_TEXT: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    no_yaml,
    no_utf8,
    utf16,
    empty,
    bomb,
    other_top,
    deep,
)


# ---- copies of a catalogue


def broken_copy(folder: Path, seed: int, good: Path = GOOD) -> str:
    """Copy a good catalogue into `folder`, break one thing, and say what."""
    shutil.copytree(good, folder)
    pick = random.Random(seed)
    while True:
        path = pick.choice(files_of(folder))
        name = path.relative_to(folder).as_posix()
        if pick.random() < 0.04:
            path.unlink()
            return f"{name}: deleted"
        if pick.random() < 0.25:
            in_text = pick.choice(IN_TEXT)
            path.write_bytes(in_text(path.read_bytes(), pick))
            return f"{name}: {in_text.__name__}"
        tree = tree_of(path)
        in_tree = pick.choice(IN_TREE)
        did = in_tree(tree, pick)
        if did:
            write(path, tree)
            return f"{name}: {in_tree.__name__}: {did}"


def noisy_copy(folder: Path, seed: int, good: Path = GOOD) -> str:
    """Copy a good catalogue into `folder`, change some bytes of a file, and say which file."""
    shutil.copytree(good, folder)
    pick = random.Random(seed)
    path = pick.choice(files_of(folder))
    written = bytearray(path.read_bytes())
    for _ in range(pick.randint(1, 5)):
        where = pick.randrange(len(written))
        until = min(len(written), where + pick.randint(1, 30))
        act = pick.choice(["cut", "double", "byte", "sign", "end"])
        if act == "cut":
            del written[where:until]
        elif act == "double":
            written[where:where] = written[where:until]
        elif act == "byte":
            written[where] = pick.randrange(256)
        elif act == "sign":
            written[where:where] = pick.choice(b"&a *a !t | > - ? : , [ ] { } # \" ' % @ `".split())
        else:
            del written[where:]
        if not written:
            break
    path.write_bytes(bytes(written))
    return path.relative_to(folder).as_posix()
