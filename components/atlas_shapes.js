// From what is to be seen to Plotly shapes, annotations and images: lengths in metres of the stage.
import { boxOf, hatch, largest, mirrored, ringArea, Room, unionOutline, within } from "./atlas_geometry.js";
import { fill, mirroredPicture, picture } from "./atlas_common.js";

export const INKS = {
  light: {
    text: "#2A2522", muted: "#665D56", line: "#B8ADA2", page: "#FBF9F6",
    mark: "#1B5E66", badge: "#1B5E66", onBadge: "#FFFFFF", leader: "#1B5E66",
    zone: "rgb(178,20,42)", tint: "rgba(178,20,42,0.15)", edge: "rgb(104,48,40)",
  },
  dark: {
    text: "#EFE9E2", muted: "#B3A89E", line: "#6A615A", page: "#1B1816",
    mark: "#1B5E66", badge: "#7CC4C8", onBadge: "#10201F", leader: "#7CC4C8",
    zone: "rgb(186,16,42)", tint: "rgba(186,16,42,0.2)", edge: "rgb(84,34,28)",
  },
};
export const TEXT = "'Atkinson Hyperlegible Next', 'Segoe UI', 'Helvetica Neue', sans-serif";
export const TITLE = "Newsreader, Georgia, 'Times New Roman', serif";
const PLAIN = 3; // the tint of a place whose strength was not said
const DOT_PX = 1; // radius and least distance of stipple dots as long as nobody zooms
const DOT_APART_PX = 2.7;

const n = (value) => +value.toFixed(5);

export const toStage = (figure, x, y) => [figure.x + figure.scale * x * 1e-4, figure.y + figure.scale * y * 1e-4];
export const toView = (figure, X, Y) => [((X - figure.x) / figure.scale) * 1e4, ((Y - figure.y) / figure.scale) * 1e4];

export const stageRing = (figure, ring) => {
  const out = [];
  for (let i = 0; i < ring.length; i += 2) out.push(...toStage(figure, ring[i], ring[i + 1]));
  return out;
};

export function pathOf(figure, rings) {
  let path = "";
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i += 2) {
      const [x, y] = toStage(figure, ring[i], ring[i + 1]);
      path += `${i ? "L" : "M"}${n(x)},${n(y)}`;
    }
    path += "Z";
  }
  return path;
}

/** All dots of a stipple as one path of small rounds; where the skin turns away they are thinned. */
function dotsOf(figure, dots, perMetre) {
  const radius = DOT_PX / perMetre, k = (4 / 3) * radius, apart = DOT_APART_PX / perMetre, near = new Map();
  let path = "";
  for (let i = 0; i < dots.length; i += 2) {
    const [x, y] = toStage(figure, dots[i], dots[i + 1]);
    const column = Math.floor(x / apart), row = Math.floor(y / apart);
    let free = true;
    for (let c = column - 1; c <= column + 1 && free; c++) {
      for (let r = row - 1; r <= row + 1 && free; r++) {
        free = !(near.get(`${c},${r}`) ?? []).some(([u, v]) => Math.hypot(u - x, v - y) < apart);
      }
    }
    if (!free) continue;
    const key = `${column},${row}`;
    near.set(key, [...(near.get(key) ?? []), [x, y]]);
    const [l, r, u, d, m] = [n(x - radius), n(x + radius), n(y + k), n(y - k), n(y)];
    path += `M${l},${m}C${l},${u},${r},${u},${r},${m}C${r},${d},${l},${d},${l},${m}Z`;
  }
  return path;
}

export const shape = (path, fillcolor, line, more) => ({
  type: "path", path, layer: "above", fillrule: "evenodd",
  fillcolor: fillcolor ?? "rgba(0,0,0,0)", line: line ?? { width: 0 }, ...more,
});

/** A shape whose size is in pixels and stays so when somebody zooms. */
const pinned = (X, Y, path, fillcolor, line, more) =>
  shape(path, fillcolor, line, { xsizemode: "pixel", ysizemode: "pixel", xanchor: n(X), yanchor: n(Y), ...more });

export const round = (X, Y, r, fillcolor, line, more) => ({
  type: "circle", layer: "above", xsizemode: "pixel", ysizemode: "pixel", xanchor: n(X), yanchor: n(Y),
  x0: -r, x1: r, y0: -r, y1: r, fillcolor: fillcolor ?? "rgba(0,0,0,0)", line: line ?? { width: 0 }, ...more,
});

export const words = (x, y, text, font, more) => ({
  x: n(x), y: n(y), text, showarrow: false, borderpad: 0, font: { family: TEXT, ...font }, ...more,
});

