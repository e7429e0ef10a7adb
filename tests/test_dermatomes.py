"""Dermatomes: written, built, and where an examiner would look for them."""

from pathlib import Path

import numpy as np
import pytest

from atlas.built import Built, check_built, dermatome_built_from
from atlas.catalogue import load_catalogue
from tests.generate import GOOD

CATALOGUE = load_catalogue()
BUILT = Built()
BODY = BUILT.map
ROOTS = (
    [f"C{n}" for n in range(2, 9)] + [f"T{n}" for n in range(1, 13)]
    + [f"L{n}" for n in range(1, 6)] + [f"S{n}" for n in range(1, 6)]
)  # fmt: skip


def shape(root):
    return BUILT.read(BUILT.manifest["dermatomes"][root]["geometry"])


def areas(root):
    """Share of each area of the right side that lies in a dermatome."""
    inside = np.zeros(len(BODY))
    cells = shape(root)["cells"]
    inside[cells[0::2]] = np.array(cells[1::2]) / 255
    return {
        area: float(inside[list(own)] @ BODY.cm2[list(own)] / BODY.cm2[list(own)].sum())
        for area in set(BODY.area)
        if (own := [k for k in BODY.cells_of(area, "right") if BODY.side[k] == "right"])
    }


def test_every_root_with_skin_is_written_and_built():
    assert list(CATALOGUE.dermatomes) == ROOTS
    assert list(BUILT.manifest["dermatomes"]) == ROOTS
    for each in CATALOGUE.dermatomes.values():
        for claim in (each.where, each.differs):
            if claim is not None:
                assert len(CATALOGUE.cited(claim.sources)) == len(claim.sources)
                assert all(len(s.split()) <= 20 for s in claim.patient.split(". "))


@pytest.mark.parametrize("root", ROOTS)
def test_it_shows_in_some_view_and_on_its_own_side(root):
    drawn = shape(root)
    assert drawn["root"] == root
    assert drawn["right"], "in no view"
    for view, rings in drawn["right"].items():
        assert view in BUILT.manifest["views"]
        assert rings["zone"]
        if view in ("front", "back"):
            sign = -1 if view == "front" else 1
            for ring in rings["zone"]:
                assert min(x * sign for x in ring[0::2]) > -60, f"{root} crosses the midline"


@pytest.mark.parametrize(
    ("root", "area"),
    [
        ("C2", "head_back"), ("C3", "neck_lateral"), ("C5", "upper_arm_lateral_lower"),
        ("C6", "thumb_tip"), ("C6", "thumb_dorsal"), ("C7", "finger3_dorsal"),
        ("C7", "finger3_palmar"), ("C8", "finger5_dorsal"), ("C8", "finger5_palmar"),
        ("T1", "elbow_medial"), ("T4", "breast_front"), ("L1", "groin_crease"),
        ("L4", "leg_medial_lower"), ("L5", "foot_dorsum_middle"), ("L5", "toe1_top"),
        ("S1", "heel_lateral"), ("S1", "foot_edge_lateral"), ("S2", "thigh_posterior_lower"),
    ],
)  # fmt: skip
def test_it_lies_where_it_is_known_to_lie(root, area):
    assert areas(root)[area] > 0.4, areas(root)[area]


def test_the_navel_belongs_to_t10_more_than_to_any_other():
    navel = list(BODY.cells_of("navel"))
    found = {}
    for root in ROOTS:
        cells = shape(root)["cells"]
        inside = dict(zip(cells[0::2], cells[1::2], strict=True))
        found[root] = sum(inside.get(cell, 0) for cell in navel)
    assert max(found, key=found.__getitem__) == "T10"


def test_a_changed_stroke_is_noticed_and_changed_prose_is_not(tmp_path: Path):
    dermatome = CATALOGUE.dermatomes["C6"]
    prose = dermatome.model_copy(update={"differs": None})
    moved = dermatome.model_copy(update={"zone": dermatome.zone[:1]})
    was = dermatome_built_from(CATALOGUE, dermatome)
    assert dermatome_built_from(CATALOGUE, prose) == was
    assert dermatome_built_from(CATALOGUE, moved) != was
    other = CATALOGUE.__class__(
        **{
            **{name: getattr(CATALOGUE, name) for name in CATALOGUE.__dataclass_fields__},
            "dermatomes": {"C6": moved},
        }
    )
    said = [str(problem) for problem in check_built(other)]
    assert any("dermatome C6" in line and "older" in line for line in said)
    assert any("dermatome C7 is built but not" in line for line in said)


def write(folder: Path, text: str) -> Path:
    import shutil

    shutil.copytree(GOOD, folder)
    (folder / "dermatomes.yaml").write_text(text, encoding="utf-8")
    return folder


ENTRY = """dermatomes:
  - id: {id}
    where: {{patient: A., practitioner: B., sources: [{source}]}}
    zone: [{{disc: {landmark}, radius: 3}}]
"""


@pytest.mark.parametrize(
    ("id", "source", "landmark", "said"),
    [
        ("C1", "fixture", "acromion", "is not a root with skin of its own"),
        ("C5", "fixture", "the_moon", "is not a known landmark"),
        ("C5", "nobody_2099", "acromion", "is not a known reference"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(tmp_path, id, source, landmark, said):
    text = ENTRY.format(id=id, source=source, landmark=landmark)
    catalogue = load_catalogue(write(tmp_path / "data", text))
    lines = [str(p) for p in catalogue.problems]
    assert any(said in line and "dermatomes.yaml:" in line for line in lines), lines
    assert catalogue.muscles
    assert ("C5" in catalogue.dermatomes) == (said == "is not a known reference")
