// The stage of a consult: the body map with several patterns at once, letters, names, two to compare.
import { CellIndex, ringArea } from "./atlas_geometry.js";
import { el, fill, json } from "./atlas_common.js";
import { bodyImages, dermatomeShapes, facing, facingPoint, INKS, markShapes, muscleImages, muscleShapes, partsOf, pathOf, pointsOf, roomOf, round, shape, shownIn, stageRing, TEXT, TITLE, titleOf, toStage, words, extentOf } from "./atlas_shapes.js";
import { BodyMap, onPhone, reshape } from "./atlas_map.js";

const PHONE_WIDE = 560;
const WHOLE = ["body", "sides"]; // stages of which a part may fill the plate
const LEAST_TALL = 0.95; // metres of the body that are always in sight
const COMPARED_FIGURES = 2;
const MOST_BESIDE = 4;
const ROOT_INK = { light: "#2F4C5A", dark: "#B9D3DF" };

export class Stage extends BodyMap {
  build() {
    super.build();
    this.full = el("button", { class: "tp-full", type: "button", onclick: () => toggleFull() });
    this.host.classList.add("tp-map");
    this.host.append(this.offers, this.bar, this.legend, this.note);
  }

  ready() {
    super.ready();
    const name = () => {
      const words = this.text[document.fullscreenElement ? "stage.full.leave" : "stage.full.enter"];
      this.full.setAttribute("aria-label", words);
      this.full.title = words;
    };
    this.full.hidden = !document.fullscreenEnabled;
    this.zooms.prepend(this.full);
    name();
    this.listen("fullscreenchange", name);
  }

  get extra() {
    return this.data.consult ?? {};
  }

  // ---- what is drawn

  /** The patterns to draw: what is looked at, what it is compared with, and the pins. */
  patterns() {
    if (!this.data.open) return [];
    const { against, pins = [], show } = this.extra, on = new Set(show);
    const main = this.preview !== undefined ? this.preview : this.data.chosen;
    if (main && against && this.preview === undefined) {
      return [{ ...main, group: 0, main: true, zones: true }, { ...against, group: 1, main: true, zones: true }];
    }
    if (!main && this.extra.beside) return pins.slice(0, MOST_BESIDE).map((pin, group) => ({ ...pin, group, main: true, zones: true }));
    const same = (pin) => main && pin.muscle === main.muscle && pin.side === main.side && (!main.part || main.part === pin.part);
    return [
      ...pins.map((pin) => ({ ...pin, covered: Boolean(same(pin)), zones: !main || on.has("pinned") })),
      ...(main ? [{ ...main, main: true, zones: true }] : []),
    ];
  }

  async read(patterns) {
    const read = await Promise.all(patterns.map(async (one) => {
      try {
        return one.url ? { ...one, geometry: await json(one.url) } : null;
      } catch {
        this.say(this.text["map.no_picture"]);
        return null;
      }
    }));
    return read.filter(Boolean);
  }