// ---- the body

export async function bodyImages(scene) {
  return Promise.all(
    scene.figures.map(async (figure) => {
      const [x0, x1, y0, y1] = figure.box;
      const [X, Y] = toStage(figure, x0, y1);
      return {
        source: await picture(figure.info[scene.theme]), xref: "x", yref: "y", layer: "below",
        x: X, y: Y, sizex: (x1 - x0) * 1e-4 * figure.scale, sizey: (y1 - y0) * 1e-4 * figure.scale,
        sizing: "stretch", xanchor: "left", yanchor: "top",
      };
    }),
  );
}

/** Name and sides over every figure. */
export function titles(scene) {
  const ink = INKS[scene.theme], out = [];
  for (const figure of scene.figures) {
    const [x0, x1] = figure.box;
    const [left, top] = toStage(figure, x0, figure.box[3]);
    const [right] = toStage(figure, x1, 0);
    const y = top + 20 / scene.perMetre, middle = (left + right) / 2;
    out.push(words(middle, y, `<b>${figure.title}</b>`, { size: figure.small ? 14 : 15, color: ink.text }));
    const side = figure.info.subject_right;
    if (!side || figure.small) continue;
    const [atLeft, atRight] = side === "left" ? ["right", "left"] : ["left", "right"];
    const reach = Math.max((right - left) / 2, 92 / scene.perMetre);
    const say = (which) => scene.text[`map.${scene.mode}.${which}`];
    out.push(words(middle - reach, y, say(atLeft), { size: 14, color: ink.muted }, { xanchor: "left" }));
    out.push(words(middle + reach, y, say(atRight), { size: 14, color: ink.muted }, { xanchor: "right" }));
  }
  return out;
}

export function titleRules(scene) {
  const ink = INKS[scene.theme], out = [];
  for (const figure of scene.figures) {
    if (!figure.info.subject_right || figure.small) continue;
    const [left, top] = toStage(figure, figure.box[0], figure.box[3]);
    const [right] = toStage(figure, figure.box[1], 0);
    const y = top + 20 / scene.perMetre, middle = (left + right) / 2, k = 1 / scene.perMetre;
    const reach = Math.max((right - left) / 2, 92 * k), gap = (12 + 4.6 * figure.title.length) * k, word = 74 * k;
    for (const sign of [-1, 1]) {
      if (reach - word < gap + 12 * k) continue;
      out.push({ type: "line", layer: "above", x0: n(middle + sign * gap), x1: n(middle + sign * (reach - word)), y0: n(y), y1: n(y), line: { color: ink.line, width: 1.2, dash: "2px,3px" } });
    }
  }
  return out;
}

// ---- a muscle and its pattern

/** What a muscle shows in a figure: mirrored where the left one has no geometry of its own. */
export function shownIn(figure, geometry, side) {
  const own = geometry[side]?.[figure.view];
  if (own) return { ...own, turned: false };
  if (side !== "left" || geometry.left) return null;
  const right = geometry.right?.[figure.info.mirror];
  return right ? { ...right, turned: true } : null;
}

export const facing = (shown, rings) => (shown.turned ? (rings ?? []).map(mirrored) : (rings ?? []));
export const facingPoint = (shown, [x, y]) => [shown.turned ? -x : x, y];

export function partsOf(shown, layer) {
  return Object.entries(shown.parts ?? {}).filter(([id]) => !layer.part || layer.part === id || !shown.parts[layer.part]);
}

export function pointsOf(shown, layer) {
  const own = Object.entries(shown.points ?? {}).filter(([id]) => !layer.part || id.startsWith(`${layer.part}.`));
  return own.map(([id, point]) => [id, { ...(point.as ? shown.points[point.as] : null), ...point }]);
}

export async function muscleImages(scene, layer, geometry) {
  const out = [];
  for (const figure of scene.figures) {
    const shown = shownIn(figure, geometry, layer.side);
    if (!shown) continue;
    for (const [, part] of partsOf(shown, layer)) {
      if (!part.picture) continue;
      const [x0, x1, y0, y1] = part.box;
      const [X, Y] = toStage(figure, shown.turned ? -x1 : x0, y1);
      out.push({
        source: await (shown.turned ? mirroredPicture(part.picture) : picture(part.picture)),
        xref: "x", yref: "y", layer: "below", x: X + 1e-6, y: Y,
        sizex: (x1 - x0) * 1e-4 * figure.scale, sizey: (y1 - y0) * 1e-4 * figure.scale,
        sizing: "stretch", xanchor: "left", yanchor: "top",
      });
    }
  }
  return out;
}

