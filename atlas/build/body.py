"""The neutral body in anatomical position, and the same body with its arms swung forward.

Recipe: MakeHuman shape targets mixed to a neutral adult, linear-blend skinning into the
anatomical position (palms forward), 1.72 m tall, one Catmull-Clark level.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import scipy.sparse as sp
import scipy.sparse.linalg as spl

from atlas.build.source import Floats, Ints, Source

HEIGHT = 1.72
Pose = Literal["anatomical", "arms_forward"]

MALE, MAX_MUSCLE, IDEAL = 0.55, 0.25, 0.6
HUMERUS_ABDUCTION, CARRYING_ANGLE = 17.0, 7.0
ARMS_FORWARD = 62.0
NIPPLE_RADIUS = 0.55


@dataclass(frozen=True)
class Body:
    """One pose of the body.

    Attributes
    ----------
    vertices : array, shape (n, 3)
        Metres, x to the subject's left, y up, z forward; the floor is y = 0.
    triangles : array, shape (m, 3)
        Counter-clockwise seen from outside.
    joints : dict
        Rig joint name to its position, shape (3,).
    bone : array of str, shape (n,)
        The bone with the largest skinning weight.
    """

    vertices: Floats
    triangles: Ints
    joints: dict[str, Floats]
    bone: np.ndarray


def _neutral_targets() -> dict[str, float]:
    weights: dict[str, float] = {}
    muscles = (("averagemuscle", 1 - MAX_MUSCLE), ("maxmuscle", MAX_MUSCLE))
    macro = "mpfb2/targets/macrodetails"
    for sex, of_sex in (("female", 1 - MALE), ("male", MALE)):
        for ancestry in ("african", "asian", "caucasian"):
            weights[f"{macro}/{ancestry}-{sex}-young.target.gz"] = of_sex / 3
        for muscle, of_muscle in muscles:
            stem = f"{sex}-young-{muscle}-averageweight"
            weights[f"{macro}/universal-{stem}.target.gz"] = of_sex * of_muscle
            weights[f"{macro}/proportions/{stem}-idealproportions.target.gz"] = (
                of_sex * of_muscle * IDEAL
            )
    for muscle, of_muscle in muscles:
        flat = f"mpfb2/targets/breast/female-young-{muscle}-averageweight-mincup-averagefirmness"
        weights[f"{flat}.target.gz"] = (1 - MALE) * of_muscle
    for side in ("Left", "Right"):
        weights[f"faceunits01/targets/faceunits/eyeBlink{side}.target"] = 1.0
    return weights


def _unit(v: Floats) -> Floats:
    return v / float(np.linalg.norm(v))


def _turn(axis: Floats | list[float], angle: float) -> Floats:
    a = _unit(np.asarray(axis, float))
    k = np.array([[0, -a[2], a[1]], [a[2], 0, -a[0]], [-a[1], a[0], 0]])
    return np.eye(3) + np.sin(angle) * k + (1 - np.cos(angle)) * k @ k


def _aim(a: Floats, b: Floats) -> Floats:
    a, b = _unit(a), _unit(b)
    axis = np.cross(a, b)
    sine = float(np.linalg.norm(axis))
    return np.eye(3) if sine < 1e-9 else _turn(axis, float(np.arctan2(sine, a @ b)))


class _Rig:
    """The skeleton: bone positions of a shaped mesh, and skinning."""

    def __init__(self, source: Source, vertices: Floats) -> None:
        rig = source.json("mpfb2/rigs/standard/rig.default.json")
        groups = source.json("mpfb2/mesh_metadata/basemesh_vertex_groups.json")
        cubes = {
            name: np.concatenate([np.arange(a, b + 1) for a, b in spans])
            for name, spans in groups.items()
            if name.startswith("joint-")
        }
        self.weights: dict[str, list[tuple[int, float]]] = source.json(
            "mpfb2/rigs/standard/weights.default.json"
        )["weights"]
        self.parent: dict[str, str] = {name: bone["parent"] for name, bone in rig.items()}
        self.order: list[str] = []
        while len(self.order) < len(rig):
            self.order += [
                name
                for name in rig
                if name not in self.order
                and (not self.parent[name] or self.parent[name] in self.order)
            ]

        def point(end: dict[str, Any]) -> Floats:
            match end["strategy"]:
                case "CUBE":
                    return vertices[cubes[str(end["cube_name"])]].mean(0)
                case "VERTEX":
                    return vertices[end["vertex_index"]]
                case _:
                    return vertices[end["vertex_indices"]].mean(0)

        self.head = {name: point(bone["head"]) for name, bone in rig.items()}
        self.tail = {name: point(bone["tail"]) for name, bone in rig.items()}

    def pose(self, vertices: Floats, turns: dict[str, Floats]) -> tuple[Floats, dict[str, Floats]]:
        """Skin the mesh; `turns` are world rotations, inherited by children without their own."""
        turn: dict[str, Floats] = {}
        place: dict[str, Floats] = {}
        for name in self.order:
            parent = self.parent[name]
            turn[name] = turns.get(name, turn[parent] if parent else np.eye(3))
            place[name] = (
                place[parent] + turn[parent] @ (self.head[name] - self.head[parent])
                if parent
                else self.head[name]
            )
        out = np.zeros_like(vertices)
        total = np.zeros(len(vertices))
        for name in self.order:
            if not self.weights.get(name):
                continue
            table = np.array(self.weights[name])
            index, weight = table[:, 0].astype(int), table[:, 1]
            out[index] += weight[:, None] * (
                (vertices[index] - self.head[name]) @ turn[name].T + place[name]
            )
            total[index] += weight
        skinned = total > 1e-6
        out[skinned] /= total[skinned, None]
        out[~skinned] = vertices[~skinned]
        return out, place


def _anatomical(rig: _Rig) -> dict[str, Floats]:
    """Rotations into the anatomical position: arms a little abducted, palms forward."""
    turns: dict[str, Floats] = {}
    for side, sign in (("L", 1), ("R", -1)):

        def head(bone: str, side: str = side) -> Floats:
            return rig.head[f"{bone}.{side}"]

        arm = head("lowerarm01") - head("upperarm01")
        forearm = head("wrist") - head("lowerarm01")
        abduction = np.radians(HUMERUS_ABDUCTION)
        carried = np.radians(HUMERUS_ABDUCTION + CARRYING_ANGLE)
        arm_goal = np.array([sign * np.sin(abduction), -np.cos(abduction), -0.02])
        forearm_goal = np.array([sign * np.sin(carried), -np.cos(carried), 0.05])
        lower = _aim(arm, arm_goal)
        axis = np.cross(_unit(arm), _unit(arm_goal))
        angle = float(np.arccos(_unit(arm) @ _unit(arm_goal)))
        turns[f"clavicle.{side}"] = _turn(axis, angle * 0.12)
        turns[f"shoulder01.{side}"] = _turn(axis, angle * 0.25)

        straighten = _aim(lower @ forearm, forearm_goal) @ lower
        across = np.cross(head("finger2-1") - head("wrist"), head("finger5-1") - head("wrist"))
        along = _unit(forearm_goal)
        palm = straighten @ (-_unit(across) * sign)
        palm = palm - along * (palm @ along)
        forward = np.array([0, 0, 1.0]) - along * along[2]
        twist = float(
            np.arctan2(np.cross(_unit(palm), _unit(forward)) @ along, _unit(palm) @ _unit(forward))
        )
        humeral_share = 0.22
        turns[f"upperarm01.{side}"] = _turn(arm_goal, twist * humeral_share * 0.4) @ lower
        turns[f"upperarm02.{side}"] = _turn(arm_goal, twist * humeral_share) @ lower
        for bone, share in (("lowerarm01", 0.42), ("lowerarm02", 0.85)):
            part = humeral_share + (1 - humeral_share) * share
            turns[f"{bone}.{side}"] = _turn(along, twist * part) @ straighten
        hand_goal = _unit(forearm_goal + np.array([0, 0, 0.02]))
        supinated = _turn(along, twist) @ straighten
        wrist = _aim(supinated @ (head("finger3-1") - head("wrist")), hand_goal) @ supinated
        turns[f"wrist.{side}"] = wrist
        for finger in "2345":
            knuckle = wrist @ (head(f"finger{finger}-1") - head("wrist"))
            previous = wrist
            for joint in "123":
                bone = f"finger{finger}-{joint}.{side}"
                now = previous @ (rig.tail[bone] - rig.head[bone])
                straight = _unit(0.45 * _unit(knuckle) + 0.55 * hand_goal)
                previous = _aim(now, _unit(0.35 * _unit(now) + 0.65 * straight)) @ previous
                turns[bone] = previous
        turns[f"upperleg01.{side}"] = _turn([0, 0, 1], np.radians(-4.5 * sign))
        turns[f"foot.{side}"] = _turn([0, 1, 0], np.radians(2.0 * sign))
    return turns


def _arms_forward(turns: dict[str, Floats], rig: _Rig) -> dict[str, Floats]:
    swing = _turn([1, 0, 0], -np.radians(ARMS_FORWARD))
    girdle = _turn([1, 0, 0], -np.radians(ARMS_FORWARD * 0.15))
    arm = ("upperarm", "lowerarm", "wrist", "finger", "metacarpal")
    out = {bone: swing @ t if bone.startswith(arm) else t for bone, t in turns.items()}
    for side in "LR":
        out[f"shoulder01.{side}"] = girdle @ turns[f"shoulder01.{side}"]
    return out


def _fair(vertices: Floats, faces: list[list[int]], centre_of: Ints, radius: float) -> Floats:
    """Erase a feature on both sides: membrane fill, then bi-Laplacian fairing round it."""
    triangles = np.array(
        [t for f in faces for t in ([f[0], f[1], f[2]], [f[0], f[2], f[-1]]) if len(set(t)) == 3]
    )
    n = len(vertices)
    used = np.zeros(n, bool)
    used[triangles] = True
    inside = np.zeros(n, bool)
    for sign in (1, -1):
        centre = vertices[centre_of[vertices[centre_of, 0] * sign > 0]].mean(0)
        inside |= (np.linalg.norm(vertices - centre, axis=1) < radius) & used
    out = vertices.copy()
    edges = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    joined = sp.csr_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), (n, n))
    joined = ((joined + joined.T) > 0).astype(float)
    laplacian = (sp.diags(np.asarray(joined.sum(1)).ravel()) - joined).tocsr()
    free, held = inside, ~inside
    out[free] = spl.spsolve(
        laplacian[free][:, free].tocsc(), -(laplacian[free][:, held] @ out[held])
    )
    for _ in range(2):
        cotangents = sp.csr_matrix((n, n))
        mass = np.zeros(n)
        for j in range(3):
            a, b, c = triangles[:, j], triangles[:, (j + 1) % 3], triangles[:, (j + 2) % 3]
            u, w = out[b] - out[a], out[c] - out[a]
            double_area = np.linalg.norm(np.cross(u, w), axis=1) + 1e-9
            cot = 0.5 * np.clip((u * w).sum(1) / double_area, 1e-3, 10)
            cotangents = cotangents + sp.csr_matrix((cot, (b, c)), (n, n))
            np.add.at(mass, a, double_area / 6)
        cotangents = cotangents + cotangents.T
        stiff = sp.diags(np.asarray(cotangents.sum(1)).ravel()) - cotangents
        bending = (stiff @ sp.diags(1 / np.maximum(mass, 1e-9)) @ stiff).tocsr()
        out[free] = spl.spsolve(
            bending[free][:, free].tocsc(), -(bending[free][:, held] @ out[held])
        )
    return out


def _catmull_clark(n: int, quads: Ints) -> tuple[sp.csr_matrix, Ints]:
    """One subdivision as a matrix (new vertices by old) and the new quads; old indices stay."""
    m = len(quads)
    pairs = np.sort(np.stack([quads, np.roll(quads, -1, 1)], -1).reshape(-1, 2), 1)
    edges, which, count = np.unique(pairs, axis=0, return_inverse=True, return_counts=True)
    which = which.ravel()
    k = len(edges)
    face = np.repeat(np.arange(m), 4)
    centres = sp.csr_matrix((np.full(4 * m, 0.25), (face, quads.ravel())), (m, n))
    ends = np.repeat(np.arange(k), 2)
    middles = sp.csr_matrix((np.full(2 * k, 0.5), (ends, edges.ravel())), (k, n))
    edge_face = sp.csr_matrix((np.ones(4 * m), (which, face)), (k, m))
    inner = count == 2
    edge_points = (
        sp.diags(np.where(inner, 0.5, 1.0)) @ middles
        + sp.diags(np.where(inner, 0.25, 0.0)) @ edge_face @ centres
    )
    vertex_edge = sp.csr_matrix((np.ones(2 * k), (edges.ravel(), ends)), (n, k))
    vertex_face = sp.csr_matrix((np.ones(4 * m), (quads.ravel(), face)), (n, m))
    valence = np.maximum(np.asarray(vertex_edge.sum(1)).ravel(), 1)
    faces_of = np.asarray(vertex_face.sum(1)).ravel()
    border = np.zeros(n, bool)
    border[edges[~inner].ravel()] = True
    around_faces = sp.diags(1 / np.maximum(faces_of, 1)) @ vertex_face @ centres
    around_edges = sp.diags(1 / valence) @ vertex_edge @ middles
    smooth = sp.diags(1 / valence) @ (
        around_faces + 2 * around_edges + sp.diags(valence - 3) @ sp.eye(n)
    )
    only_border = sp.diags((~inner).astype(float))
    border_degree = np.maximum(np.asarray((vertex_edge @ only_border).sum(1)).ravel(), 1)
    at_border = sp.diags(0.5 / border_degree) @ vertex_edge @ only_border @ middles + 0.5 * sp.eye(
        n
    )
    lone = faces_of == 0
    vertex_points = (
        sp.diags((~border & ~lone).astype(float)) @ smooth
        + sp.diags((border & ~lone).astype(float)) @ at_border
        + sp.diags(lone.astype(float))
    )
    matrix = sp.vstack([vertex_points, edge_points, centres]).tocsr()
    e = which.reshape(m, 4) + n
    c = np.arange(m) + n + k
    quads_out = np.stack(
        [np.stack([quads[:, j], e[:, j], c, e[:, (j + 3) % 4]], 1) for j in range(4)], 1
    ).reshape(-1, 4)
    return matrix, quads_out


def build_body(source: Source | None = None, pose: Pose = "anatomical") -> Body:
    """Build the neutral body in a pose; about a second.

    Every pose has the same vertices in the same order, so that what lies on one lies on all.
    """
    source = source or Source()
    vertices, faces = source.mesh
    vertices = vertices.copy()
    for name, weight in _neutral_targets().items():
        index, offset = source.target(name)
        np.add.at(vertices, index, weight * offset)
    rig = _Rig(source, vertices)
    turns = _anatomical(rig)
    if pose == "arms_forward":
        turns = _arms_forward(turns, rig)
    nipples = np.unique(
        np.concatenate(
            [
                source.target(f"mpfb2/targets/breast/nipple-{kind}-decr.target.gz")[0]
                for kind in ("size", "point")
            ]
        )
    )
    vertices = _fair(vertices, faces, nipples, NIPPLE_RADIUS)
    posed, places = rig.pose(vertices, turns)

    n = 1 + max(max(face) for face in faces)
    coarse = posed[:n] * 0.1
    floor = coarse[:, 1].min()
    coarse[:, 1] -= floor
    scale = HEIGHT / coarse[:, 1].max()
    coarse *= scale
    joints = {name: (p * 0.1 - [0, floor, 0]) * scale for name, p in places.items()}

    quads = np.array([face if len(face) == 4 else [*face, face[-1]] for face in faces])
    matrix, quads = _catmull_clark(n, quads)
    weights = sp.lil_matrix((n, len(rig.order)))
    for column, name in enumerate(rig.order):
        for row, weight in rig.weights.get(name) or []:
            if int(row) < n:
                weights[int(row), column] = weight
    bone = np.array(rig.order)[np.asarray((matrix @ weights.tocsr()).argmax(1)).ravel()]
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    distinct = (
        (triangles[:, 0] != triangles[:, 1])
        & (triangles[:, 1] != triangles[:, 2])
        & (triangles[:, 0] != triangles[:, 2])
    )
    return Body(matrix @ coarse, triangles[distinct], joints, bone)