  async makeScene(patterns) {
    const stage = this.stageNow(), width = this.plate.clientWidth, height = this.plate.clientHeight;
    const narrow = width < PHONE_WIDE && stage.figures.length > 1;
    const told = patterns.map((one) => [one.muscle, one.part, one.side, one.zones, one.group]);
    const key = JSON.stringify([stage.id, width, height, narrow && this.front % stage.figures.length, this.data.theme, this.data.mode, told]);
    if (this.scene?.key === key) return false;
    const compared = patterns.some((one) => one.group === 1);
    const views = await Promise.all(stage.figures.map(async (figure) => {
      const info = this.map.views[figure.view], geometry = await json(info.geometry);
      this.indexes ??= new Map();
      if (!this.indexes.has(figure.view)) this.indexes.set(figure.view, new CellIndex(geometry));
      return { ...figure, info, box: geometry.box ?? info.box, index: this.indexes.get(figure.view), title: titleOf(this.text, figure.view, this.data.mode) };
    }));
    const full = (figure) => ({ ...views.find((one) => one.view === figure.view), ...figure });
    const pair = compared ? sideBySide(views, patterns, width / height) : null;
    const wanted = pair?.figures ?? (narrow ? onPhone(stage.figures, this.front, this.map).map(full) : views);
    const figures = wanted.map((figure) => ({ ...figure, middle: figure.x + (figure.scale * (figure.box[0] + figure.box[1])) / 2e4 }));
    const scene = { key, stage: stage.id, narrow: narrow && !compared, compared, lines: Math.max(...this.groupNames(patterns).map((name) => name.split("<br>").length), 1), figures, theme: this.data.theme, mode: this.data.mode, text: this.text, openPoints: this.openPoints };
    const frame = WHOLE.includes(stage.id) && !scene.narrow && !pair?.stacked ? frameOf(scene, patterns) : null;
    fit(scene, width, height, frame);
    scene.images = await bodyImages(scene);
    const keepZoom = this.scene && this.scene.stage === scene.stage && this.scene.narrow === scene.narrow && this.scene.compared === compared && this.zoom;
    this.scene = scene;
    this.homeRange = scene.range;
    this.range = keepZoom ? reshape(this.zoom, width, height) : scene.range;
    if (!keepZoom) this.zoom = null;
    return true;
  }

  async draw() {
    if (!this.boot || !this.plate.clientWidth) return;
    if (!this.data.open) this.preview = undefined;
    const patterns = await this.read(this.patterns()), on = new Set(this.extra.show);
    const anew = await this.makeScene(patterns), scene = this.scene, room = roomOf(scene);
    for (const title of stageTitles(scene, this.groupNames(patterns))) room.take(title.x, title.y, 60 / scene.perMetre, 12 / scene.perMetre);
    const drawn = { under: [], crosses: [], labels: [], badges: [], images: [] };
    this.targets = [];
    for (const one of patterns.filter((each) => !each.covered)) {
      const own = inGroup(scene, one.group), seen = trimmed(one.geometry, on, one.zones);
      const made = muscleShapes(own, { ...one, label: "" }, seen, room);
      drawn.under.push(...made.shapes);
      drawn.crosses.push(...made.crosses);
      drawn.images.push(...(await muscleImages(own, one, seen)));
      if (one.main && !one.group) this.targets.push(...made.targets);
    }
    const roots = on.has("nerves") ? await this.nerves(scene, drawn.labels) : [];
    const marks = this.markLayers(scene, on, patterns, room);
    this.annotate(scene, patterns, on, drawn, room);
    const names = this.groupNames(patterns);
    const layout = {
      shapes: [...drawn.under, ...roots, ...marks.shapes, ...drawn.crosses, ...marks.badges, ...drawn.badges],
      images: [...scene.images, ...drawn.images],
      annotations: [...stageTitles(scene, names), ...drawn.labels],
    };
    await this.show_layout(layout, anew);
    this.furnish(this.places(), patterns.some((one) => one.zones));
    this.plot.dataset.patterns = patterns.map((one) => `${one.part ?? one.muscle}:${one.side}`).join(" ");
  }

  async show_layout(layout, anew) {
    const scene = this.scene, { images } = layout, axis = { visible: false, fixedrange: true };
    if (anew || !this.plot.data) {
      await this.plotly.react(this.plot, [{ x: [], y: [], mode: "markers", hoverinfo: "skip", showlegend: false }], {
        ...this.boot.layout, ...layout, width: scene.width, height: scene.pixelHeight,
        xaxis: { ...axis, range: this.range.slice(0, 2) }, yaxis: { ...axis, range: this.range.slice(2) },
      }, { staticPlot: true });
    } else {
      const same = images.length === this.imageCount && images.every((image, i) => image.source === this.sources[i] && image.x === this.imagesAt[i]);
      const sent = { ...layout };
      if (same) delete sent.images;
      await this.plotly.relayout(this.plot, sent);
    }
    this.imageCount = images.length;
    this.sources = images.map((image) => image.source);
    this.imagesAt = images.map((image) => image.x);
  }

