"""How the catalogue's files are read, checked against each other, and looked up."""

import shutil
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from atlas.catalogue import Catalogue, LeftOut, load_catalogue, plain_letters, rings
from atlas.yaml_source import plain_scalar, read_document, read_entry
from tests.generate import GOOD, tree_of, write

SHOULDER = "trigger_points/shoulder_arm.yaml"
HEAD = "trigger_points/head_neck.yaml"

Loaded = tuple[Catalogue, list[str]]
Load = Callable[..., Loaded]


@pytest.fixture(scope="module")
def good() -> Catalogue:
    return load_catalogue(GOOD)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GOOD, tmp_path / "data"))


def change(folder: Path, file: str, act: Callable[[Any], object]) -> None:
    tree = tree_of(folder / file)
    act(tree)
    write(folder / file, tree)


def problems(folder: Path) -> tuple[Catalogue, list[str]]:
    """The catalogue, and its problems without file and line."""
    catalogue = load_catalogue(folder)
    assert all(problem.line for problem in catalogue.problems)
    return catalogue, [str(each).split(": ", 1)[1] for each in catalogue.problems]


# ---- a good one


def test_everything_is_there(good: Catalogue) -> None:
    assert good.problems == ()
    assert good.left_out == ()
    assert good.version == "2026.10"
    assert list(good.muscles) == ["sternocleidomastoid", "infraspinatus"]
    assert list(good.parts)[:2] == ["sternocleidomastoid_sternal", "sternocleidomastoid_clavicular"]
    muscle, part, point = good.points["infraspinatus.1"]
    assert (muscle.id, part.id, point.self_press) == ("infraspinatus", "infraspinatus", "yes")
    assert good.references["rathbone_2017"].checked == "abstract"
    assert good.written_at["muscle", "infraspinatus"].line == 3
    assert good.written_at["landmark", "acromion"].line == 2


def test_it_is_frozen(good: Catalogue) -> None:
    with pytest.raises(FrozenInstanceError):
        good.version = "else"  # type: ignore[misc]
    with pytest.raises(TypeError):
        good.muscles["else"] = good.muscles["infraspinatus"]  # type: ignore[index]


def test_lookups(good: Catalogue) -> None:
    assert good.named("Rotator  CUFF") == ("infraspinatus",)
    assert good.named("infraspinatus") == ("infraspinatus",)
    assert good.named("Muscle on the back of the shoulder-blade") == ("infraspinatus",)
    assert good.named("sternal head") == ("sternocleidomastoid_sternal",)
    assert good.named("musculus sternocleidomastoideus") == ("sternocleidomastoid",)
    assert good.named("sternal") == ()
    assert good.areas_in(["shoulder", "shoulder_back", "cheek", "nowhere"]) == (
        "shoulder_back",
        "shoulder_front",
        "cheek",
    )
    assert [each.id for each in good.cited(["rathbone_2017", "gone"])] == ["rathbone_2017"]
    assert [each.id for each in good.muscles_of("head_neck")] == ["sternocleidomastoid"]
    assert good.pattern(good.points["infraspinatus.2"].point).id == "infraspinatus.1"


def test_plain_letters() -> None:
    assert plain_letters(" Músculus   Infra-Spinátus (II) ") == "musculus infra spinatus ii"


def test_the_same_every_time(good: Catalogue) -> None:
    again = load_catalogue(GOOD)
    assert list(again.muscles.values()) == list(good.muscles.values())
    assert again.names == good.names


def test_the_projects_own_files_can_be_read() -> None:
    """Whether they are right is for `make check`; here, that each says where it is not."""
    catalogue = load_catalogue()
    assert catalogue.version
    assert catalogue.muscles
    assert all(problem.file.startswith("data/") for problem in catalogue.problems)


def test_150_muscles_load_fast(folder: Path) -> None:
    text = (folder / SHOULDER).read_text(encoding="utf-8").split("muscles:\n")[1]
    many = "".join(text.replace("infraspinatus", f"muscle_{n}") for n in range(150))
    (folder / SHOULDER).write_text("muscles:\n" + many, encoding="utf-8")
    before = process_time()
    catalogue = load_catalogue(folder)
    assert process_time() - before < 1.5
    assert len(catalogue.muscles) == 151