/** Zones, outlines and trigger points; also where each X can be clicked. */
export function muscleShapes(scene, layer, geometry, room) {
  const ink = INKS[scene.theme];
  const under = [], zones = [], crosses = [], labels = [], targets = [];
  let named = null;
  for (const figure of scene.figures) {
    const shown = shownIn(figure, geometry, layer.side);
    if (!shown) continue;
    for (const [id, part] of partsOf(shown, layer)) {
      const rings = facing(shown, part.outline);
      if (!rings.length) continue;
      under.push(shape(pathOf(figure, rings), part.picture ? null : "rgba(190,112,90,0.75)", { color: ink.edge, width: 1.3 }));
      const size = rings.reduce((sum, ring) => sum + Math.abs(ringArea(ring)), 0) * figure.scale ** 2;
      if (!figure.small && (!named || size > named.size)) {
        const label = part.label ? facingPoint(shown, part.label) : largest(rings).slice(0, 2);
        named = { size, figure, at: toStage(figure, ...label), id };
      }
    }
    const points = pointsOf(shown, layer).map(([id, point]) => ({
      id, point, quiet: Boolean(layer.point && layer.point !== id),
      essential: facing(shown, point.essential), spillover: facing(shown, point.spillover),
    }));
    const drawn = points.filter((one) => !one.quiet);
    // Where patterns overlap, each spot is stippled once, and none under a main area.
    const solid = drawn.map((one) => one.essential), stippled = [], tints = new Set();
    for (const { point, spillover } of drawn) {
      if (!spillover.length) continue;
      const tint = pathOf(figure, spillover);
      if (!tints.has(tint)) under.push(shape(tint, ink.tint));
      tints.add(tint);
      const dots = (shown.turned ? mirrored(point.dots ?? []) : point.dots) ?? [], kept = [];
      for (let i = 0; i < dots.length; i += 2) {
        if (![...solid, ...stippled].some((rings) => within(rings, dots[i], dots[i + 1]))) kept.push(dots[i], dots[i + 1]);
      }
      if (kept.length) zones.push(shape(dotsOf(figure, kept, figure.small ? scene.perMetre * 1.4 : scene.perMetre), ink.zone));
      stippled.push(spillover);
    }
    const borders = [...new Set(solid.filter((rings) => rings.length).map((rings) => pathOf(figure, rings)))];
    zones.push(...borders.map((path) => shape(path, null, { color: "rgba(255,255,255,0.85)", width: 2.6 })));
    zones.push(...borders.map((path) => shape(path, ink.zone, null, { opacity: 0.92 })));
    for (const { id, point, quiet } of points) {
      if (point.x) {
        const [X, Y] = toStage(figure, ...facingPoint(shown, point.x));
        crosses.push(...cross(X, Y, { open: scene.openPoints.has(id), chosen: layer.point === id, quiet, small: figure.small }));
        if (!figure.small) targets.push({ id, X, Y });
      }
    }
  }
  if (named && layer.label) {
    const k = 1 / scene.perMetre, halfWidth = (layer.label.length * 4.1 + 4) * k, halfHeight = 11 * k;
    const [X, Y] = named.at;
    const outward = Math.sign(X - named.figure.middle) || 1;
    const spot = room.beside(X, Y, halfWidth, halfHeight, outward, 0.7 * scene.height);
    if (spot) {
      room.take(spot[0], spot[1], halfWidth, halfHeight);
      const dx = Math.max(-0.7 * halfWidth, Math.min(0.7 * halfWidth, X - spot[0]));
      const dy = Math.sign(Y - spot[1]) * halfHeight;
      labels.push(words(spot[0], spot[1], `<i>${layer.label}</i>`, { family: TITLE, size: 17, color: ink.text }));
      crosses.unshift({ type: "line", layer: "above", x0: n(spot[0] + dx), y0: n(spot[1] + dy), x1: n(X), y1: n(Y), line: { color: ink.muted, width: 1.1 } });
    }
  }
  return { shapes: [...under, ...zones], crosses, labels, targets };
}

/** What the figures of a scene take up: left, right, low and high, in its own metres. */
export function extentOf(scene) {
  let x0 = Infinity, x1 = -Infinity, y0 = Infinity, y1 = -Infinity;
  for (const figure of scene.figures) {
    const k = 1e-4 * figure.scale;
    x0 = Math.min(x0, figure.x + k * figure.box[0]);
    x1 = Math.max(x1, figure.x + k * figure.box[1]);
    y0 = Math.min(y0, figure.y + k * figure.box[2]);
    y1 = Math.max(y1, figure.y + k * figure.box[3]);
  }
  return [x0, x1, y0, y1];
}

