"""The files that the browser fetches besides the build's: our script, plotly's, and the words.

They are written under names that carry their content's hash, at start or by
``python -m components.assets`` while an image is built, for a disk that is read-only later.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from atlas.built import Built
from atlas.catalogue import Catalogue
from atlas.emergency import load_emergency_numbers
from atlas.figure import plate_layout, provide_script, write_atomically
from atlas.model import GRADES, Muscle, Reference
from atlas.paths import STATIC
from atlas.text import Text, load_text
from atlas.views import STAGES

HERE = Path(__file__).resolve().parent
SCRIPTS = (
    "common",
    "geometry",
    "gestures",
    "shapes",
    "map",
    "stage",
    "ask",
    "story",
    "command",
    "main",
)  # in this order
ATKINSON = "fonts/atkinson-hyperlegible-next-5.3.0-latin-wght"
NEWSREADER = "fonts/newsreader-5.3.0-latin"
FONTS = (
    {"family": "Atkinson Hyperlegible Next", "style": "normal", "path": f"{ATKINSON}-normal.woff2"},
    {"family": "Atkinson Hyperlegible Next", "style": "italic", "path": f"{ATKINSON}-italic.woff2"},
    {"family": "Newsreader", "style": "normal", "path": f"{NEWSREADER}-opsz-normal.woff2"},
    {"family": "Newsreader", "style": "italic", "path": f"{NEWSREADER}-wght-italic.woff2"},
)
DEPTHS = ("superficial", "intermediate", "deep", "internal")
BROWSER_WORDS = (
    "ask", "bar", "care", "character", "command", "empty", "layer", "legend", "list", "map",
    "nothing", "offer", "place", "places", "reason", "side", "stage", "view", "widespread",
)  # fmt: skip


def hashed(name: str, content: bytes) -> str:
    """``app/map.js`` with the content's hash before its ending."""
    stem, ending = name.rsplit(".", 1)
    return f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{ending}"


def bundle() -> bytes:
    """Our scripts as one module: the browser imports it as a blob, which cannot import others."""
    pieces = []
    for name in SCRIPTS:
        source = (HERE / f"atlas_{name}.js").read_text("utf-8")
        source = re.sub(r"^import .*?;\n", "", source, flags=re.M)
        source = re.sub(r"^export \{.*?\};\n", "", source, flags=re.M)
        if name != "main":
            source = re.sub(r"^export ", "", source, flags=re.M)
        pieces.append(source)
    return "\n".join(pieces).encode()


def provide(name: str, content: bytes, static: Path = STATIC) -> str:
    """Write a file under its hashed name where it is missing; its path under `static`."""
    path = hashed(name, content)
    if not (static / path).exists():
        write_atomically(static / path, content)
    return path


def provide_app(static: Path = STATIC) -> str:
    """Our script; its path under `static`."""
    return provide("app/atlas.js", bundle(), static)


def provide_boot(catalogue: Catalogue, built: Built, text: Text, static: Path = STATIC) -> str:
    """What the browser knows from the start, so that a click needs to send ids only."""
    boot = {
        "plotly": provide_script(static),
        "layout": plate_layout(),
        "fonts": FONTS,
        "map": built.manifest["map"],
        "stages": stages(built),
        "text": {key: text[key] for key in text if key.split(".")[0] in BROWSER_WORDS},
        "areas": {
            each.id: each.name for each in (*catalogue.groups.values(), *catalogue.areas.values())
        },
        "muscles": {muscle: words_of(catalogue, built, muscle) for muscle in catalogue.muscles},
        "flags": [
            {
                "id": flag.id,
                "title": flag.title,
                "question": flag.question,
                "urgency": flag.urgency,
                "sign": flag.sign,
                "act": flag.act,
                "sources": [source for source in flag.sources],
            }
            for flag in catalogue.red_flags.values()
        ],
        "countries": [
            [each.id, each.name, each.numbers, each.checked]
            for each in load_emergency_numbers().values()
        ],
        "references": {
            source: cite(catalogue.references[source], text)
            for flag in catalogue.red_flags.values()
            for source in flag.sources
            if source in catalogue.references
        },
        "open_points": [
            point.id
            for muscle, _, point in catalogue.points.values()
            if point.internal or muscle.depth in ("deep", "internal")
        ],
    }
    content = json.dumps(boot, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return provide("app/boot.json", content.encode(), static)


def stages(built: Built) -> list[dict[str, Any]]:
    """The stages whose views are all built."""
    return [
        {
            "id": stage.id,
            "title": stage.title,
            "figures": [
                {"view": one.view, "x": round(one.x, 5), "y": round(one.y, 5), "scale": one.scale}
                for one in stage.figures
            ],
        }
        for stage in STAGES
        if all(one.view in built.manifest["views"] for one in stage.figures)
    ]


def words_of(catalogue: Catalogue, built: Built, muscle_id: str) -> dict[str, Any]:
    """What the list and the map call a muscle, and where its pictures are."""
    muscle = catalogue.muscles[muscle_id]
    parts = muscle.parts if muscle.has_parts else ()
    plain = {part.id: part.plain_name for part in parts if part.plain_name}
    thumbnails: Mapping[str, Any] = built.manifest.get("thumbnails", {})
    return {
        "name": muscle.name,
        "plain": {muscle_id: muscle.plain_name, **plain},
        "parts": {part.id: part.name for part in parts},
        "also": {one.id: one.also_known_as for one in (muscle, *parts) if one.also_known_as},
        "weight": weight(muscle),
        "geometry": built.manifest["muscles"].get(muscle_id, {}).get("geometry"),
        "thumbnail": {
            **({muscle_id: thumbnails[muscle_id]} if muscle_id in thumbnails else {}),
            **{part.id: thumbnails[part.id] for part in parts if part.id in thumbnails},
        },
    }


def weight(muscle: Muscle) -> int:
    """Which of two muscles whose names fit alike is offered first: better mapped, nearer the skin.

    What lies inside the body comes last. For the command box only: no list of muscles for a
    drawing is ordered by it.
    """
    grade = min(GRADES.index(point.evidence.grade) for point in muscle.trigger_points)
    inside = len(GRADES) * len(DEPTHS) if muscle.depth == "internal" else 0
    return inside + grade * len(DEPTHS) + DEPTHS.index(muscle.depth)


def cite(source: Reference, text: Text) -> str:
    """A source in one line, with how far it was checked."""
    year = f" ({source.year})" if source.year else ""
    where = f" {source.where}." if source.where else ""
    number = f" doi:{source.doi}" if source.doi else f" ISBN {source.isbn}" if source.isbn else ""
    checked = text[f"card.checked.{source.checked}"]
    return f"{source.authors}{year}. {source.title}.{where}{number} [{checked}]"


if __name__ == "__main__":
    from atlas.catalogue import load_catalogue

    provide_app()
    print(provide_boot(load_catalogue(), Built(), load_text()))
