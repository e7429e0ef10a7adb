"""What the map takes from Plotly: its script and the layout of an empty plate.

The only module that imports plotly. Figures are plain dictionaries: the browser draws them.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import plotly

SCRIPT = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"


def plate_layout() -> dict[str, Any]:
    """Return the layout of an empty plate; sizes, ranges and what is drawn come from the map."""
    return {
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "hovermode": False,
        "dragmode": False,
        "uirevision": "plate",
    }


def script_name() -> str:
    """Return the path of plotly's script under ``static/``, with the version in its name."""
    return f"vendor/plotly-{plotly.__version__}.min.js"


def provide_script(static: Path) -> str:
    """Copy plotly's script under its versioned name where it is missing.

    Parameters
    ----------
    static : Path
        The folder that is served.

    Returns
    -------
    str
        Its path under `static`.

    Raises
    ------
    OSError
        Where it is missing and the disk cannot be written.
    """
    target = static / script_name()
    if not target.exists():
        write_atomically(target, SCRIPT)
    return script_name()


def write_atomically(target: Path, content: Path | bytes) -> None:
    """Write a file so that a reader sees all of it or none, whoever else writes it too."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as out:
            if isinstance(content, bytes):
                out.write(content)
            else:
                with content.open("rb") as source:
                    shutil.copyfileobj(source, out)
        temporary = Path(name)
        temporary.chmod(0o644)
        temporary.replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