# ---- how YAML is read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("True", "True"),
        ("true", True),
        ("false", False),
        ("", None),
        ("~", None),
        ("null", None),
        ("3", 3),
        ("-3", -3),
        ("0.5", 0.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("0683083635", "0683083635"),
        ("2026-11-05", "2026-11-05"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        (".", "."),
        ("-", "-"),
        ("+.", "+."),
        ("T7", "T7"),
    ],
)
def test_unquoted_words(written: str, read: object) -> None:
    assert plain_scalar(written) == read
    assert type(plain_scalar(written)) is type(read)


def test_quoted_words_stay_words(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("a: ['3', \"true\", 3]\n", encoding="utf-8")
    document = read_document(tmp_path / "x.yaml", [])
    assert document and document.top
    assert read_entry("x", document.top).value == {"a": ["3", "true", 3]}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("depth: deep", "depth: deep\n    depth: deep", "depth: 'depth' is written twice"),
        ("name: Infra", "name: !!str Infra", "tags (!) are not read here"),
        ("name: Infra", "<<: {a: 1}\n    name: Infra", "<<: is not a known key"),
        ("name: Infra", "[a, b]: c\n    name: Infra", "a key has to be a word"),
        ("non_pain: []", "non_pain: &loop [*loop]", "once its aliases (*) are written out"),
        ("non_pain: []", f"non_pain: {'[' * 300}{']' * 300}", "is nested deeper than 200 levels"),
    ],
)
def test_yaml_that_is_not_read(folder: Path, old: str, new: str, said: str) -> None:
    path = folder / SHOULDER
    text = path.read_text(encoding="utf-8").replace("depth: superficial", "depth: deep")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    catalogue, found = problems(folder)
    assert any(said in each for each in found), found
    assert list(catalogue.muscles) == ["sternocleidomastoid"]


def test_aliases_within_reason_are_read(folder: Path) -> None:
    path = folder / HEAD
    text = path.read_text(encoding="utf-8")
    text = text.replace("anatomy_sources: [fixture]", "anatomy_sources: &here [fixture]")
    text = text.replace("Ache.\n      sources: [fixture]", "Ache.\n      sources: *here")
    path.write_text(text, encoding="utf-8")
    catalogue, found = problems(folder)
    assert found == []
    assert catalogue.muscles["sternocleidomastoid"].feels_like.sources == ("fixture",)


def test_a_byte_order_mark_does_no_harm(folder: Path) -> None:
    (folder / HEAD).write_bytes(b"\xef\xbb\xbf" + (folder / HEAD).read_bytes())
    assert problems(folder)[1] == []


def test_one_broken_muscle_of_a_file_takes_no_other_along(folder: Path) -> None:
    head, text = (folder / SHOULDER).read_text(encoding="utf-8").split("muscles:\n")
    several = [text.replace("infraspinatus", f"muscle_{n}") for n in range(3)]
    several[1] = several[1].replace("nerve: Supra", 'nerve: "Supra', 1)
    (folder / SHOULDER).write_text(f"{head}muscles:\n{''.join(several)}", encoding="utf-8")
    catalogue, found = problems(folder)
    assert list(catalogue.muscles) == ["sternocleidomastoid", "muscle_0", "muscle_2"]
    assert LeftOut("muscle", "muscle_1") in catalogue.left_out
    assert len(found) == 1
    assert found[0].startswith("muscle_1: is not YAML: while scanning a quoted scalar")
    unbroken = 2 + 2 * len(text.splitlines()) + 1
    assert catalogue.written_at["muscle", "muscle_2"].line == unbroken


def test_a_file_that_is_too_large_is_not_read(folder: Path) -> None:
    (folder / HEAD).write_bytes(b"#" * 4_000_001)
    catalogue = load_catalogue(folder)
    assert "is too large: 4000001 bytes" in str(catalogue.problems)
    assert list(catalogue.muscles) == ["infraspinatus"]


def test_a_comma_in_braces_is_explained(folder: Path) -> None:
    path = folder / HEAD
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Half way.", "Half way, low."), encoding="utf-8")
    _, found = problems(folder)
    assert any("where.low.: is not a known key, and has no value (inside { }" in e for e in found)


# ---- files that are missing


@pytest.mark.parametrize("name", ["landmarks", "areas", "references", "red_flags"])
def test_a_missing_file_is_one_problem(folder: Path, name: str) -> None:
    (folder / f"{name}.yaml").unlink()
    catalogue = load_catalogue(folder)
    assert [str(each) for each in catalogue.problems] == [f"{folder}/{name}.yaml: is missing"]
    assert len(catalogue.muscles) == 2
    assert len(catalogue.red_flags) == (0 if name == "red_flags" else 2)


