"""The catalogue's entries: frozen, and valid as far as one entry alone can tell.

Lengths in these models are centimetres over the skin, as people write them. Everything is written
for the right side. What an entry says about other entries (that a landmark exists, that a source is
listed) is checked by :mod:`atlas.catalogue`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, NoReturn, Self, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Strict,
    StringConstraints,
    Tag,
    model_validator,
)
from pydantic_core import PydanticCustomError

ID_PATTERN = r"^[a-z][a-z0-9_]*$"
DERMATOME_PATTERN = r"^(C[2-8]|T([1-9]|1[0-2])|L[1-5]|S[1-5])$"
POINT_ID_PATTERN = r"^[a-z][a-z0-9_]*\.[1-9][0-9]*$"
DOI_PATTERN = r"^10\.[0-9]{4,9}/[^\s]+$"
URL_PATTERN = r"^https?://[^\s]+$"
VERSION_PATTERN = r"^[0-9]{4}\.[0-9]{1,2}(\.[0-9]+)?$"
ROOT_PATTERN = (
    r"^(C[1-8]|T([1-9]|1[0-2])|L[1-5]|S[1-5]|Co1"
    r"|CN (I|II|III|IV|V|V1|V2|V3|VI|VII|VIII|IX|X|XI|XII))$"
)
VERTEBRA_PATTERN = r"(C[2-7]|T([1-9]|1[0-2])|L[1-5]|S[1-5])"
HEIGHTS = (
    "sternal_notch",
    "sternal_angle",
    "xiphoid",
    "navel",
    "pubis",
    "asis",
    "trochanter",
    "ischium",
    "gluteal_fold",
    "coccyx",
)
LEVEL_PATTERN = f"^({VERTEBRA_PATTERN}|{'|'.join(HEIGHTS)})$"

PATTERNS_IN_WORDS = {
    ID_PATTERN: "is not an id: small letters, digits and _, beginning with a letter",
    POINT_ID_PATTERN: "is not a trigger point's id: <part or muscle id>.<number>",
    DOI_PATTERN: "is not a DOI: write it as 10.1234/abc, without https://doi.org/",
    URL_PATTERN: "is not an address: begin with https://",
    VERSION_PATTERN: "is not a version: write year.month, for instance 2026.11",
    ROOT_PATTERN: "is not a nerve root: write C5, T12, L4, S2, Co1, or a cranial nerve as CN XI",
    DERMATOME_PATTERN: "is not a root with skin of its own: write C2 to C8, T1 to T12, L1 to L5 "
    "or S1 to S5",
    LEVEL_PATTERN: f"is not a level: write a vertebra (T7) or one of {', '.join(HEIGHTS)}",
}

ANYWHERE_IN_BELLY = "anywhere_in_belly"
LARGEST_RADIUS_CM = 40

Id: TypeAlias = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=80)]
PointId: TypeAlias = Annotated[str, StringConstraints(pattern=POINT_ID_PATTERN, max_length=90)]
Text: TypeAlias = Annotated[str, StringConstraints(min_length=1)]
Root: TypeAlias = Annotated[str, StringConstraints(pattern=ROOT_PATTERN)]
Level: TypeAlias = Annotated[str, StringConstraints(pattern=LEVEL_PATTERN)]
SkinRoot: TypeAlias = Annotated[str, StringConstraints(pattern=DERMATOME_PATTERN)]
Flag: TypeAlias = Annotated[bool, Strict()]
Number: TypeAlias = Annotated[float, Strict(), Field(allow_inf_nan=False)]
Fraction: TypeAlias = Annotated[float, Strict(), Field(ge=0, le=1)]
Cm: TypeAlias = Annotated[float, Strict(), Field(gt=0, le=LARGEST_RADIUS_CM)]
Sources: TypeAlias = Annotated[tuple[Id, ...], Field(min_length=1)]
"""Ids of references; at least one."""

Laterality: TypeAlias = Literal["mirrored", "left", "right", "middle", "both"]
Depth: TypeAlias = Literal["superficial", "intermediate", "deep", "internal"]
Felt: TypeAlias = Literal["directly", "through_other_tissue", "not_by_hand", "internal"]
Confidence: TypeAlias = Literal["high", "medium", "low"]
SelfPress: TypeAlias = Literal["yes", "gentle", "never"]
SelfCareKind: TypeAlias = Literal["rest", "heat", "movement", "stretch", "press", "habit"]
LookAlikeKind: TypeAlias = Literal["nerve_root", "nerve", "joint", "organ", "vessel", "other"]
Relation: TypeAlias = Literal["synergist", "antagonist", "satellite"]
Grade: TypeAlias = Literal["experimental", "clinical", "tradition"]
Danger: TypeAlias = Literal["high", "care", "usual", "specialist"]
Urgency: TypeAlias = Literal["emergency", "today", "soon"]
ReferenceKind: TypeAlias = Literal["article", "book", "guideline", "web", "own"]
Checked: TypeAlias = Literal["full", "abstract", "citation", "no"]

GRADES: tuple[Grade, ...] = ("experimental", "clinical", "tradition")
CHECKED: tuple[Checked, ...] = ("full", "abstract", "citation", "no")


class Entry(BaseModel):
    """Frozen, and refusing keys that it does not know."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True
    )