  /** The patient's own marks, for each of two that are compared with its own hatch. */
  markLayers(scene, on, patterns, room) {
    if (!on.has("drawing")) return { shapes: [], badges: [] };
    const places = this.places(), outlineOnly = patterns.some((one) => one.zones);
    const groups = scene.compared ? patterns.map(({ group }) => [group, this.extra.hatch?.[group] ?? []]) : [[null, this.preview === undefined ? this.data.hatch : []]];
    const made = groups.map(([group, hatched]) => markShapes(inGroup(scene, group), places, { outlineOnly, hatched: new Set(hatched), room }));
    return { shapes: made.flatMap((one) => one.shapes), badges: made.flatMap((one) => one.badges) };
  }

  /** The skin of the nerve roots of the muscle that is looked at, with their names. */
  async nerves(scene, labels) {
    if (scene.compared && !this.data.chosen) return [];
    const own = inGroup(scene, scene.compared ? 0 : null), out = [];
    for (const [root, url, side] of this.data.open && this.preview === undefined ? this.extra.nerves ?? [] : []) {
      const geometry = await json(url);
      out.push(...dermatomeShapes(own, geometry, side));
      const best = widest(own, (figure) => {
        const shown = shownIn(figure, geometry, side);
        return shown ? facing(shown, shown.zone) : [];
      });
      if (best) labels.push(words(...best.middle, `<b>${root}</b>`, { size: 15, color: ROOT_INK.light }, { bgcolor: "rgba(255,255,255,0.82)", borderpad: 2 }));
    }
    return out;
  }

  /** Names with leaders, letters at the pins, and what lies at risk under a needle. */
  annotate(scene, patterns, on, drawn, room) {
    const named = new Set(), ink = INKS[scene.theme];
    for (const one of patterns) {
      const own = inGroup(scene, one.group);
      const at = one.letter ? anchorOf(own, one) : null;
      if (at) drawn.badges.push(...letter(scene, one.letter, at, room));
    }
    for (const one of patterns) {
      const own = inGroup(scene, one.group), name = `${this.named(one).label}:${one.side}:${one.group}`;
      if (on.has("names") && on.has("muscle") && !named.has(name) && !one.covered && !scene.compared) {
        named.add(name);
        const best = widestPart(own, one);
        if (best) put(scene, drawn, room, best.spot, [`<i>${escaped(this.named(one).label)}</i>`], { family: TITLE, size: 20, color: ink.text }, best.figure);
      }
      if (!one.main || !one.zones) continue;
      if (on.has("names") && !scene.narrow && !(scene.compared && patterns.length > 2)) {
        for (const [layer, key, says] of [["essential", "essential", "legend.main"], ["spillover", "spillover", "legend.sometimes"]]) {
          const best = on.has(layer) && widest(own, (figure) => zoneRings(figure, one, key));
          if (best) put(scene, drawn, room, best.middle, [escaped(this.text[says])], { size: 17, color: ink.text }, best.figure);
        }
      }
      if (on.has("danger") && this.data.mode === "practitioner" && !scene.compared && this.extra.danger?.length) {
        const best = widestPart(own, one);
        for (const figure of own.figures) {
          const shown = shownIn(figure, one.geometry, one.side);
          for (const [, part] of shown ? partsOf(shown, one) : []) {
            drawn.crosses.push(shape(pathOf(figure, facing(shown, part.outline)), null, { color: "#FFFFFF", width: 4.2 }), shape(pathOf(figure, facing(shown, part.outline)), null, { color: "#2A2522", width: 2, dash: "7px,5px" }));
          }
        }
        if (best) put(scene, drawn, room, best.spot, folded(this.extra.danger).map(escaped), { size: 15, color: ink.text }, best.figure);
      }
    }
  }