def test_without_its_entry_file_the_muscles_are_there(folder: Path) -> None:
    (folder / "trigger_points.yaml").unlink()
    catalogue = load_catalogue(folder)
    assert len(catalogue.problems) == 1
    assert catalogue.regions == {"head_neck": "Head neck", "shoulder_arm": "Shoulder arm"}
    assert len(catalogue.muscles) == 2


def test_no_folder_at_all(tmp_path: Path) -> None:
    catalogue = load_catalogue(tmp_path / "nowhere")
    assert len(catalogue.problems) == 7
    assert not catalogue.muscles


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("trigger_points/gone.yaml", "is missing"),
        ("../data/trigger_points/head_neck.yaml", "inside the data folder"),
        ("/etc/passwd", "inside the data folder"),
        (HEAD, "is listed twice"),
    ],
)
def test_files_that_are_listed_wrongly(folder: Path, name: str, said: str) -> None:
    change(folder, "trigger_points.yaml", lambda tree: tree["files"].append(name))
    catalogue, found = problems(folder)
    assert len(found) == 1 and said in found[0]
    assert len(catalogue.muscles) == 2


def test_a_file_that_nobody_lists(folder: Path) -> None:
    (folder / "trigger_points" / "else.yaml").write_text("muscles: []", encoding="utf-8")
    said = str(load_catalogue(folder).problems[0])
    assert said.endswith("else.yaml: is not listed in trigger_points.yaml, and not read")


def test_landmarks_may_stand_in_several_files(folder: Path) -> None:
    tree = tree_of(folder / "landmarks.yaml")
    write(folder / "landmarks_limbs.yaml", {"landmarks": [tree["landmarks"].pop(3)]})
    write(folder / "landmarks.yaml", tree)
    catalogue, found = problems(folder)
    assert found == []
    assert catalogue.written_at["landmark", "deltoid_tuberosity"].file.endswith("_limbs.yaml")


# ---- entries that mention others


def muscle(tree: Any) -> Any:
    return tree["muscles"][0]


def test_unknown_muscle_in_related(folder: Path) -> None:
    change(folder, SHOULDER, lambda t: muscle(t)["related"][0].update(muscle="sternocleido"))
    catalogue, found = problems(folder)
    assert found == [
        "infraspinatus: related[0].muscle: 'sternocleido' is not a known muscle; "
        "did you mean 'sternocleidomastoid'?"
    ]
    assert catalogue.muscles["infraspinatus"].related == ()


def test_related_to_a_muscle_that_was_left_out(folder: Path) -> None:
    change(folder, HEAD, lambda t: muscle(t).pop("nerve"))
    catalogue, found = problems(folder)
    assert "sternocleidomastoid: nerve: is missing" in found
    assert (
        "infraspinatus: related[0].muscle: 'sternocleidomastoid' was left out: see its own problem"
    ) in found
    assert catalogue.left_out == (LeftOut("muscle", "sternocleidomastoid"),)


def test_unknown_red_flag(folder: Path) -> None:
    change(folder, SHOULDER, lambda t: muscle(t)["red_flags"].append("haert"))
    catalogue, found = problems(folder)
    assert found == [
        "infraspinatus: red_flags[1]: 'haert' is not a known red flag; did you mean 'heart'?"
    ]
    assert catalogue.muscles["infraspinatus"].red_flags == ("heart",)


def test_a_warning_keeps_its_good_areas(folder: Path) -> None:
    change(folder, "red_flags.yaml", lambda t: t["red_flags"][0]["areas"].append("sholder"))
    catalogue, found = problems(folder)
    assert found == [
        "heart: areas[2]: 'sholder' is not a known area or group; did you mean 'shoulder'?"
    ]
    assert "shoulder" in catalogue.red_flags["heart"].areas


def test_unknown_area_in_a_group(folder: Path) -> None:
    change(folder, "areas.yaml", lambda t: t["groups"][0]["areas"].append("moon"))
    catalogue, found = problems(folder)
    assert found == ["shoulder: areas[2]: 'moon' is not a known area"]
    assert catalogue.groups["shoulder"].areas == ("shoulder_back", "shoulder_front")


def test_an_inner_area_is_shown_on_the_skin(folder: Path) -> None:
    def act(tree: Any) -> None:
        inner = tree["areas"][4]
        tree["areas"].append({**inner, "id": "teeth", "shown_in": inner["id"]})

    change(folder, "areas.yaml", act)
    catalogue, found = problems(folder)
    assert found == ["teeth: shown_in: 'teeth_upper_back' is an inner area itself"]
    assert "teeth" not in catalogue.areas


