"""What the build wrote: every muscle, point and zone where it should be."""

import json
import shutil

import numpy as np
import pytest
from shapely.geometry import MultiPolygon, Point, Polygon

from atlas.built import SIDES, Built, NotBuilt, built_from, check_built
from atlas.catalogue import load_catalogue
from atlas.views import BY_ID, STAGES, VIEWS

CATALOGUE = load_catalogue()
BUILT = Built()
MUSCLES = list(CATALOGUE.muscles)


def shapes(muscle):
    return BUILT.read(BUILT.manifest["muscles"][muscle]["geometry"])


def region(rings):
    """Rings drawn even-odd, in tenths of a millimetre."""
    shape = MultiPolygon()
    for ring in rings:
        polygon = Polygon(np.array(ring).reshape(-1, 2)).buffer(0)
        shape = shape.symmetric_difference(polygon)
    return shape


def test_the_build_is_current_and_complete():
    assert check_built(CATALOGUE) == []
    assert set(BUILT.manifest["muscles"]) == set(MUSCLES)


def test_every_file_of_the_manifest_carries_the_hash_of_its_content():
    import hashlib

    for path in (BUILT.static / "body").rglob("*.*"):
        said = path.name.split(".")[-2]
        assert hashlib.sha256(path.read_bytes()).hexdigest().startswith(said), path.name


@pytest.mark.parametrize("muscle", MUSCLES)
def test_the_cross_lies_in_its_muscle(muscle):
    geometry = shapes(muscle)
    for side in ("right", "left"):
        for view, shape in geometry.get(side, {}).items():
            for point, drawn in shape["points"].items():
                if "x" not in drawn:
                    continue
                part = CATALOGUE.points[point].part.id
                outline = shape["parts"].get(part)
                assert outline, f"{point} has a cross in {view}, where its muscle is not seen"
                inside = region(outline["outline"])
                # Two pixels of the view's picture: outlines are traced from pixels.
                near = 2 / (BY_ID[view].per_metre * 1e-4)
                gap = inside.distance(Point(drawn["x"]))
                assert gap < near, f"{point} lies {gap / 10:.1f} mm outside in {view}"


@pytest.mark.parametrize("muscle", MUSCLES)
def test_every_point_and_zone_shows_in_some_view(muscle):
    geometry = shapes(muscle)
    for point in CATALOGUE.muscles[muscle].trigger_points:
        drawn = [v["points"].get(point.id, {}) for v in geometry["right"].values()]
        if point.has_spot and not point.internal:
            assert any("x" in d for d in drawn), f"{point.id}: the cross shows nowhere"
        if point.internal:
            insets = [v["points"] for k, v in geometry["right"].items() if k.startswith("inset")]
            assert any("x" in p.get(point.id, {}) for p in insets), f"{point.id}: in no inset"
        pattern = CATALOGUE.pattern(point)
        assert any("essential" in d for d in drawn), f"{point.id}: no essential zone shows"
        if pattern.spillover:
            assert any("spillover" in d for d in drawn), f"{point.id}: no spillover zone shows"
            assert any("dots" in d for d in drawn), f"{point.id}: no stipple"


@pytest.mark.parametrize("muscle", MUSCLES)
def test_every_field_marks_cells_on_its_own_side(muscle):
    for point in CATALOGUE.muscles[muscle].trigger_points:
        strokes = (*CATALOGUE.pattern(point).essential, *CATALOGUE.pattern(point).spillover)
        if {stroke.only for stroke in strokes} == {"left"}:
            continue
        field = BUILT.fields[point.id, "right"]
        assert field.essential.max() > 0.5
        strokes = (*CATALOGUE.pattern(point).essential, *CATALOGUE.pattern(point).spillover)
        if all(stroke.laterality == "mirrored" for stroke in strokes):
            left = np.array([side == "left" for side in BUILT.map.side])
            weight = field.essential * BUILT.map.cm2
            assert weight[left].sum() < 0.3 * weight.sum(), point.id


def test_what_belongs_to_the_muscle_of_one_side_is_drawn_there_only():
    """The chest over the heart: left rectus; the outer edge low on the belly: right rectus."""
    sides = np.array(BUILT.map.side)
    outer = {side: BUILT.fields["rectus_abdominis_lower.2", side].essential for side in SIDES}
    assert outer["left"].max() == 0 and outer["right"].max() > 0.5
    assert not outer["right"][sides == "left"].max() > 0.5
    chest = np.array(BUILT.map.area) == "breast_front"
    upper = {side: BUILT.fields["rectus_abdominis_upper.1", side].spillover for side in SIDES}
    assert upper["left"][chest & (sides == "left")].max() > 0.5
    assert upper["right"][chest].max() < 0.5


