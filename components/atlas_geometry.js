// Plane geometry. A ring is a flat list [x0, y0, x1, y1, …] in 0.1 mm of a view's plane.

export function boxOf(rings) {
  let x0 = Infinity, x1 = -Infinity, y0 = Infinity, y1 = -Infinity;
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i += 2) {
      x0 = Math.min(x0, ring[i]);
      x1 = Math.max(x1, ring[i]);
      y0 = Math.min(y0, ring[i + 1]);
      y1 = Math.max(y1, ring[i + 1]);
    }
  }
  return [x0, x1, y0, y1];
}

/** Whether a point lies in rings, a ring in a ring being a hole. */
export function within(rings, x, y) {
  let inside = false;
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      const yi = ring[i + 1], yj = ring[j + 1];
      if (yi > y !== yj > y && x < ((ring[j] - ring[i]) * (y - yi)) / (yj - yi) + ring[i]) inside = !inside;
    }
  }
  return inside;
}

export function ringArea(ring) {
  let twice = 0;
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    twice += ring[j] * ring[i + 1] - ring[i] * ring[j + 1];
  }
  return twice / 2;
}

export function largest(rings) {
  return rings.reduce((best, ring) => (!best || Math.abs(ringArea(ring)) > Math.abs(ringArea(best)) ? ring : best), null);
}

export const mirrored = (ring) => ring.map((value, i) => (i % 2 ? value : -value));

function distanceToRing(ring, x, y) {
  let best = Infinity;
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    const dx = ring[i] - ring[j], dy = ring[i + 1] - ring[j + 1];
    const along = Math.max(0, Math.min(1, ((x - ring[j]) * dx + (y - ring[j + 1]) * dy) / (dx * dx + dy * dy || 1)));
    best = Math.min(best, Math.hypot(ring[j] + along * dx - x, ring[j + 1] + along * dy - y));
  }
  return best;
}

/** Which cell of a view is under a point: exact, and the nearest where outlines leave a hair's gap. */
export class CellIndex {
  constructor(geometry) {
    this.silhouette = geometry.silhouette;
    this.cells = Object.entries(geometry.cells).map(([index, rings]) => ({ index: +index, rings, box: boxOf(rings) }));
    this.byIndex = new Map(this.cells.map((cell) => [cell.index, cell.rings]));
  }

  at(x, y, slack = 30) {
    let near = null, least = slack;
    for (const cell of this.cells) {
      const [x0, x1, y0, y1] = cell.box;
      if (x < x0 - slack || x > x1 + slack || y < y0 - slack || y > y1 + slack) continue;
      if (within(cell.rings, x, y)) return cell.index;
      const away = Math.min(...cell.rings.map((ring) => distanceToRing(ring, x, y)));
      if (away < least) [near, least] = [cell.index, away];
    }
    return near != null && within(this.silhouette, x, y) ? near : null;
  }
}

/** The smooth outline of several cells together: painted small, blurred, and traced. */
export function unionOutline(groups, finest = 12) {
  const rings = groups.flat();
  if (!rings.length) return [];
  const [x0, x1, y0, y1] = boxOf(rings);
  const step = Math.max(finest, Math.max(x1 - x0, y1 - y0) / 420);
  const pad = 8, width = Math.ceil((x1 - x0) / step) + 2 * pad, height = Math.ceil((y1 - y0) / step) + 2 * pad;
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.lineWidth = 1.6;
  pen.lineJoin = "round";
  for (const cell of groups) {
    pen.beginPath();
    for (const ring of cell) {
      for (let i = 0; i < ring.length; i += 2) {
        pen[i ? "lineTo" : "moveTo"]((ring[i] - x0) / step + pad, (ring[i + 1] - y0) / step + pad);
      }
      pen.closePath();
    }
    pen.fill("evenodd");
    pen.stroke();
  }
  const painted = pen.getImageData(0, 0, width, height).data;
  let field = new Float32Array(width * height);
  for (let i = 0; i < field.length; i++) field[i] = painted[4 * i + 3] / 255;
  for (let pass = 0; pass < 2; pass++) field = blur(field, width, height, 2);
  return trace(field, width, height, 0.52).map((ring) =>
    ring.map((value, i) => (i % 2 ? (value - pad) * step + y0 : (value - pad) * step + x0)));
}

function blur(field, width, height, radius) {
  const across = new Float32Array(field.length), both = new Float32Array(field.length);
  const run = (from, to, length, lines, next, line) => {
    for (let l = 0; l < lines; l++) {
      let sum = 0;
      for (let i = -radius; i < length; i++) {
        if (i + radius < length) sum += from[l * line + (i + radius) * next];
        if (i - radius - 1 >= 0) sum -= from[l * line + (i - radius - 1) * next];
        if (i >= 0) to[l * line + i * next] = sum / (2 * radius + 1);
      }
    }
  };
  run(field, across, width, height, 1, width);
  run(across, both, height, width, width, 1);
  return both;
}