def _refuse(message: str, *at: str | int) -> NoReturn:
    """Raise a rule's error; `at` is the path, from the entry, of the value that breaks it."""
    raise PydanticCustomError("rule", "{message}", {"message": message, "at": at})


def _kind_of_place(written: Any) -> str | None:
    if isinstance(written, str):
        return "<landmark>"
    if isinstance(written, Between):
        return "<Between>"
    if isinstance(written, Mirror):
        return "<Mirror>"
    if isinstance(written, dict):
        if "between" in written:
            return "<Between>"
        if "mirror" in written:
            return "<Mirror>"
    return None


Place: TypeAlias = Annotated[
    Annotated[Id, Tag("<landmark>")]
    | Annotated["Between", Tag("<Between>")]
    | Annotated["Mirror", Tag("<Mirror>")],
    Discriminator(
        _kind_of_place,
        custom_error_type="rule",
        custom_error_message="is not a place: write a landmark, {between: [P, Q], at: 0.4}, "
        "{between: [P, Q], cm: 3} or {mirror: P}",
    ),
]
"""A landmark's id, or a place made from other places. Resolved on the surface by the build."""

Line: TypeAlias = Annotated[tuple[Place, ...], Field(min_length=1)]
"""Places joined by shortest ways over the skin."""


class Between(Entry):
    """A place on the shortest way over the skin from one place to another.

    Attributes
    ----------
    between : tuple of two places
        P and Q.
    at : float or None
        Fraction of the way, 0 at P and 1 at Q. See :attr:`fraction` for the default.
    cm : float or None
        Instead of `at`: so many centimetres from P on the way to Q; may pass Q.
    """

    between: tuple[Place, Place]
    at: Fraction | None = None
    cm: Annotated[Number, Field(ge=-LARGEST_RADIUS_CM, le=100)] | None = None

    @model_validator(mode="after")
    def _one_measure(self) -> Self:
        if self.at is not None and self.cm is not None:
            _refuse("write either at or cm, not both", "cm")
        return self

    @property
    def fraction(self) -> float | None:
        """Fraction of the way (0.5 where nothing is written), or None where `cm` counts."""
        if self.cm is not None:
            return None
        return 0.5 if self.at is None else self.at


class Mirror(Entry):
    """The same place on the left."""

    mirror: Place


def landmarks_of(place: Place) -> Iterator[str]:
    """Yield the ids of all landmarks that a place is made from."""
    if isinstance(place, str):
        yield place
    elif isinstance(place, Between):
        for end in place.between:
            yield from landmarks_of(end)
    else:
        yield from landmarks_of(place.mirror)


