"""The plates: the shaded body, and a muscle's fibres on it."""

from __future__ import annotations

from typing import Literal

import numpy as np
from PIL import Image
from scipy import ndimage

from atlas.build.raster import Buffers, Camera
from atlas.build.source import Floats
from atlas.build.surface import Surface

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
Window = tuple[slice, slice]

SKIN = {"light": (244, 236, 228), "dark": (222, 210, 200)}
SHADE = {"light": (150, 132, 124), "dark": (92, 80, 74)}
LINE = {"light": (92, 82, 80), "dark": (34, 29, 27)}
BELLY, FURROW, TENDON = (203, 132, 110), (146, 76, 60), (238, 220, 200)
EDGE = (104, 48, 40)


def smoothstep(x: Floats, low: float, high: float) -> Floats:
    """0 below `low`, 1 above `high`, an S between."""
    t = np.clip((x - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t))


def _unit(*v: float) -> Floats:
    return np.array(v) / np.linalg.norm(v)


def pixel_normals(surface: Surface, buffers: Buffers, camera: Camera) -> Floats:
    """Return unit normals in camera axes, shape (height, width, 3)."""
    n = buffers.interpolate(surface.triangles, surface.normals, 0.0) @ camera.axes.T
    return n / np.maximum(np.linalg.norm(n, axis=-1, keepdims=True), 1e-9)


def _occlusion(buffers: Buffers, per_metre: float) -> Floats:
    inside = buffers.inside
    depth = np.where(inside, buffers.depth, 0)
    dark = np.zeros(inside.shape)
    for radius, gain in ((0.006, 16), (0.02, 7), (0.05, 3)):
        coarse = max(1, int(radius * per_metre / 6))
        sigma = radius * per_metre / coarse
        weight = ndimage.gaussian_filter(inside[::coarse, ::coarse].astype(float), sigma)
        around = ndimage.gaussian_filter(depth[::coarse, ::coarse], sigma) / np.maximum(
            weight, 1e-6
        )
        if coarse > 1:
            rows = np.arange(inside.shape[0])[:, None] / coarse + np.zeros(inside.shape)
            columns = np.arange(inside.shape[1])[None] / coarse + np.zeros(inside.shape)
            around = ndimage.map_coordinates(around, [rows, columns], order=1, mode="nearest")
        dark += np.clip((around - depth) * gain, 0, 0.28)
    return dark


class Plate:
    """One view of the body, rendered at `supersample` times the picture's size."""

    def __init__(
        self, surface: Surface, buffers: Buffers, camera: Camera, supersample: int = 2
    ) -> None:
        self.surface, self.buffers, self.camera = surface, buffers, camera
        self.supersample = supersample
        self._normals = pixel_normals(surface, buffers, camera)
        self._light = self._lit()

    def _lit(self) -> tuple[Floats, Floats, Floats, Floats]:
        n, buffers = self._normals, self.buffers
        key = _unit(-0.45, 0.55, 0.70)
        fill = _unit(0.7, 0.1, 0.6)
        light = (
            (n @ key).clip(0) * 0.62
            + (n @ fill).clip(0) * 0.18
            + (n[..., 1] * 0.5 + 0.5) * 0.22
            + 0.06
        )
        light -= _occlusion(buffers, self.camera.per_metre) * 0.8
        rim = (1 - n[..., 2].clip(0, 1)) ** 3
        shine = (n @ key).clip(0) ** 18
        depth = np.where(buffers.inside, buffers.depth, -3.0)
        step = ndimage.maximum_filter(depth, 3, mode="nearest") - ndimage.minimum_filter(
            depth, 3, mode="nearest"
        )
        contour = ndimage.gaussian_filter(smoothstep(step, 0.006, 0.02), 0.55 * self.supersample)
        return light.clip(0, 1), rim, shine, (contour * 1.9).clip(0, 0.8)

    def body(self, theme: Theme) -> Floats:
        """RGBA, shape (height, width, 4), 0..255: the shaded body on nothing."""
        light, rim, shine, contour = self._light
        skin, shade, line = (np.array(c[theme], float) for c in (SKIN, SHADE, LINE))
        colour = shade + (skin - shade) * smoothstep(light, 0.08, 0.92)[..., None]
        colour *= 1 - 0.30 * rim[..., None]
        colour += 10 * shine[..., None]
        colour = colour * (1 - contour[..., None]) + line * contour[..., None]
        outside = ~self.buffers.inside
        colour[outside] = line
        alpha = np.where(outside, contour, 1.0)
        return np.dstack([colour.clip(0, 255), alpha * 255])

    def muscle(
        self, outline: Floats, across: Floats, along: Floats, strands: int, window: Window
    ) -> Floats:
        """RGBA of a muscle in a window: terracotta strands, pale tendons, a dark edge."""
        triangles = self.surface.triangles
        buffers = self.buffers.crop(*window)
        f = buffers.interpolate(triangles, outline, 1.0)
        u = buffers.interpolate(triangles, across, 0.0)
        v = buffers.interpolate(triangles, along, 0.0)
        light, rim = self._light[0][window], self._light[1][window]
        belly, furrow, tendon = (np.array(c, float) for c in (BELLY, FURROW, TENDON))
        coarse = 0.5 + 0.5 * np.sin(2 * np.pi * strands * u + 1.2 * np.sin(7 * v))
        fine = 0.5 + 0.5 * np.sin(2 * np.pi * strands * 2.7 * u + 4 * v)
        colour = furrow + (belly - furrow) * (0.35 + 0.45 * coarse + 0.2 * fine)[..., None]
        end = (1 - smoothstep(v, 0.0, 0.09)) * 0.5 + smoothstep(v, 0.84, 1.0) * 0.8
        end = np.clip(end * (0.8 + 0.3 * coarse), 0, 1)[..., None]
        colour += (tendon * (0.85 + 0.15 * coarse[..., None]) - colour) * end
        shading = (0.42 + 0.62 * smoothstep(light, 0.05, 0.95)) * (1 - 0.25 * rim)
        colour *= shading[..., None].clip(0.35, 1.06)
        edge = (np.exp(-((f / 0.0012) ** 2)) * 0.85)[..., None]
        colour = colour * (1 - edge) + np.array(EDGE, float) * edge
        alpha = (smoothstep(-f, -0.0015, 0.0015) * 0.94 * buffers.inside)[..., None]
        return np.concatenate([colour.clip(0, 255), alpha * 255], -1)

    def picture(self, rgba: Floats) -> Image.Image:
        """Return RGBA at render size as a picture at its final size."""
        image = Image.fromarray(rgba.round().astype(np.uint8), "RGBA")
        size = (image.width // self.supersample, image.height // self.supersample)
        # Premultiplied, so that transparent pixels do not bleed into the edge.
        return image.convert("RGBa").resize(size, Image.Resampling.LANCZOS).convert("RGBA")