/** Marching squares: closed rings along which a field crosses a level. */
function trace(field, width, height, level) {
  const ends = new Map(), at = (x, y) => field[y * width + x];
  const point = (x, y, edge) => {
    const [ax, ay, bx, by] = { t: [x, y, x + 1, y], b: [x, y + 1, x + 1, y + 1], l: [x, y, x, y + 1], r: [x + 1, y, x + 1, y + 1] }[edge];
    const a = at(ax, ay), along = (level - a) / (at(bx, by) - a);
    return { key: `${ax},${ay},${bx - ax}`, x: ax + along * (bx - ax), y: ay + along * (by - ay) };
  };
  const CASES = { 1: ["lb"], 2: ["br"], 3: ["lr"], 4: ["rt"], 5: ["lt", "rb"], 6: ["bt"], 7: ["lt"], 8: ["tl"], 9: ["tb"], 10: ["tr", "bl"], 11: ["tr"], 12: ["rl"], 13: ["rb"], 14: ["bl"] };
  for (let y = 0; y < height - 1; y++) {
    for (let x = 0; x < width - 1; x++) {
      const which = (at(x, y) > level) * 8 + (at(x + 1, y) > level) * 4 + (at(x + 1, y + 1) > level) * 2 + (at(x, y + 1) > level);
      for (const pair of CASES[which] ?? []) {
        const from = point(x, y, pair[0]), to = point(x, y, pair[1]);
        for (const [one, other] of [[from, to], [to, from]]) {
          if (!ends.has(one.key)) ends.set(one.key, { ...one, to: [] });
          ends.get(one.key).to.push(other.key);
        }
      }
    }
  }
  const rings = [], seen = new Set();
  for (const start of ends.keys()) {
    if (seen.has(start)) continue;
    const ring = [];
    for (let key = start; key && !seen.has(key); ) {
      seen.add(key);
      const end = ends.get(key);
      ring.push(end.x, end.y);
      key = end.to.find((next) => !seen.has(next));
    }
    if (ring.length > 12) rings.push(ring);
  }
  return rings;
}

/** Parallel lines at 45 degrees that fill rings: [x, y, x, y] each. */
export function hatch(rings, spacing) {
  const lines = [], turned = rings.map((ring) => {
    const out = [];
    for (let i = 0; i < ring.length; i += 2) out.push((ring[i] + ring[i + 1]) / 2, (ring[i + 1] - ring[i]) / 2);
    return out;
  });
  const [, , v0, v1] = boxOf(turned);
  for (let v = Math.ceil(v0 / spacing) * spacing; v < v1; v += spacing) {
    const cuts = [];
    for (const ring of turned) {
      for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
        const vi = ring[i + 1], vj = ring[j + 1];
        if (vi > v !== vj > v) cuts.push(ring[i] + ((v - vi) / (vj - vi)) * (ring[j] - ring[i]));
      }
    }
    cuts.sort((a, b) => a - b);
    for (let i = 0; i + 1 < cuts.length; i += 2) lines.push([cuts[i] - v, cuts[i] + v, cuts[i + 1] - v, cuts[i + 1] + v]);
  }
  return lines;
}

/** Finds room beside the body: a coarse grid of what is taken, in metres of the stage. */
export class Room {
  constructor([x0, x1, y0, y1], rings = [], step = 0.008) {
    Object.assign(this, { x0, y0, x1, y1, step });
    this.columns = Math.max(1, Math.ceil((x1 - x0) / step));
    this.rows = Math.max(1, Math.ceil((y1 - y0) / step));
    const canvas = document.createElement("canvas");
    canvas.width = this.columns;
    canvas.height = this.rows;
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.beginPath();
    for (const ring of rings) {
      for (let i = 0; i < ring.length; i += 2) {
        pen[i ? "lineTo" : "moveTo"]((ring[i] - x0) / step, (ring[i + 1] - y0) / step);
      }
      pen.closePath();
    }
    pen.fill();
    const painted = pen.getImageData(0, 0, this.columns, this.rows).data;
    this.grid = new Uint8Array(this.columns * this.rows);
    for (let i = 0; i < this.grid.length; i++) this.grid[i] = painted[4 * i + 3] > 60;
  }

  copy() {
    return Object.assign(Object.create(Room.prototype), this, { grid: this.grid.slice() });
  }

  take(x, y, halfWidth, halfHeight) {
    const column = (value) => Math.min(this.columns, Math.max(0, Math.round((value - this.x0) / this.step)));
    const row = (value) => Math.min(this.rows, Math.max(0, Math.round((value - this.y0) / this.step)));
    for (let j = row(y - halfHeight); j < row(y + halfHeight); j++) {
      this.grid.fill(1, j * this.columns + column(x - halfWidth), j * this.columns + column(x + halfWidth));
    }
  }

  taken(x, y) {
    const i = Math.floor((x - this.x0) / this.step), j = Math.floor((y - this.y0) / this.step);
    return i >= 0 && j >= 0 && i < this.columns && j < this.rows && this.grid[j * this.columns + i] === 1;
  }

  /** The free spot nearest to (x, y) for a box, away from the middle of its figure; null if none. */
  beside(x, y, halfWidth, halfHeight, outward, farthest) {
    let best = null, least = Infinity;
    const clear = Math.max(halfWidth, halfHeight);
    const du = Math.min(0.5, 0.04 / halfWidth), dv = Math.min(0.5, 0.04 / halfHeight);
    for (let distance = clear * 1.4; distance < farthest; distance += this.step * 1.5) {
      for (let turn = 0; turn < 24; turn++) {
        const angle = (turn / 24) * 2 * Math.PI;
        const cx = x + distance * Math.cos(angle), cy = y + distance * Math.sin(angle);
        if (cx - halfWidth < this.x0 || cx + halfWidth > this.x1 || cy - halfHeight < this.y0 || cy + halfHeight > this.y1) continue;
        const cost = distance * (1.25 - 0.35 * Math.sign(Math.cos(angle)) * outward * Math.abs(Math.cos(angle)) - 0.1 * Math.sin(angle));
        if (cost >= least) continue;
        let free = true;
        for (let u = -1; u <= 1 && free; u += du) {
          for (let v = -1; v <= 1 && free; v += dv) free = !this.taken(cx + u * halfWidth, cy + v * halfHeight);
        }
        if (free) [best, least] = [[cx, cy], cost];
      }
      if (best && distance > 1.6 * least) break;
    }
    return best;
  }
}