  /** What stands over each pattern; of more than two in short lines. */
  groupNames(patterns) {
    return patterns.map((one) => {
      const side = one.side === "middle" ? "" : ` · ${this.text[`side.${one.side}`]}`, letter = one.letter && one.group != null ? `<b>${one.letter}</b>  ` : "";
      const lines = patterns.length > 2 ? folded(["", ...this.named(one).label.split(" ")], "", 16).slice(1) : [this.named(one).label];
      return letter + lines.map((line) => `<i>${escaped(line)}</i>`).join("<br>") + side;
    });
  }

  furnish(places, withPattern) {
    super.furnish(places, withPattern);
    const { text, data } = this, on = new Set(this.extra.show);
    const keys = [
      ...(withPattern ? ["essential", "spillover"].filter((key) => on.has(key)) : []),
      ...(withPattern && on.has("points") ? ["point", ...(this.targets.some((target) => this.openPoints.has(target.id)) ? ["open"] : [])] : []),
      ...(withPattern && on.has("muscle") ? ["muscle"] : []),
      ...(places.length && on.has("drawing") ? ["mark", ...((data.hatch ?? []).length ? [data.chosen ? "hatch" : "none"] : [])] : []),
    ];
    const roots = on.has("nerves") ? [...new Set((this.extra.nerves ?? []).map(([root]) => root))].join(", ") : "";
    if (roots && data.open) keys.push("root");
    this.legend.replaceChildren(...keys.map((key) => el("span", { class: `tp-key tp-key-${key}` }, el("i", {}), fill(text[`legend.${key}`], { roots }))));
    this.note.textContent = withPattern ? text["map.note.pattern"] : "";
    this.offers.hidden = Boolean(this.scene.compared);
  }
}

/** A scene with the figures of one of two that are compared. */
const inGroup = (scene, group) => (group == null || !scene.compared ? scene : { ...scene, figures: scene.figures.filter((figure) => figure.group === group) });

/** A muscle's geometry without the layers that are switched off. */
function trimmed(geometry, on, zones) {
  const views = (side) => Object.fromEntries(Object.entries(side ?? {}).map(([view, shown]) => [view, {
    ...shown,
    parts: on.has("muscle") ? shown.parts : {},
    points: Object.fromEntries(Object.entries(shown.points ?? {}).map(([id, point]) => [id, {
      ...point,
      x: on.has("points") ? point.x : undefined,
      ...(zones && on.has("essential") ? {} : { essential: [] }),
      ...(zones && on.has("spillover") ? {} : { spillover: [], dots: [] }),
    }])),
  }]));
  return Object.fromEntries(["right", "left"].filter((side) => geometry[side]).map((side) => [side, views(geometry[side])]));
}