class Disc(Entry):
    """A stroke: everything within `radius` cm of a place, over the skin.

    `only` draws it for the muscle of that side alone.
    """

    disc: Place
    radius: Cm
    laterality: Laterality = "mirrored"
    only: Literal["right", "left"] | None = None

    @property
    def line(self) -> tuple[Place, ...]:
        """The one place, as a line."""
        return (self.disc,)

    @property
    def radii(self) -> tuple[float, float]:
        """Radius in cm at the start and at the end."""
        return (self.radius, self.radius)


class Band(Entry):
    """A stroke along a line, with a radius in cm, or two: at its start and at its end.

    `only` draws it for the muscle of that side alone.
    """

    band: Annotated[tuple[Place, ...], Field(min_length=2)]
    radius: Annotated[
        Annotated[Cm, Tag("<number>")] | Annotated[tuple[Cm, Cm], Tag("<pair>")],
        Discriminator(
            lambda written: "<pair>" if isinstance(written, list | tuple) else "<number>"
        ),
    ]
    laterality: Laterality = "mirrored"
    only: Literal["right", "left"] | None = None

    @property
    def line(self) -> tuple[Place, ...]:
        """The places that the band runs along."""
        return self.band

    @property
    def radii(self) -> tuple[float, float]:
        """Radius in cm at the start and at the end."""
        return self.radius if isinstance(self.radius, tuple) else (self.radius, self.radius)


def _kind_of_stroke(written: Any) -> str | None:
    if isinstance(written, Disc) or (isinstance(written, dict) and "disc" in written):
        return "<Disc>"
    if isinstance(written, Band) or (isinstance(written, dict) and "band" in written):
        return "<Band>"
    return None


Stroke: TypeAlias = Annotated[
    Annotated[Disc, Tag("<Disc>")] | Annotated[Band, Tag("<Band>")],
    Discriminator(
        _kind_of_stroke,
        custom_error_type="rule",
        custom_error_message="is not a stroke: write {disc: place, radius: 3} or "
        "{band: [place, place], radius: 2}",
    ),
]


class Ring(Entry):
    """A ray from the axis between two joints of the rig.

    `t` is the fraction from the first to the second joint, `azimuth` degrees (0 anterior,
    90 lateral, 180 posterior, 270 medial), or `toward` a direction in the frame, made square to the
    axis; `tilt` degrees towards the second joint.
    """

    ring: tuple[Text, Text]
    t: Annotated[Number, Field(ge=-1, le=2)] = 0.5
    azimuth: Annotated[Number, Field(ge=-360, le=360)] | None = None
    toward: tuple[Number, Number, Number] | None = None
    tilt: Annotated[Number, Field(gt=-90, lt=90)] = 0

    @model_validator(mode="after")
    def _one_direction(self) -> Self:
        if (self.azimuth is None) == (self.toward is None):
            _refuse("write either azimuth or toward", "azimuth")
        if self.toward is not None and not any(self.toward):
            _refuse("a direction cannot be 0, 0, 0", "toward")
        return self


class LevelRay(Entry):
    """A ray at the height of a vertebra or a named level, cast back, forward or outward.

    With `face`, it starts `lateral` cm from the midline and is cast ``back`` or ``front``. With
    ``side: lateral`` it is cast straight outward, moved forward by `forward` cm. `up` shifts by cm.
    """

    level: Level
    lateral: Annotated[Number, Field(ge=-40, le=40)] = 0
    face: Literal["back", "front"] | None = None
    side: Literal["lateral"] | None = None
    up: Annotated[Number, Field(ge=-40, le=40)] = 0
    forward: Annotated[Number, Field(ge=-40, le=40)] = 0

    @model_validator(mode="after")
    def _one_direction(self) -> Self:
        if (self.face is None) == (self.side is None):
            _refuse("write either face: back or front, or side: lateral", "face")
        return self