def test_a_group_and_an_area_have_different_ids(folder: Path) -> None:
    change(folder, "areas.yaml", lambda t: t["groups"][0].update(id="cheek"))
    assert any("cheek: id: 'cheek' is used twice" in each for each in problems(folder)[1])


def test_a_part_and_a_muscle_have_different_ids(folder: Path) -> None:
    def act(tree: Any) -> None:
        part = muscle(tree)["parts"][0]
        part["id"], part["trigger_points"][0]["id"] = "infraspinatus", "infraspinatus.1"

    change(folder, HEAD, act)
    catalogue, found = problems(folder)
    assert any("parts[0].id: 'infraspinatus' is used twice" in each for each in found)
    assert list(catalogue.muscles) == ["infraspinatus"]


def test_unknown_region(folder: Path) -> None:
    change(folder, HEAD, lambda t: muscle(t).update(region="neck"))
    catalogue, found = problems(folder)
    assert (
        "sternocleidomastoid: region: 'neck' is not a region; use one of: head_neck, shoulder_arm"
    ) in found
    assert list(catalogue.muscles) == ["infraspinatus"]


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("infraspinatus.3", "is not a trigger point; did you mean 'infraspinatus.1'?"),
        ("sternocleidomastoid_sternal.1", None),
    ],
)
def test_pattern_of(folder: Path, target: str, said: str | None) -> None:
    change(folder, SHOULDER, lambda t: muscle(t)["trigger_points"][1].update(pattern_of=target))
    catalogue, found = problems(folder)
    assert ("infraspinatus" in catalogue.muscles) == (said is None)
    assert found == (
        [f"infraspinatus: trigger_points[1].pattern_of: {target!r} {said}"] * bool(said)
    )


def test_pattern_of_a_pattern_of(folder: Path) -> None:
    def act(tree: Any) -> None:
        points = muscle(tree)["trigger_points"]
        points.append({**points[1], "id": "infraspinatus.3", "pattern_of": "infraspinatus.2"})

    change(folder, SHOULDER, act)
    catalogue, found = problems(folder)
    assert found == [
        "infraspinatus: trigger_points[2].pattern_of: 'infraspinatus.2' is itself as "
        "infraspinatus.1: name that one"
    ]
    assert "infraspinatus" not in catalogue.muscles


def test_pattern_of_a_muscle_that_was_left_out(folder: Path) -> None:
    change(
        folder,
        SHOULDER,
        lambda t: muscle(t)["trigger_points"][1].update(pattern_of="sternocleidomastoid_sternal.1"),
    )
    change(folder, HEAD, lambda t: muscle(t).pop("nerve"))
    assert not load_catalogue(folder).muscles


def test_injected_and_mapped_has_to_have_been_read(folder: Path) -> None:
    change(folder, "references.yaml", lambda t: t["references"][1].update(checked="citation"))
    catalogue, found = problems(folder)
    assert found == [
        "infraspinatus: trigger_points[0].evidence.grade: 'experimental' needs a source that was "
        "read: checked: abstract or full"
    ]
    assert "infraspinatus" in catalogue.muscles


def test_landmarks_in_a_circle(folder: Path) -> None:
    def act(tree: Any) -> None:
        spots = {each["id"]: each for each in tree["landmarks"]}
        spots["acromion"]["at"] = {"between": ["upper_arm_front", "mastoid"]}

    change(folder, "landmarks.yaml", act)
    catalogue, found = problems(folder)
    way = "goes round in a circle: acromion -> upper_arm_front -> acromion"
    assert f"acromion: at: {way}" in found
    assert f"upper_arm_front: at: {way}" in found
    assert "acromion" not in catalogue.landmarks
    assert not catalogue.muscles


def test_what_needs_a_lost_landmark_goes_with_it(folder: Path) -> None:
    change(folder, "landmarks.yaml", lambda t: t["landmarks"][0].pop("at"))
    catalogue, found = problems(folder)
    assert "acromion: at: is missing" in found
    assert "upper_arm_front: at: 'acromion' was left out: see its own problem" in found
    assert "shoulder_front" not in catalogue.areas
    assert catalogue.groups.get("shoulder") is None


def test_rings() -> None:
    assert rings({"a": ["b"], "b": ["c"], "c": []}) == []
    assert rings({"a": ["a"]}) == [("a",)]
    assert rings({"c": ["b"], "b": ["a", "d"], "a": ["c"], "d": ["b"]}) == [
        ("a", "c", "b"),
        ("b", "d"),
    ]