/** Two patterns beside one another in the two views that show them best, two sides in mirrored views; of more, each in its best view. */
function sideBySide(views, patterns, across) {
  const shows = (figure, one) => areaOf(zoneRings(figure, one, "essential")) + areaOf(zoneRings(figure, one, "spillover")) + areaOf(muscleRings(figure, one));
  const [a, b] = patterns, mirrors = patterns.length === 2 && a.muscle === b.muscle && a.part === b.part && a.side !== b.side;
  const score = (figure) => {
    const each = patterns.map((one) => shows(figure, one));
    return mirrors ? each[0] : 3 * Math.min(...each) + each.reduce((sum, one) => sum + one, 0);
  };
  const best = new Set([...views].sort((u, v) => score(v) - score(u)).slice(0, COMPARED_FIGURES).map((figure) => figure.view));
  const kept = views.filter((figure) => best.has(figure.view));
  const other = (figure) => (mirrors && views.find((one) => one.view === figure.info.mirror)) || figure;
  const bestFor = (one) => views.reduce((top, figure) => (shows(figure, one) > shows(top, one) ? figure : top));
  const groups = patterns.map((one, group) => (patterns.length > 2 ? [bestFor(one)] : group ? kept.map(other) : kept));
  const wide = (figure) => (figure.box[1] - figure.box[0]) * 1e-4 * figure.scale, tall = (figure) => (figure.box[3] - figure.box[2]) * 1e-4 * figure.scale;
  const place = (figure, group, x, y) => ({ ...figure, group, x: x - figure.box[0] * 1e-4 * figure.scale, y: y - figure.box[2] * 1e-4 * figure.scale });
  const gap = 0.16 * Math.max(...groups.flat().map(tall)), columns = groups.map((own) => Math.max(...own.map(wide)));
  const rowWide = groups.flat().reduce((sum, figure) => sum + wide(figure) + 0.01, 0.14 * (groups.length - 1)), rowTall = Math.max(...groups.flat().map(tall)) + 0.1;
  const stackTall = Math.max(...groups.map((own) => own.reduce((sum, figure) => sum + tall(figure) + gap, 0.1))), all = columns.reduce((sum, one) => sum + one, 0);
  const apart = Math.max(0.3 * columns[0], (0.9 * (across * stackTall - all)) / groups.length), stackWide = all + apart * (groups.length - 1);
  const stacked = groups.length === 2 && Math.min(across / stackWide, 1 / stackTall) > 1.1 * Math.min(across / rowWide, 1 / rowTall), out = [];
  let x = 0;
  groups.forEach((own, group) => {
    let y = 0;
    for (const figure of stacked ? [...own].reverse() : own) {
      out.push(stacked ? place(figure, group, x + (columns[group] - wide(figure)) / 2, y) : place(figure, group, x, 0));
      if (stacked) y += tall(figure) + gap;
      else x += wide(figure) + 0.01;
    }
    x += stacked ? columns[group] + apart : 0.14;
  });
  return { figures: out, stacked };
}

const areaOf = (rings) => rings.reduce((sum, ring) => sum + Math.abs(ringArea(ring)), 0);

function muscleRings(figure, one) {
  const shown = shownIn(figure, one.geometry, one.side);
  return shown ? partsOf(shown, one).flatMap(([, part]) => facing(shown, part.outline)) : [];
}

function zoneRings(figure, one, kind) {
  const shown = shownIn(figure, one.geometry, one.side);
  return shown ? pointsOf(shown, one).filter(([id]) => !one.point || id === one.point).flatMap(([, point]) => facing(shown, point[kind])) : [];
}

/** The largest ring that a figure shows of something, and its middle on the stage. */
function widest(scene, ringsOf) {
  let best = null;
  for (const figure of scene.figures) {
    if (figure.small) continue;
    for (const ring of ringsOf(figure)) {
      const size = Math.abs(ringArea(ring)) * figure.scale ** 2;
      if (!best || size > best.size) best = { size, figure, ring };
    }
  }
  if (!best) return null;
  const flat = stageRing(best.figure, best.ring);
  let x = 0, y = 0;
  for (let i = 0; i < flat.length; i += 2) {
    x += flat[i];
    y += flat[i + 1];
  }
  return { ...best, middle: [(2 * x) / flat.length, (2 * y) / flat.length] };
}

/** Where the leader of a muscle's name ends. */
function widestPart(scene, one) {
  const best = widest(scene, (figure) => muscleRings(figure, one));
  if (!best) return null;
  const shown = shownIn(best.figure, one.geometry, one.side), part = partsOf(shown, one).find(([, each]) => each.label)?.[1];
  return { ...best, spot: part ? toStage(best.figure, ...facingPoint(shown, part.label)) : best.middle };
}

/** Where a pin's letter points: at its X, or at the muscle where no X is in sight. */
function anchorOf(scene, pin) {
  for (const figure of scene.figures) {
    const shown = figure.small ? null : shownIn(figure, pin.geometry, pin.side);
    if (!shown) continue;
    const seen = pointsOf(shown, pin).filter(([id, point]) => point.x && (!pin.point || id === pin.point));
    if (seen.length) return { figure, spot: toStage(figure, ...facingPoint(shown, seen[0][1].x)) };
  }
  return widestPart(scene, pin);
}