class HeadRay(Entry):
    """A ray from the vertical axis of the head (0 underside of the chin, 1 vertex) outward."""

    head: Annotated[Number, Field(ge=-0.5, le=1.5)]
    azimuth: Annotated[Number, Field(ge=-360, le=360)]
    tilt: Annotated[Number, Field(gt=-90, lt=90)] = 0


class Nearest(Entry):
    """The skin nearest to a point in metres (x to the subject's left, y up, z forward)."""

    nearest: tuple[Number, Number, Number]


_RAYS = {"ring": "<Ring>", "level": "<LevelRay>", "head": "<HeadRay>", "nearest": "<Nearest>"}


def _kind_of_spot(written: Any) -> str | None:
    if isinstance(written, dict):
        for key, kind in _RAYS.items():
            if key in written:
                return kind
    elif isinstance(written, Ring | LevelRay | HeadRay | Nearest):
        return f"<{type(written).__name__}>"
    return _kind_of_place(written)


Spot: TypeAlias = Annotated[
    Annotated[Id, Tag("<landmark>")]
    | Annotated[Between, Tag("<Between>")]
    | Annotated[Mirror, Tag("<Mirror>")]
    | Annotated[Ring, Tag("<Ring>")]
    | Annotated[LevelRay, Tag("<LevelRay>")]
    | Annotated[HeadRay, Tag("<HeadRay>")]
    | Annotated[Nearest, Tag("<Nearest>")],
    Discriminator(
        _kind_of_spot,
        custom_error_type="rule",
        custom_error_message="is neither a place nor a ray: write one of the keys ring, level, "
        "head, nearest, between, mirror, or another landmark's id",
    ),
]
"""Where a landmark is: a place, or a ray that meets the skin."""


class Landmark(Entry):
    """A named point of the skin, on the right or on the midline."""

    id: Id
    name: Text
    at: Spot
    middle: Flag = False
    note: Text | None = None

    @model_validator(mode="after")
    def _own_id(self) -> Self:
        if self.id == ANYWHERE_IN_BELLY:
            _refuse("this id has a meaning of its own in trigger points", "id")
        return self


def _kind_of_seed(written: Any) -> str | None:
    return "<line>" if isinstance(written, list | tuple) else "<place>"


Seed: TypeAlias = Annotated[
    Annotated[Place, Tag("<place>")] | Annotated[Line, Tag("<line>")],
    Discriminator(_kind_of_seed),
]


class Area(Entry):
    """A part of the skin that has a name, or an inner one that is drawn at a projection.

    Attributes
    ----------
    grows_from : tuple of places and lines
        The area is the skin nearest to these; empty for an inner area.
    reach : float
        Centimetres by which it wins ground against its neighbours; may be negative.
    shown_in : str or None
        For an inner area, the area of the skin that stands for it on the figure.
    """

    id: Id
    name: Text
    clinical: Text
    synonyms: tuple[Text, ...] = ()
    choir: tuple[Text, ...] = ()
    no_press: Flag = False
    grows_from: tuple[Seed, ...] = ()
    reach: Annotated[Number, Field(ge=-20, le=20)] = 0
    middle: Flag = False
    inner: Flag = False
    shown_in: Id | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _skin_or_inner(self) -> Self:
        if self.inner and self.shown_in is None:
            _refuse(
                "an inner area needs shown_in, the area of the skin that stands for it", "inner"
            )
        if self.inner and self.grows_from:
            _refuse("an inner area is not on the skin and grows from nothing", "grows_from")
        if not self.inner and not self.grows_from:
            _refuse("an area of the skin needs grows_from", "id")
        if not self.inner and self.shown_in is not None:
            _refuse("only an inner area has shown_in", "shown_in")
        return self

    @property
    def lines(self) -> tuple[tuple[Place, ...], ...]:
        """What it grows from, each as a line (a single place is a line of one)."""
        return tuple(seed if isinstance(seed, tuple) else (seed,) for seed in self.grows_from)


