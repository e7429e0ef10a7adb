"""The words of the interface: ``data/text/<language>.yaml``, flat, by key.

Files called ``<language>.<part>.yaml`` beside it are read with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

from atlas.paths import DATA


class Text(Mapping[str, str]):
    """Interface strings by dotted key.

    A key that is missing gives the key itself, so that a forgotten string shows on the page instead
    of ending it; a test looks for those.
    """

    def __init__(self, strings: Mapping[str, str]) -> None:
        self._strings = MappingProxyType(dict(strings))

    def __getitem__(self, key: str) -> str:
        """Return the string, or the key where there is none."""
        return self._strings.get(key, key)

    def __iter__(self) -> Iterator[str]:
        """Iterate over the keys."""
        return iter(self._strings)

    def __len__(self) -> int:
        """Return the number of strings."""
        return len(self._strings)

    def __contains__(self, key: object) -> bool:
        """Return whether the key is written in the file."""
        return key in self._strings

    def __call__(self, key: str, **values: object) -> str:
        """Return the string with ``{name}`` filled in; names that are not given stay."""
        text = self[key]
        for name, value in values.items():
            text = text.replace("{" + name + "}", str(value))
        return text


def _flat(tree: object, prefix: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from _flat(value, f"{prefix}.{key}" if prefix else str(key))
    elif tree is not None:
        yield prefix, str(tree).strip()


@cache
def load_text(language: str = "en", folder: Path = DATA / "text") -> Text:
    """Read the interface strings of a language.

    Parameters
    ----------
    language : str
        Name of the file without its ending.
    folder : Path
        Where the files are.

    Raises
    ------
    FileNotFoundError
        Where there is no such language.
    """
    strings: dict[str, str] = {}
    for path in (folder / f"{language}.yaml", *sorted(folder.glob(f"{language}.*.yaml"))):
        written = path.read_text(encoding="utf-8")
        strings.update(_flat(yaml.load(written, Loader=yaml.CSafeLoader)))
    return Text(strings)