function letter(scene, name, { figure, spot }, room) {
  const ink = INKS[scene.theme], k = 1 / scene.perMetre, r = 14 * k, [X, Y] = spot;
  const at = room.beside(X, Y, 1.2 * r, 1.2 * r, Math.sign(X - figure.middle) || 1, 0.8 * scene.height);
  if (!at) return [];
  room.take(at[0], at[1], 1.3 * r, 1.3 * r);
  const line = (color, width) => ({ type: "line", layer: "above", x0: at[0], y0: at[1], x1: X, y1: Y, line: { color, width } });
  return [
    line(scene.theme === "dark" ? "rgba(27,24,22,0.6)" : "rgba(255,255,255,0.85)", 4), line(ink.leader, 1.7),
    round(at[0], at[1], 14, ink.badge, { color: ink.page, width: 2 }, { label: { text: `<b>${name}</b>`, font: { family: TEXT, size: 16, color: ink.onBadge }, padding: 0 } }),
  ];
}

/** Lines of text beside the body, with a leader to a spot. */
function put(scene, drawn, room, [X, Y], lines, font, figure) {
  const ink = INKS[scene.theme], k = 1 / scene.perMetre, long = Math.max(...lines.map((line) => line.replace(/<[^>]+>/g, "").length));
  const halfWidth = (long * font.size * 0.245 + 5) * k, halfHeight = (lines.length * font.size * 0.66 + 2) * k;
  const spot = room.beside(X, Y, halfWidth, halfHeight, Math.sign(X - figure.middle) || 1, 0.8 * scene.height);
  if (!spot) return;
  room.take(spot[0], spot[1], halfWidth, halfHeight);
  const dx = Math.max(-0.7 * halfWidth, Math.min(0.7 * halfWidth, X - spot[0])), dy = Math.abs(Y - spot[1]) < halfHeight ? 0 : Math.sign(Y - spot[1]) * halfHeight;
  const from = dy ? [spot[0] + dx, spot[1] + dy] : [spot[0] + Math.sign(X - spot[0]) * halfWidth, spot[1]];
  drawn.labels.push(words(...spot, lines.join("<br>"), font));
  drawn.badges.push({ type: "line", layer: "above", x0: from[0], y0: from[1], x1: X, y1: Y, line: { color: ink.muted, width: 1.2 } });
}

/** A heading, and a list of words in lines of about the same length. */
function folded([head, ...rest], comma = ",", most = 34) {
  const lines = [head];
  for (const [i, word] of rest.entries()) {
    const said = word + (i < rest.length - 1 ? comma : "");
    if (i && (lines.at(-1) + said).length < most) lines[lines.length - 1] += ` ${said}`;
    else lines.push(said);
  }
  return lines;
}

const escaped = (said) => String(said ?? "").replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]);

/** Lowest and highest of all that is drawn, in metres of the stage; null where nothing is. */
function frameOf(scene, patterns) {
  let low = Infinity, high = -Infinity;
  for (const one of patterns) {
    for (const figure of inGroup(scene, one.group).figures) {
      const rings = [...muscleRings(figure, one), ...(one.zones ? [...zoneRings(figure, one, "essential"), ...zoneRings(figure, one, "spillover")] : [])];
      for (const ring of rings) {
        const flat = stageRing(figure, ring);
        for (let i = 1; i < flat.length; i += 2) {
          low = Math.min(low, flat[i]);
          high = Math.max(high, flat[i]);
        }
      }
    }
  }
  return low < high ? [low, high] : null;
}