class AreaGroup(Entry):
    """A name that stands for several areas; groups may overlap."""

    id: Id
    name: Text
    synonyms: tuple[Text, ...] = ()
    areas: Annotated[tuple[Id, ...], Field(min_length=1)]


def _isbn_digits(written: Any) -> Any:
    return str(written) if isinstance(written, int) and not isinstance(written, bool) else written


def _right_isbn(written: str) -> str:
    digits = written.replace("-", "").replace(" ", "").upper()
    values = [10 if c == "X" else int(c) for c in digits if c.isdigit() or c == "X"]
    right = len(values) == len(digits) and (
        (len(values) == 13 and sum(v * (1, 3)[i % 2] for i, v in enumerate(values)) % 10 == 0)
        or (len(values) == 10 and sum(v * (10 - i) for i, v in enumerate(values)) % 11 == 0)
    )
    if not right:
        raise PydanticCustomError("rule", "is not an ISBN: its check digit does not fit")
    return written


class Reference(Entry):
    """A source, and how far somebody has looked into it."""

    id: Id
    kind: ReferenceKind
    authors: Text
    year: Annotated[int, Strict(), Field(ge=1500, le=2100)] | None = None
    title: Text
    where: Text | None = None
    doi: Annotated[str, StringConstraints(pattern=DOI_PATTERN)] | None = None
    isbn: (
        Annotated[
            str,
            BeforeValidator(_isbn_digits, json_schema_input_type=str | int),
            AfterValidator(_right_isbn),
        ]
        | None
    ) = None
    url: Annotated[str, StringConstraints(pattern=URL_PATTERN)] | None = None
    checked: Checked
    checked_note: Text | None = None
    topics: tuple[Text, ...] = ()


class Claim(Entry):
    """One statement for both readers, with at least one source."""

    patient: Text
    practitioner: Text
    sources: Sources


class NonPain(Claim):
    """Something else than pain that the muscle is said to cause.

    Attributes
    ----------
    effects : tuple of str
        Ids of complaints in ``data/text/vocabulary.yaml``, such as ``dizziness``: whoever types one
        is led to its warning signs first, and then here.
    felt_in : tuple of str
        Ids of areas and groups where it is felt, where that tells it from the same elsewhere.
    """

    effects: tuple[Id, ...] = ()
    felt_in: tuple[Id, ...] = ()


class SourcedText(Entry):
    """A statement for practitioners only, with at least one source."""

    text: Text
    sources: Sources


class SelfCare(Claim):
    """Something the reader can gently try."""

    kind: SelfCareKind


class LookAlike(Claim):
    """Something else that can feel the same.

    Attributes
    ----------
    roots : tuple of str
        Nerve roots whose dermatomes are drawn.
    zone : str or None
        Id in ``data/look_alike_zones.yaml``: where that joint, organ or vessel is commonly felt.
    """

    name: Text
    kind: LookAlikeKind
    roots: tuple[Root, ...] = ()
    zone: Id | None = None
    laterality: Laterality = "mirrored"


class Related(Entry):
    """Another muscle that belongs to the picture."""

    muscle: Id
    how: Relation
    note: Text | None = None
    sources: Sources


class Tests(Entry):
    """What a practitioner may ask for; either may be missing where no such test is described."""

    movement: SourcedText | None = None
    strength: SourcedText | None = None


class Needling(SourcedText):
    """How dangerous a needle is here, and what lies in its way."""

    danger: Danger
    structures: tuple[Text, ...] = ()


class Reported(SourcedText):
    """How often a study of patients found the muscle to be a source; it only breaks ties.

    Attributes
    ----------
    share : float
        Of the patients, 0..1; of a range, its lower end.
    """

    share: Annotated[float, Field(gt=0, le=1)]


