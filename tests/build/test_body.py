"""The body itself: posed as anatomists pose it, the same on both sides."""

import numpy as np
import pytest

from atlas.build.workshop import surfaces
from atlas.views import VIEWS


@pytest.fixture(scope="module")
def skins():
    return surfaces()


@pytest.fixture(scope="module")
def skin(skins):
    return skins["anatomical"]


def test_it_stands_on_the_floor_and_is_1_72_m_tall(skin):
    assert skin.vertices[:, 1].min() == pytest.approx(0, abs=0.002)
    assert skin.vertices[:, 1].max() == pytest.approx(1.72, abs=0.003)


def test_left_mirrors_right(skin):
    flipped = skin.vertices[skin.mirror] * [-1, 1, 1]
    assert np.abs(flipped - skin.vertices).max() < 1e-6
    assert (skin.mirror[skin.mirror] == np.arange(len(skin))).all()


@pytest.mark.parametrize("side", ["R", "L"])
def test_thumbs_point_outward_and_palms_forward(skin, side):
    outward = -1 if side == "R" else 1
    thumb, little = skin.joints[f"finger1-3.{side}"], skin.joints[f"finger5-3.{side}"]
    assert (thumb[0] - little[0]) * outward > 0.05
    wrist, index = skin.joints[f"wrist.{side}"], skin.joints[f"finger2-1.{side}"]
    pinky = skin.joints[f"finger5-1.{side}"]
    palm = np.cross(index - wrist, pinky - wrist) * -outward
    assert (palm / np.linalg.norm(palm))[2] > 0.9


def test_no_edge_is_longer_than_its_limit(skin):
    t = skin.triangles
    for a, b in ((0, 1), (1, 2), (2, 0)):
        edge = np.linalg.norm(skin.vertices[t[:, a]] - skin.vertices[t[:, b]], axis=1)
        assert edge.max() < 0.0105


def test_both_poses_are_one_surface(skins):
    anatomical, forward = skins["anatomical"], skins["arms_forward"]
    assert (anatomical.triangles == forward.triangles).all()
    assert (anatomical.arm == forward.arm).all()
    still = np.linalg.norm(anatomical.vertices - forward.vertices, axis=1) < 1e-6
    assert still.mean() > 0.4
    assert forward.vertices[forward.arm, 2].max() > anatomical.vertices[:, 2].max() + 0.2


def test_distances_over_the_skin_are_right(skin):
    a = skin.nearest_vertex(np.array([0.0, 1.2, 0.2]))
    reached = skin.distance({a: 0.0}, limit=0.2)
    near = np.flatnonzero(np.isfinite(reached) & (reached > 0.03) & (reached < 0.08))
    straight = np.linalg.norm(skin.vertices[near] - skin.vertices[a], axis=1)
    assert (reached[near] > straight * 0.999).all()
    assert np.median(reached[near] / straight) < 1.06


def test_a_disc_is_as_large_as_it_says(skin):
    point = skin.vertices[skin.nearest_vertex(np.array([-0.1, 1.25, -0.2]))]
    field = skin.brush([([point], 0.04, 0.04)])
    cm2 = skin.vertex_areas[field < 0].sum() * 1e4
    assert cm2 == pytest.approx(np.pi * 16, rel=0.08)


def test_camera_axes_are_right_handed():
    for view in VIEWS:
        axes = np.array(view.axes)
        assert np.allclose(axes @ axes.T, np.eye(3), atol=1e-9), view.id
        assert np.linalg.det(axes) == pytest.approx(1), view.id