def test_left_mirrors_right():
    body = BUILT.map
    assert (body.mirror[body.mirror] == np.arange(len(body))).all()
    flipped = body.centre[body.mirror] * [-1, 1, 1]
    assert np.abs(flipped - body.centre).max() < 0.006
    swap = {"right": "left", "left": "right", "middle": "middle"}
    for cell, twin in enumerate(body.mirror):
        assert body.area[twin] == body.area[cell]
        assert body.side[twin] == swap[body.side[cell]]
    for (point, side), field in BUILT.fields.items():
        if side == "right" and "sides" in BUILT.manifest:
            twin = BUILT.fields[point, "left"]
            assert (twin.essential == field.essential[body.mirror]).all()


def test_right_cells_are_on_the_right():
    body = BUILT.map
    for cell, side in enumerate(body.side):
        x = body.centre[cell, 0]
        assert (side == "right") == (x < -0.0005) or side == "middle" or abs(x) < 0.004


def test_areas_part_the_whole_skin():
    body = BUILT.map
    skin = {area.id for area in CATALOGUE.areas.values() if not area.inner}
    assert set(body.area) == skin
    for area in skin:
        sides = {body.side[c] for c in body.cells_of(area)}
        if CATALOGUE.areas[area].middle:
            assert sides <= {"middle", "right", "left"}
        else:
            assert sides == {"right", "left"}, area
    assert 1.5e4 < body.cm2.sum() < 2.1e4


@pytest.mark.parametrize("view", [view.id for view in VIEWS])
def test_cells_of_a_view_part_its_silhouette(view):
    raw = BUILT.read(BUILT.manifest["views"][view]["geometry"])
    whole = sum(Polygon(np.array(r).reshape(-1, 2)).area for r in raw["silhouette"][:1])
    cells = sum(region(rings).area for rings in raw["cells"].values())
    assert cells == pytest.approx(region(raw["silhouette"]).area, rel=0.04), whole


def test_every_cell_shows_in_some_view():
    best = np.max(list(BUILT.visible.values()), 0)
    hidden = [BUILT.map.ids[c] for c in np.flatnonzero(best < 0.2 * BUILT.map.cm2)]
    assert len(hidden) <= 12, hidden


def test_every_view_stands_on_a_stage_and_has_its_mirror():
    assert {f.view for stage in STAGES for f in stage.figures} == set(BY_ID)
    for view in BY_ID.values():
        assert BY_ID[view.mirror].mirror == view.id
        if view.box:
            x0, x1, y0, y1 = view.box
            assert BY_ID[view.mirror].box == pytest.approx((-x1, -x0, y0, y1))


def test_prose_does_not_make_a_picture_old():
    muscle = CATALOGUE.muscles[MUSCLES[0]]
    reworded = muscle.model_copy(update={"plain": "Something else."})
    assert built_from(CATALOGUE, reworded) == built_from(CATALOGUE, muscle)


def test_a_moved_landmark_makes_a_picture_old():
    muscle = CATALOGUE.muscles[MUSCLES[0]]
    fibres = muscle.parts[0].fibres[0]
    bare = muscle.parts[0].model_copy(
        update={"fibres": (fibres.model_copy(update={"origin": fibres.insertion}),)}
    )
    moved = muscle.model_copy(update={"parts": (bare, *muscle.parts[1:])})
    assert built_from(CATALOGUE, moved) != built_from(CATALOGUE, muscle)


@pytest.mark.parametrize("content", [None, "", "{", "[]", '{"schema": 2}'])
def test_a_missing_or_broken_manifest_is_said(tmp_path, content):
    if content is not None:
        (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(NotBuilt, match=r"manifest\.json"):
        Built(tmp_path)
    assert len(check_built(CATALOGUE, tmp_path)) == 1


def test_a_changed_manifest_is_noticed(tmp_path):
    manifest = json.loads((BUILT.static / "manifest.json").read_text())
    manifest["muscles"][MUSCLES[0]]["built_from"] = "0" * 12
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    said = [str(problem) for problem in check_built(CATALOGUE, tmp_path)]
    assert any("older than the words" in line and MUSCLES[0] in line for line in said)
    assert any("is missing" in line for line in said)


def test_a_muscle_or_a_view_whose_file_is_gone_takes_nothing_else_along(tmp_path):
    """A click must not end in an error because a file was deleted or cut."""
    static = tmp_path / "static"
    static.mkdir()
    whole = Built()
    manifest = json.loads(json.dumps(whole.manifest))
    manifest["muscles"] = {
        name: manifest["muscles"][name] for name in ("infraspinatus", "soleus", "deltoid")
    }
    (static / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    names = [files["cells"] for files in manifest["muscles"].values()] + [manifest["map"]]
    names += [manifest["views"]["front"]["geometry"]]
    for name in names:
        (static / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(whole.static / name, static / name)
    (static / manifest["muscles"]["soleus"]["cells"]).unlink()
    (static / manifest["muscles"]["deltoid"]["cells"]).write_text(
        '{"sides": {"right": {"a"', "utf-8"
    )
    built = Built(static)
    assert {point for point, _ in built.fields} == {
        p for p, entry in load_catalogue().points.items() if entry.muscle.id == "infraspinatus"
    }
    assert built.visible["front"].sum() > 0 and built.visible["back"].sum() == 0