class Evidence(Entry):
    """What a trigger point's pattern rests on."""

    grade: Grade
    sources: Sources
    note: Text | None = None


class Fibres(Entry):
    """Fibres for the picture, from an origin line to an insertion line, past the lines in `via`."""

    origin: Line
    insertion: Line
    via: tuple[Line, ...] = ()

    @property
    def lines(self) -> tuple[tuple[Place, ...], ...]:
        """All lines in order: origin, via, insertion."""
        return (self.origin, *self.via, self.insertion)


class TriggerPoint(Entry):
    """A trigger point and the pain that sources link with it.

    Attributes
    ----------
    place : place, or ``anywhere_in_belly``
        See :attr:`has_spot`.
    essential, spillover : tuple of strokes
        Empty where `pattern_of` names the point whose pattern is the same.
    """

    id: PointId
    name: Text
    place: Place
    where: Claim
    self_press: SelfPress
    internal: Flag = False
    essential: tuple[Stroke, ...] = ()
    spillover: tuple[Stroke, ...] = ()
    pattern_of: PointId | None = None
    pattern: Claim
    feels_like: Claim | None = None
    evidence: Evidence

    @model_validator(mode="after")
    def _one_pattern(self) -> Self:
        if self.pattern_of is not None:
            for name in ("essential", "spillover"):
                if getattr(self, name):
                    _refuse("a point with pattern_of has no strokes of its own", name)
            if self.pattern_of == self.id:
                _refuse("a point cannot have its own pattern as pattern_of", "pattern_of")
        elif not self.essential:
            _refuse("a point needs at least one stroke in essential, or pattern_of", "essential")
        if self.internal and self.self_press != "never":
            _refuse("an internal point is never pressed at home: write never", "self_press")
        return self

    @property
    def has_spot(self) -> bool:
        """Whether sources give a spot; otherwise the point is anywhere in the belly."""
        return self.place != ANYWHERE_IN_BELLY

    @property
    def part_id(self) -> str:
        """Id of the part (or the muscle of one part) it belongs to."""
        return self.id.rpartition(".")[0]


def _check_point_ids(owner: str, points: tuple[TriggerPoint, ...]) -> None:
    seen: set[str] = set()
    for index, point in enumerate(points):
        if point.part_id != owner:
            _refuse(f"a point here is called {owner}.<number>", "trigger_points", index, "id")
        if point.id in seen:
            _refuse("is written twice: every id is used once", "trigger_points", index, "id")
        seen.add(point.id)