/** The skin of a nerve root. */
export function dermatomeShapes(scene, geometry, side) {
  return scene.figures.flatMap((figure) => {
    const shown = shownIn(figure, geometry, side);
    return alikeShapes(scene, figure, shown ? facing(shown, shown.zone) : []);
  });
}

/** The areas in which pain from a joint, an organ or a vessel is commonly felt. */
export function feltShapes(scene, cells) {
  return scene.figures.flatMap((figure) => alikeShapes(scene, figure, outlineOf(figure, { cells })));
}

/** What can feel like a muscle: a broken outline and a wide hatch, neither crimson nor the marks' teal. */
function alikeShapes(scene, figure, rings) {
  if (!rings.length) return [];
  const out = [], color = scene.theme === "dark" ? "#3E5A66" : "#4C6A78";
  // The hatch leans the other way than that of places outside a picture.
  const lines = hatch(rings.map(mirrored), 150 / figure.scale).map(([a, b, c, d]) => {
    const [p, q] = toStage(figure, -a, b), [s, t] = toStage(figure, -c, d);
    return `M${n(p)},${n(q)}L${n(s)},${n(t)}`;
  }).join("");
  if (lines) out.push(shape(lines, null, { color, width: 1 }, { opacity: 0.75 }));
  const path = pathOf(figure, rings);
  out.push(shape(path, null, { color: "rgba(255,255,255,0.75)", width: figure.small ? 2 : 3.4 }));
  out.push(shape(path, null, { color, width: figure.small ? 1 : 1.8, dash: "6px,4px" }));
  return out;
}

/** X for a trigger point; an X in a broken ring for one that is deep or inside. */
function cross(X, Y, { open, chosen, quiet, small }) {
  const r = small ? 2.2 : chosen ? 6.2 : 4.6, width = small ? 1.3 : 2.6;
  const path = `M${-r},${-r}L${r},${r}M${-r},${r}L${r},${-r}`;
  const color = quiet ? "#7A6F67" : "#171311";
  const out = [pinned(X, Y, path, null, { color: "#FFFFFF", width: width + (small ? 1.6 : 4.4) })];
  if (open) {
    out.unshift(round(X, Y, r + 5, "rgba(255,255,255,0.55)", { color: "#FFFFFF", width: 4 }));
    out.push(round(X, Y, r + 5, null, { color, width: 1.6, dash: "3px,2.4px" }));
  }
  if (chosen) out.unshift(round(X, Y, r + (open ? 9 : 6), null, { color: "#1B5E66", width: 2.4 }));
  out.push(pinned(X, Y, path, null, { color, width: open ? width - 0.6 : width }));
  return out;
}

// ---- what the person marked

const outlines = new Map();

function outlineOf(figure, place) {
  const key = `${figure.view}:${place.cells.join()}`;
  if (!outlines.has(key)) {
    if (outlines.size > 200) outlines.clear();
    const cells = place.cells.map((index) => figure.index.byIndex.get(index)).filter(Boolean);
    outlines.set(key, unionOutline(cells, figure.scale > 1.5 ? 6 : 12));
  }
  return outlines.get(key);
}

/** All marks as few shapes: Plotly's time goes by their number, not by their length. */
export function markShapes(scene, places, { outlineOnly, hatched, room }) {
  const ink = INKS[scene.theme], badges = [];
  const paths = { large: "", small: "", hatch: "" }, filled = new Map();
  let leaders = "";
  for (const place of places) {
    let best = null;
    for (const figure of scene.figures) {
      const rings = outlineOf(figure, place);
      if (!rings.length) continue;
      const path = pathOf(figure, rings);
      paths[figure.small ? "small" : "large"] += path;
      if (hatched.has(place.n)) paths.hatch += hatchOf(figure, rings);
      else if (!outlineOnly) filled.set(place.strength ?? PLAIN, (filled.get(place.strength ?? PLAIN) ?? "") + path);
      const ring = largest(rings), size = Math.abs(ringArea(ring)) * figure.scale ** 2;
      if (!best || size > best.size) best = { figure, ring, size };
    }
    if (best && place.n) {
      const made = badge(scene, place, best, room);
      if (!made) continue;
      badges.push(...made.shapes);
      leaders += made.leader;
    }
  }
  const line = (path, color, width) => (path ? [shape(path, null, { color, width })] : []);
  const halo = "#FFFFFF";
  return {
    shapes: [
      ...[...filled].map(([strength, path]) => shape(path, `rgba(27,94,102,${(0.06 + 0.047 * strength).toFixed(3)})`, null, { fillrule: "nonzero" })),
      ...line(paths.large, halo, 4.4), ...line(paths.small, halo, 3.4),
      ...line(paths.hatch, "rgba(255,255,255,0.9)", 3.4), ...line(paths.hatch, ink.mark, 1.6),
      ...line(paths.large, ink.mark, 2.2), ...line(paths.small, ink.mark, 1.5),
    ],
    badges: [
      ...line(leaders, scene.theme === "dark" ? "rgba(27,24,22,0.6)" : "rgba(255,255,255,0.85)", 3.6),
      ...line(leaders, ink.leader, 1.5), ...badges,
    ],
  };
}