/** As `measure` of the map, but where the patterns leave room, the part of the body that has them. */
function fit(scene, width, height, frame) {
  const [x0, x1, y0, y1] = extentOf(scene);
  const side = scene.narrow ? 6 : 14, top = scene.compared ? 64 + 20 * scene.lines : 44, bottom = 8;
  const across = (width - 2 * side) / (x1 - x0), whole = Math.min(across, (height - top - bottom) / (y1 - y0));
  const tall = frame ? Math.max(LEAST_TALL, frame[1] - frame[0] + 0.12) : y1 - y0;
  const perMetre = Math.max(whole, Math.min(across, (height - top - bottom) / tall));
  const seen = (height - top - bottom) / perMetre, middleX = (x0 + x1) / 2;
  let high = y1;
  if (frame && seen < y1 - y0) {
    const spare = Math.max(0, seen - (frame[1] - frame[0])) / 2;
    high = Math.min(y1, Math.max(frame[1] + spare, y0 + seen));
    if (y1 - high < 0.12) high = y1;
  } else {
    high = y1 + Math.max(0, seen - (y1 - y0)) / 2;
  }
  const topY = high + top / perMetre;
  Object.assign(scene, {
    width, pixelHeight: height, perMetre, height: height / perMetre, cut: high < y1 - 1e-6,
    range: [middleX - width / perMetre / 2, middleX + width / perMetre / 2, topY - height / perMetre, topY],
    titleY: Math.min(high, y1) + 22 / perMetre,
  });
  scene.world = scene.range;
}

/** Name and sides over every figure; over each of two that are compared, what it is. */
function stageTitles(scene, groupNames) {
  const ink = INKS[scene.theme], out = [], k = 1 / scene.perMetre, ground = scene.cut ? { bgcolor: scene.theme === "dark" ? "rgba(27,24,22,0.8)" : "rgba(251,249,246,0.85)", borderpad: 3 } : {};
  const small = scene.compared || scene.narrow, say = (which) => scene.text[`map.${scene.mode}.${which}`];
  for (const figure of scene.figures) {
    const [left] = toStage(figure, figure.box[0], 0), [right] = toStage(figure, figure.box[1], 0), middle = (left + right) / 2;
    const own = toStage(figure, 0, figure.box[3])[1] + 20 * k, y = scene.cut ? scene.titleY : own;
    const side = figure.info.subject_right, wide = (right - left) / k, tight = Boolean(side) && !figure.small && wide < 330;
    out.push(words(middle, tight ? y + 19 * k : y, `<b>${figure.title}</b>`, { size: figure.small ? 14 : small ? 16 : 19, color: ink.text }, ground));
    if (!side || figure.small) continue;
    const reach = wide < 200 ? (right - left) / 2 - 6 * k : Math.max((right - left) / 2, 96 * k), [atLeft, atRight] = side === "left" ? ["right", "left"] : ["left", "right"];
    const named = (which) => (wide < 200 ? scene.text[`side.${which}`] : say(which));
    out.push(words(middle - reach, y, named(atLeft), { size: small || tight ? 14 : 17, color: ink.muted }, { xanchor: "left", ...ground }));
    out.push(words(middle + reach, y, named(atRight), { size: small || tight ? 14 : 17, color: ink.muted }, { xanchor: "right", ...ground }));
  }
  if (!scene.compared) return out;
  for (const group of groupNames.keys()) {
    const own = scene.figures.filter((figure) => figure.group === group);
    const left = Math.min(...own.map((figure) => toStage(figure, figure.box[0], 0)[0])), right = Math.max(...own.map((figure) => toStage(figure, figure.box[1], 0)[0]));
    out.push(words((left + right) / 2, Math.min(scene.range[3] - (14 + 10 * scene.lines) * k, (scene.cut ? scene.titleY : Math.max(...own.map((figure) => toStage(figure, 0, figure.box[3])[1])) + 20 * k) + (44 + 10 * scene.lines) * k), groupNames[group], { family: TITLE, size: groupNames.length > 2 ? 16 : 21, color: ink.text }));
  }
  return out;
}

function toggleFull() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen().catch(() => {});
}
