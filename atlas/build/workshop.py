"""The built surfaces, kept between runs of the build, and quick pictures for authors.

``python -m atlas.build.workshop landmarks --views front,back --only scap -o out/l.png`` draws the
landmarks with their names, ``areas`` the areas in colours with theirs.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import pickle
import re
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from PIL import Image, ImageDraw, ImageFont

from atlas.build import body, source, surface
from atlas.build.areas import grow
from atlas.build.pictures import Plate
from atlas.build.places import PlaceError, Places
from atlas.build.shots import shoot
from atlas.build.source import CACHE, SHA256
from atlas.build.surface import Surface, build_surfaces
from atlas.paths import DATA
from atlas.views import BY_ID


def surface_key() -> str:
    """Hash of everything the surfaces are made from."""
    h = hashlib.sha256(SHA256.encode())
    for module in (source, body, surface):
        h.update(Path(str(module.__file__)).read_bytes())
    return h.hexdigest()[:12]


def surfaces() -> dict[str, Surface]:
    """Return both poses, from the cache where the code that makes them has not changed."""
    path = CACHE / f"surfaces-{surface_key()}.pickle"
    if path.exists():
        with path.open("rb") as file:
            plain: dict[str, Any] = pickle.load(file)
        return {pose: Surface(*parts) for pose, parts in plain.items()}
    built = build_surfaces()
    CACHE.mkdir(exist_ok=True)
    with path.open("wb") as file:
        pickle.dump(
            {p: (s.vertices, s.normals, s.triangles, s.joints, s.arm) for p, s in built.items()},
            file,
        )
    return built


def written(kind: str) -> list[dict[str, Any]]:
    """Everything written in ``data/<kind>.yaml`` and ``data/<kind>_*.yaml``."""
    files = sorted(DATA.glob(f"{kind}*.yaml"))
    return [item for f in files for item in yaml.safe_load(f.read_text()).get(kind) or []]


def landmarks_at() -> dict[str, Any]:
    """Landmark id to its ``at``, as written."""
    return {item["id"]: item["at"] for item in written("landmarks")}


def _draw(view: str, points: dict[str, np.ndarray], scale: float, box: Any) -> Image.Image:
    built = surfaces()
    chosen = BY_ID[view]
    if box:
        chosen = dataclasses.replace(chosen, box=tuple(box))
    if scale:
        chosen = dataclasses.replace(chosen, per_metre=scale)
    shot = shoot(chosen, built)
    plate = Plate(shot.surface, shot.buffers, shot.camera, 1)
    rgba = Image.fromarray(plate.body("light").astype(np.uint8), "RGBA")
    image = Image.new("RGBA", rgba.size, (255, 255, 255, 255))
    image.alpha_composite(rgba)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(11)
    rest = built["anatomical"]
    for name, point in points.items():
        at = shot.surface.vertices[rest.nearest_vertex(point)]
        x, y, z = shot.camera.pixels(at[None])[0]
        if not (0 <= x < image.width and 0 <= y < image.height):
            continue
        if z < shot.buffers.depth[int(y), int(x)] - 0.012:
            continue
        draw.ellipse((x - 3, y - 3, x + 3, y + 3), fill=(200, 0, 0))
        draw.text((x + 5, y - 6), name, fill=(0, 0, 180), font=font)
    return image.convert("RGB")


def _draw_areas(view: str, scale: float, box: Any, only: str) -> Image.Image:
    areas = written("areas")
    built = surfaces()
    label = grow(Places(built["anatomical"], landmarks_at()), areas)
    chosen = dataclasses.replace(
        BY_ID[view],
        box=tuple(box) if box else BY_ID[view].box,
        per_metre=scale or BY_ID[view].per_metre,
    )
    shot = shoot(chosen, built)
    plate = Plate(shot.surface, shot.buffers, shot.camera, 1)
    rgba = plate.body("light")[..., :3]
    inside = shot.buffers.inside
    corner = shot.buffers.weights.argmax(-1)[inside]
    seen = np.full(inside.shape, -1)
    seen[inside] = label[shot.surface.triangles[shot.buffers.triangle[inside], corner]]
    palette = np.random.default_rng(4).uniform(60, 255, (len(areas), 3))
    mix = rgba * 0.45 + palette[np.clip(seen, 0, None)] * 0.55
    image = Image.fromarray(np.where(inside[..., None], mix, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for k in np.unique(seen[seen >= 0]):
        if not re.search(only, areas[k]["id"]):
            continue
        rows, columns = np.nonzero(seen == k)
        for half in (columns < inside.shape[1] / 2, columns >= inside.shape[1] / 2):
            if half.sum() > 30:
                x, y = columns[half].mean(), rows[half].mean()
                draw.text((x, y), areas[k]["id"], fill=(0, 0, 0), anchor="mm", font_size=10)
    return image


def _side_by_side(images: list[Image.Image], path: Path) -> None:
    sheet = Image.new("RGB", (sum(i.width for i in images), max(i.height for i in images)), "white")
    x = 0
    for image in images:
        sheet.paste(image, (x, 0))
        x += image.width
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(path)
    print(path, sheet.size)


def main() -> None:
    """Draw what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["landmarks", "areas"])
    parser.add_argument("--views", default="front,back")
    parser.add_argument("--only", default=".", help="regular expression on landmark ids")
    parser.add_argument("--box", type=float, nargs=4, help="x0 x1 y0 y1 in metres of the view")
    parser.add_argument("--scale", type=float, default=0, help="pixels a metre")
    parser.add_argument("-o", "--out", type=Path, default=Path("out/landmarks.png"))
    options = parser.parse_args()
    if options.what == "areas":
        _side_by_side(
            [
                _draw_areas(v, options.scale, options.box, options.only)
                for v in options.views.split(",")
            ],
            options.out,
        )
        return
    at = landmarks_at()
    places = Places(surfaces()["anatomical"], at)
    points = {}
    for name in at:
        if re.search(options.only, name):
            try:
                points[name] = places.landmark(name)
            except PlaceError as error:
                print(f"{name}: {error}")
    _side_by_side(
        [_draw(v, points, options.scale, options.box) for v in options.views.split(",")],
        options.out,
    )


if __name__ == "__main__":
    main()