const hatchOf = (figure, rings) => hatch(rings, 88 / figure.scale).map(([a, b, c, d]) => {
  const [p, q] = toStage(figure, a, b), [s, t] = toStage(figure, c, d);
  return `M${n(p)},${n(q)}L${n(s)},${n(t)}`;
}).join("");

/** A place's number beside the body, and the path of its leader to the mark. */
function badge(scene, place, { figure, ring }, room) {
  const ink = INKS[scene.theme], k = 1 / scene.perMetre, r = 11 * k;
  const [x0, x1, y0, y1] = boxOf([ring]);
  const [X, Y] = toStage(figure, (x0 + x1) / 2, (y0 + y1) / 2);
  const tall = place.strength == null ? 1.25 * r : 2.6 * r;
  const spot = room.beside(X, Y, 1.25 * r, tall, Math.sign(X - figure.middle) || 1, 0.8 * scene.height);
  if (!spot) return null;
  room.take(spot[0], spot[1], 1.5 * r, 1.2 * tall);
  const flat = stageRing(figure, ring);
  let end = null, least = Infinity;
  for (let i = 0; i < flat.length; i += 2) {
    const away = Math.hypot(flat[i] - spot[0], flat[i + 1] - spot[1]);
    if (away < least) [least, end] = [away, [flat[i], flat[i + 1]]];
  }
  const away = Math.max(least, 1e-6);
  const from = [spot[0] + ((end[0] - spot[0]) * r) / away, spot[1] + ((end[1] - spot[1]) * r) / away];
  return {
    leader: `M${n(from[0])},${n(from[1])}L${n(end[0])},${n(end[1])}`,
    shapes: [
      ...(place.strength == null ? [] : strengthRing(spot, place.strength, ink)),
      round(spot[0], spot[1], 11, ink.badge, { color: ink.page, width: 2 }, {
        label: { text: `<b>${place.n}</b>`, font: { family: TEXT, size: 13, color: ink.onBadge }, padding: 0 },
      }),
      ...(place.strength == null ? [] : [pinned(spot[0], spot[1], "M-18,-23L18,-23L18,-23Z", null, null, {
        label: { text: `${place.strength}/10`, font: { family: TEXT, size: 13, color: ink.text }, padding: 0 },
      })]),
    ],
  };
}

/** A ring round a badge, filled clockwise from the top to n/10. */
function strengthRing([X, Y], strength, ink) {
  const r = 15, steps = Math.max(1, Math.round(4.8 * strength));
  let path = `M0,${r}`;
  for (let i = 1; i <= steps; i++) {
    const turn = (i / steps) * (strength / 10) * 2 * Math.PI;
    path += `L${(r * Math.sin(turn)).toFixed(2)},${(r * Math.cos(turn)).toFixed(2)}`;
  }
  return [
    round(X, Y, r, null, { color: ink.line, width: 3 }),
    ...(strength ? [pinned(X, Y, path, null, { color: ink.mark === ink.badge ? ink.mark : ink.badge, width: 3 })] : []),
  ];
}

/** What is taken on the plate before any badge: the figures and the line of titles. */
export function roomOf(scene) {
  scene.room ??= emptyRoom(scene);
  return scene.room.copy();
}

function emptyRoom(scene) {
  const room = new Room(scene.world, scene.figures.flatMap((figure) => figure.index.silhouette.map((ring) => stageRing(figure, ring))));
  for (const figure of scene.figures) {
    const [left, top] = toStage(figure, figure.box[0], figure.box[3]);
    const [right] = toStage(figure, figure.box[1], 0);
    room.take((left + right) / 2, top + 20 / scene.perMetre, (right - left) / 2, 12 / scene.perMetre);
  }
  return room;
}

export const titleOf = (text, view, mode) => fill(text[`view.${mode}.${view}`] ?? text[`view.${view}`] ?? view, {});