class Part(Entry):
    """A part of a muscle with a pattern of its own. Every muscle in the model has at least one.

    `latin`, `plain_name` and `confidence` are the muscle's where the part does not say its own.
    """

    id: Id
    name: Text
    latin: Text | None = None
    also_known_as: tuple[Text, ...] = ()
    plain_name: Text | None = None
    confidence: Confidence | None = None
    fibres: Annotated[tuple[Fibres, ...], Field(min_length=1)]
    trigger_points: Annotated[tuple[TriggerPoint, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _point_ids(self) -> Self:
        _check_point_ids(self.id, self.trigger_points)
        return self


def _either_parts_or_one(schema: dict[str, Any]) -> None:
    """Tell editors that a muscle has either `parts`, or `fibres` and `trigger_points`."""
    of_one = ["fibres", "trigger_points"]
    schema["oneOf"] = [
        {"required": of_one, "not": {"required": ["parts"]}},
        {"required": ["parts"], "not": {"anyOf": [{"required": [key]} for key in of_one]}},
    ]


class Muscle(Entry):
    """A muscle with everything the catalogue says about it.

    Attributes
    ----------
    parts : tuple of Part
        Never empty: a muscle of one pattern has a single part with the muscle's own id and names.
    fibres, trigger_points : tuple
        Those of all parts together, in order.
    """

    model_config = ConfigDict(json_schema_extra=_either_parts_or_one)

    id: Id
    name: Text
    latin: Text
    also_known_as: tuple[Text, ...] = ()
    plain_name: Text
    plain: Text
    region: Id
    depth: Depth
    felt: Felt
    confidence: Confidence
    origin: Text
    insertion: Text
    action: Claim
    nerve: Text
    roots: tuple[Root, ...] = ()
    anatomy_sources: Sources
    feels_like: Claim
    non_pain: tuple[NonPain, ...] = ()
    keeps_it_going: tuple[Claim, ...] = ()
    self_care: tuple[SelfCare, ...] = ()
    look_alikes: tuple[LookAlike, ...] = ()
    related: tuple[Related, ...] = ()
    reported: tuple[Reported, ...] = ()
    red_flags: tuple[Id, ...] = ()
    palpation: SourcedText
    tests: Tests
    needling: Needling
    fibres: tuple[Fibres, ...] = ()
    trigger_points: tuple[TriggerPoint, ...] = ()
    parts: tuple[Part, ...] = ()

    @model_validator(mode="after")
    def _fill_parts(self) -> Self:
        if self.parts:
            for name in ("fibres", "trigger_points"):
                if name in self.model_fields_set:
                    _refuse(f"a muscle with parts writes {name} in its parts", name)
            for index, part in enumerate(self.parts):
                if part.id == self.id:
                    _refuse("a part needs an id of its own, not the muscle's", "parts", index, "id")
        else:
            for name in ("fibres", "trigger_points"):
                if not getattr(self, name):
                    _refuse(f"a muscle needs {name}, or parts that have them", name)
            _check_point_ids(self.id, self.trigger_points)
        # The model is frozen for its users; this is still part of making it.
        if self.parts:
            heirs = tuple(self._with_names_of_muscle(part) for part in self.parts)
            self.__dict__["parts"] = heirs
            self.__dict__["fibres"] = tuple(f for part in heirs for f in part.fibres)
            self.__dict__["trigger_points"] = tuple(t for p in heirs for t in p.trigger_points)
        else:
            self.__dict__["parts"] = (self._as_one_part(),)
        return self

    @model_validator(mode="after")
    def _pressing(self) -> Self:
        internal = self.depth == "internal"
        never = True
        for i, part in enumerate(self.parts):
            above: tuple[str | int, ...] = ("parts", i) if self.has_parts else ()
            for k, point in enumerate(part.trigger_points):
                never = never and point.self_press == "never"
                if internal and point.self_press != "never":
                    at = (*above, "trigger_points", k, "self_press")
                    _refuse("an internal muscle is never pressed at home: write never", *at)
        if internal or never:
            why = "the muscle is internal" if internal else "every point is self_press: never"
            for index, care in enumerate(self.self_care):
                if care.kind == "press":
                    _refuse(f"no self-care by pressing here: {why}", "self_care", index, "kind")
        return self

    def _with_names_of_muscle(self, part: Part) -> Part:
        inherited = {
            name: getattr(self, name)
            for name in ("latin", "plain_name", "confidence")
            if getattr(part, name) is None
        }
        return part.model_copy(update=inherited) if inherited else part

    def _as_one_part(self) -> Part:
        return Part.model_construct(
            id=self.id,
            name=self.name,
            latin=self.latin,
            also_known_as=self.also_known_as,
            plain_name=self.plain_name,
            confidence=self.confidence,
            fibres=self.fibres,
            trigger_points=self.trigger_points,
        )

    @property
    def has_parts(self) -> bool:
        """Whether the muscle has parts that are named (and not just the one that it is itself)."""
        return not (len(self.parts) == 1 and self.parts[0].id == self.id)


class RedFlag(Entry):
    """A warning sign, asked before anything else.

    Attributes
    ----------
    areas : tuple of str
        Ids of areas and groups of areas; asked when one of these is marked.
    any : bool
        Asked for every place.
    muscles : tuple of str
        Asked on the cards of these muscles too.
    """

    id: Id
    title: Text
    urgency: Urgency
    question: Text
    sign: Text
    act: Text
    areas: tuple[Id, ...] = ()
    any: Flag = False
    muscles: tuple[Id, ...] = ()
    laterality: Literal["both", "left", "right"] = "both"
    heart_question: Flag = False
    clot_question: Flag = False
    sources: Sources
    note: Text | None = None

    @model_validator(mode="after")
    def _asked_somewhere(self) -> Self:
        if self.any and self.areas:
            _refuse("write either areas or any: true, not both", "any")
        if not (self.any or self.areas or self.muscles):
            _refuse("it would never be asked: write areas, any: true or muscles", "id")
        return self


class Dermatome(Entry):
    """The skin that one nerve root commonly supplies, written for the right side.

    Attributes
    ----------
    id : str
        The root: C6, T10, L5.
    where : Claim
        Where the skin lies, in words.
    zone : tuple of strokes
        Clipped at the midline by the build: neighbours overlap, the two sides hardly do.
    tested_at : place or None
        Where examiners of the spinal cord test the root.
    differs : Claim or None
        What other maps draw otherwise.
    """

    id: SkinRoot
    where: Claim
    zone: Annotated[tuple[Stroke, ...], Field(min_length=1)]
    tested_at: Place | None = None
    differs: Claim | None = None

    @property
    def places(self) -> Iterator[Place]:
        """All places that it is drawn from."""
        for stroke in self.zone:
            yield from stroke.line
        if self.tested_at is not None:
            yield self.tested_at


class LookAlikeZone(Entry):
    """Where pain from a joint, an organ or a vessel is commonly felt, as whole areas.

    Attributes
    ----------
    areas : tuple of str
        Ids of areas and groups. Whole areas, because such pain has no border either.
    laterality : {"mirrored", "left", "right", "both"}
        Of all of it; ``both`` where it is commonly felt on both sides at once.
    where : Claim
        In words, with what was read.
    """

    id: Id
    name: Text
    kind: LookAlikeKind
    areas: Annotated[tuple[Id, ...], Field(min_length=1)]
    laterality: Laterality = "mirrored"
    where: Claim


class RegionFile(Entry):
    """A file of muscles, ``data/trigger_points/*.yaml``."""

    muscles: tuple[Muscle, ...]


class LandmarkFile(Entry):
    """``data/landmarks.yaml``."""

    landmarks: tuple[Landmark, ...]


class AreaFile(Entry):
    """``data/areas.yaml``."""

    areas: tuple[Area, ...]
    groups: tuple[AreaGroup, ...] = ()


class ReferenceFile(Entry):
    """``data/references.yaml``."""

    references: tuple[Reference, ...]


class RedFlagFile(Entry):
    """``data/red_flags.yaml``."""

    red_flags: tuple[RedFlag, ...]


class DermatomeFile(Entry):
    """``data/dermatomes.yaml``."""

    dermatomes: tuple[Dermatome, ...]


class LookAlikeZoneFile(Entry):
    """``data/look_alike_zones.yaml``."""

    zones: tuple[LookAlikeZone, ...]


class CatalogueFile(Entry):
    """``data/trigger_points.yaml``, the catalogue's one entry."""

    schema_version: Annotated[Literal[1], Field(alias="schema")]
    version: Annotated[
        str,
        StringConstraints(pattern=VERSION_PATTERN),
        # An editor reads 2026.11 as a number; the loader takes it as written.
        Field(json_schema_extra={"type": ["string", "number"]}),
    ]
    regions: Annotated[dict[Id, Text], Field(min_length=1)]
    files: Annotated[tuple[Text, ...], Field(min_length=1)]


for _model in (Between, Mirror, Disc, Band):
    _model.model_rebuild()
