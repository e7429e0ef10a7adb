// The body map: one Plotly plot that shows a stage of figures, and what is marked and chosen on it.
import { CellIndex } from "./atlas_geometry.js";
import { el, fill, json, loadFonts, picture, placeName, STATIC } from "./atlas_common.js";
import { bodyImages, dermatomeShapes, feltShapes, INKS, markShapes, muscleImages, muscleShapes, roomOf, titleOf, titleRules, titles, toStage, toView, extentOf } from "./atlas_shapes.js";
import { watchGestures } from "./atlas_gestures.js";

const NARROW = 560;
const LONG_NAMES = 1000; // width from which the views are called by their long names
const KEEP = "atlas.drawing";
const CONSULT = "atlas.consult";
const RESEND_MS = 2500;
const PICK_RADIUS_PX = 14;
const BRUSH_PX = 9;
const MODES = ["mark", "paint", "erase", "move"];

let plotly;
function loadPlotly(path) {
  plotly ??= fetch(new URL(STATIC + path, document.baseURI), { cache: "force-cache" })
    .then((answer) => {
      if (!answer.ok) throw new Error(`${answer.status} for ${path}`);
      return answer.blob();
    })
    .then((blob) => new Promise((done, failed) => {
      const script = el("script", { src: URL.createObjectURL(blob) });
      script.onload = () => done(window.Plotly);
      script.onerror = failed;
      document.head.append(script);
    }));
  plotly.catch(() => (plotly = null));
  return plotly;
}

export class BodyMap {
  constructor(host) {
    this.host = host;
    this.pending = [];
    this.server = [];
    this.zoom = null;
    this.front = 0;
    this.targets = [];
    this.drawn = Promise.resolve();
    this.build();
    this.listen("atlas:op", (event) => this.queue(event.detail));
    this.listen("atlas:preview", (event) => this.show(event.detail));
    this.listen("hashchange", () => this.readLink());
  }

  /** Hear the window for as long as the map is on the page. */
  listen(name, act) {
    const hear = (event) => (this.alive() || !this.data ? act(event) : removeEventListener(name, hear));
    addEventListener(name, hear);
  }

  alive() {
    return this.host.isConnected;
  }

  build() {
    this.bar = el("div", { class: "tp-views", role: "group" });
    this.plot = el("div", { class: "tp-plot" });
    this.glow = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    this.glow.setAttribute("class", "tp-glow");
    this.glow.append(document.createElementNS("http://www.w3.org/2000/svg", "path"));
    this.tip = el("div", { class: "tp-tip", "aria-hidden": "true", hidden: true });
    this.zooms = el("div", { class: "tp-zooms" });
    this.turn = el("button", { class: "tp-turn", type: "button", hidden: true, onclick: () => this.turnRound() });
    this.modes = el("div", { class: "tp-modes", role: "group" });
    this.tool = "mark";
    this.plate = el("div", { class: "tp-plate" }, this.plot, this.glow, this.tip, this.zooms, this.modes, this.turn);
    this.offers = el("div", { class: "tp-offers" });
    this.legend = el("div", { class: "tp-legend" });
    this.note = el("p", { class: "tp-note" });
    this.live = el("div", { class: "tp-live", role: "status", "aria-live": "polite" });
    this.host.replaceChildren(this.bar, this.plate, this.offers, this.legend, this.note, this.live);
  }

  // ---- from the server

  async update(data, send) {
    this.send = send;
    const first = !this.data;
    this.data = data;
    this.loading ??= this.load(data).catch((error) => {
      this.loading = null;
      throw error;
    });
    await this.loading;
    this.take(this.data, first);
    if (first) this.readLink();
    await this.redraw();
    this.host.dataset.ready = "true";
    this.host.dataset.ack = this.data.ack;
    this.host.dataset.stage = this.stage;
  }

  /** Fetch side by side what the map needs: Plotly takes by far the longest. */
  async load(data) {
    const boot = await json(data.boot);
    const stage = boot.stages.find((one) => one.id === data.stage) ?? boot.stages[0];
    const ahead = json(boot.map).then((map) => {
      for (const { view } of stage.figures) {
        json(map.views[view].geometry);
        picture(map.views[view][data.theme]);
      }
      return map;
    });
    [this.plotly, this.map] = await Promise.all([loadPlotly(boot.plotly), ahead]);
    this.boot = boot;
    this.areaOf = (index) => this.map.areas[this.map.area[index]];
    this.text = boot.text;
    this.openPoints = new Set(boot.open_points);
    this.ready();
  }

  ready() {
    loadFonts(this.boot.fonts);
    this.bar.setAttribute("aria-label", this.text["map.views"]);
    for (const [name, sign, act] of [["in", "+", () => this.gestures.zoomBy(1.5)], ["out", "−", () => this.gestures.zoomBy(1 / 1.5)], ["whole", "⤢", () => this.gestures.home()]]) {
      this.zooms.append(el("button", { type: "button", class: `tp-zoom-${name}`, title: this.text[`map.zoom.${name}`], "aria-label": this.text[`map.zoom.${name}`], onclick: act }, sign));
    }
    this.modes.setAttribute("aria-label", this.text["map.tool"]);
    this.modes.append(...MODES.map((tool) => el("button", { type: "button", "data-tool": tool, "aria-pressed": String(tool === this.tool), onclick: () => this.take_up(tool) }, this.text[`map.tool.${tool}`])));
    this.plot.setAttribute("role", "img");
    this.plot.setAttribute("aria-label", this.text["map.label"]);
    this.gestures = watchGestures(this.plate, this.plot, (name, act) => this.listen(name, act), {
      range: () => this.range, home: () => this.homeRange, move: (range) => this.look(range),
      tap: (x, y) => this.tap(x, y), hover: (x, y) => this.hover(x, y),
      brush: { begin: (x, y) => this.beginStroke(x, y), paint: (x, y) => this.paint(x, y), end: () => this.endStroke(), cancel: () => this.cancelStroke() },
    });
    new ResizeObserver(() => this.alive() && this.resized()).observe(this.plate);
  }

  /** Accept the server's state, but never undo what it has not dealt with yet. */
  take(data, first) {
    const saved = readKept();
    if (data.ack > (this.seq ?? 0)) this.seq = data.ack;
    this.seq ??= data.ack;
    if (this.session !== data.session) {
      // A server that knows nothing of this tab: a reload, a reconnect or a restart.
      const own = this.session ? this.cellsOf(this.marks()) : saved?.set === data.set ? saved.cells : [];
      const { said = [], groups = [] } = (this.session ? this.kept : saved) ?? {};
      this.session = data.session;
      this.pending = [];
      this.seq = data.ack;
      const known = this.known ?? saved ?? {}, answers = known.answers ?? {};
      const lost = own.length && !data.places.length, unanswered = Object.keys(answers).length && !data.answers.length;
      if (lost || unanswered) this.queue({ op: "restore", drawing: { set: data.set, cells: own, said, groups }, answers, seen: known.seen ?? [] }, true);
    }
    this.pending = this.pending.filter((operation) => operation.seq > data.ack);
    this.server = data.places;
    if (!this.pending.length) this.keep();
    if (first || data.stage !== this.told) this.stage = data.stage;
    this.told = data.stage;
    this.mirrorConsult(data);
    if (!this.boot.stages.some((stage) => stage.id === this.stage)) this.stage = this.boot.stages[0].id;
  }

  /** Marks that came in a link: taken once, and out of the address, so that nobody passes them on unawares. */
  readLink() {
    const fragment = location.hash.slice(1);
    if (!fragment.startsWith("marks=")) return;
    history.replaceState(history.state, "", location.pathname + location.search);
    this.queue({ op: "link", fragment });
  }

  /** Pins, findings and notes live in this tab too; a server that has lost them is given them back. */
  mirrorConsult({ session, kept: [mark, said] = [] }) {
    if (mark == null) return;
    const saved = readKept(CONSULT);
    if (!mark && saved && saved.session !== session) {
      store(CONSULT, { ...saved, session });
      this.queue({ op: "restore_consult", said: saved.said }, true);
    } else if (!this.pending.some((operation) => operation.op === "restore_consult")) {
      // While questions come first only the mark is told: what is another's is forgotten.
      if (said) store(CONSULT, { session, mark, said });
      else if (saved?.mark !== mark) store(CONSULT, null);
    }
  }

  cellsOf(marks) {
    return [...marks].map((index) => this.map.cells[index]);
  }

  /** Mirror the drawing and the answers in this tab; answers by id, as numbers change with the data. */
  keep() {
    const answers = {}, seen = [];
    for (const [number, letter] of [...(this.data.answers ?? "")].entries()) {
      if (letter === "-") continue;
      const { id } = this.boot.flags[number];
      answers[id] = { y: "yes", n: "no", u: "not_sure" }[letter.toLowerCase()];
      if (letter !== letter.toLowerCase()) seen.push(id);
    }
    // What is on its way is in memory already; a restore is on its way with what was kept.
    if (!this.pending.some((operation) => operation.op === "restore")) this.known = { answers, seen };
    if (this.pending.some((operation) => operation.op === "clear")) this.known = { answers: {}, seen: [] };
    const said = this.server.filter((place) => place[4] != null || place[5]).map(([, area, side, , strength, character]) => ({ area, side, strength, character }));
    if (this.pending.some((operation) => operation.op === "restore")) return;
    // A group that was named as a whole is one place; the map knows areas only.
    const groups = this.server.filter((place) => !this.map.areas.includes(place[1])).map(([, group, side, cells]) => ({ group, side, cells: this.cellsOf(cells) }));
    this.kept = { set: this.data.set, session: this.session, cells: this.cellsOf(this.marks()), said, groups, ...this.known };
    keep(this.kept);
  }

  // ---- to the server

  queue(operation, quiet) {
    this.seq = (this.seq ?? 0) + 1;
    this.pending.push({ seq: this.seq, ...operation });
    this.keep();
    this.post();
    if (!quiet) this.redraw();
  }

  post() {
    this.send("event", { ops: this.pending });
    clearTimeout(this.again);
    this.again = setTimeout(() => this.alive() && this.pending.length && this.post(), RESEND_MS);
  }

  /** The marked cells as the person sees them: the server's, and what is on its way. */
  marks() {
    const marked = new Set(this.server.flatMap((place) => place[3]));
    for (const operation of this.pending) {
      if (operation.op === "mark") operation.cells.forEach((index) => marked.add(index));
      if (operation.op === "erase") operation.cells.forEach((index) => marked.delete(index));
      if (operation.op === "clear") marked.clear();
      if (operation.op === "restore") {
        operation.drawing.cells.forEach((id) => {
          const index = this.map.cells.indexOf(id);
          if (index >= 0) marked.add(index);
        });
      }
    }
    return marked;
  }

  /** Places with the server's numbers; a fresh one has none until it answers. */
  places() {
    const marked = this.marks(), out = [];
    for (const [number, area, side, cells, strength] of this.server) {
      const kept = cells.filter((index) => marked.delete(index));
      for (const index of [...marked]) {
        if (this.areaOf(index) === area && this.map.side[index] === side) {
          marked.delete(index);
          kept.push(index);
        }
      }
      if (kept.length) out.push({ n: number, area, side, strength, cells: kept.sort((a, b) => a - b) });
    }
    const fresh = new Map();
    for (const index of marked) {
      const key = `${this.areaOf(index)}:${this.map.side[index]}`;
      if (!fresh.has(key)) fresh.set(key, { n: null, cells: [] });
      fresh.get(key).cells.push(index);
    }
    return [...out, ...fresh.values()];
  }

  // ---- the scene

  stageNow() {
    return this.boot.stages.find((stage) => stage.id === this.stage);
  }

  async makeScene() {
    const stage = this.stageNow(), width = this.plate.clientWidth, height = this.plate.clientHeight;
    const narrow = width < NARROW && stage.figures.length > 1;
    const key = [stage.id, width, height, narrow && this.front % stage.figures.length, this.data.theme, this.data.mode].join();
    if (this.scene?.key === key) return false;
    const wanted = narrow ? onPhone(stage.figures, this.front, this.map) : stage.figures;
    const figures = await Promise.all(wanted.map(async (figure) => {
      const info = this.map.views[figure.view], geometry = await json(info.geometry);
      this.indexes ??= new Map();
      if (!this.indexes.has(figure.view)) this.indexes.set(figure.view, new CellIndex(geometry));
      const box = geometry.box ?? info.box;
      return { ...figure, info, box, index: this.indexes.get(figure.view), title: titleOf(this.text, figure.view, this.data.mode), middle: figure.x + (figure.scale * (box[0] + box[1])) / 2e4 };
    }));
    const scene = { key, stage: stage.id, narrow, figures, theme: this.data.theme, mode: this.data.mode, text: this.text, openPoints: this.openPoints };
    measure(scene, width, height);
    scene.images = await bodyImages(scene);
    const keepZoom = this.scene && this.scene.stage === scene.stage && this.scene.narrow === narrow && this.zoom;
    this.scene = scene;
    this.homeRange = scene.range;
    this.range = keepZoom ? reshape(this.zoom, width, height) : scene.range;
    if (!keepZoom) this.zoom = null;
    return true;
  }

  /** Draw; calls wait for one another, and one that is overtaken is dropped. */
  redraw() {
    const turn = (this.turns = (this.turns ?? 0) + 1);
    this.drawn = this.drawn.then(() => (turn === this.turns && this.alive() ? this.draw() : null)).catch((error) => this.failed(error));
    return this.drawn;
  }

  failed(error) {
    this.note.textContent = this.text?.["map.failed"] ?? String(error);
    this.host.dataset.error = String(error);
  }

  async draw() {
    if (!this.boot || !this.plate.clientWidth) return;
    const anew = await this.makeScene(), scene = this.scene;
    if (!this.data.open) this.preview = undefined; // no pattern before the questions are answered
    const layer = this.preview !== undefined ? this.preview : this.data.chosen;
    let geometry = null;
    if (layer?.url) {
      try {
        geometry = await json(layer.url);
      } catch {
        this.say(this.text["map.no_picture"]);
      }
    }
    const room = roomOf(scene);
    const muscle = geometry ? muscleShapes(scene, this.named(layer), geometry, room) : null;
    const places = this.places();
    const marks = markShapes(scene, places, {
      outlineOnly: Boolean(muscle), hatched: new Set(this.preview === undefined ? this.data.hatch : []), room,
    });
    const alike = await this.alikeShapes(scene);
    this.targets = muscle?.targets ?? [];
    const images = [...scene.images, ...(geometry ? await muscleImages(scene, layer, geometry) : [])];
    const layout = {
      shapes: [...titleRules(scene), ...(muscle?.shapes ?? []), ...alike, ...marks.shapes, ...(muscle?.crosses ?? []), ...marks.badges],
      images,
      annotations: [...titles(scene), ...(muscle?.labels ?? [])],
    };
    const said = JSON.stringify(layout.annotations);
    if (anew || !this.plot.data) {
      const axis = { visible: false, fixedrange: true };
      await this.plotly.react(this.plot, [{ x: [], y: [], mode: "markers", hoverinfo: "skip", showlegend: false }], {
        ...this.boot.layout, ...layout, width: scene.width, height: scene.pixelHeight,
        xaxis: { ...axis, range: this.range.slice(0, 2) }, yaxis: { ...axis, range: this.range.slice(2) },
      }, { staticPlot: true });
    } else {
      const same = images.length === this.imageCount && images.every((image, i) => image.source === this.sources[i]);
      if (same) delete layout.images;
      if (said === this.said) delete layout.annotations;
      await this.plotly.relayout(this.plot, layout);
    }
    this.said = said;
    this.imageCount = images.length;
    this.sources = images.map((image) => image.source);
    this.furnish(places, Boolean(muscle));
  }

  /** What else can feel like the chosen muscle, beside its pattern: skin of nerve roots, or whole areas. */
  async alikeShapes(scene) {
    if (!this.data.open || this.preview !== undefined) return [];
    const read = (this.data.roots ?? []).map(async ([, url, side]) => [await json(url), side]);
    const roots = (await Promise.all(read)).flatMap(([geometry, side]) => dermatomeShapes(scene, geometry, side));
    return this.data.felt ? [...roots, ...feltShapes(scene, this.data.felt)] : roots;
  }

  named(layer) {
    const muscle = this.boot.muscles[layer.muscle];
    const part = muscle?.parts?.[layer.part];
    return { ...layer, label: part ?? muscle?.name ?? "" };
  }

  /** Everything round the plot that is ordinary HTML. */
  furnish(places, withMuscle) {
    const { text, data } = this;
    const narrow = this.scene.narrow;
    this.host.classList.toggle("tp-dark", data.theme === "dark");
    this.bar.replaceChildren(...this.boot.stages.map((stage) =>
      el("button", { type: "button", "data-stage": stage.id, "aria-pressed": String(stage.id === this.stage), onclick: () => this.goTo(stage.id) },
        text[this.plate.clientWidth < LONG_NAMES ? `stage.short.${stage.id}` : `stage.${stage.id}`] ?? text[`stage.${stage.id}`] ?? stage.title)));
    this.turn.hidden = !narrow;
    this.modes.hidden = Boolean(data.look);
    if (narrow) {
      const small = this.scene.figures.find((figure) => figure.small);
      this.turn.textContent = fill(text["map.turn"], { view: small?.title ?? "" });
    }
    this.offers.replaceChildren(...(data.offers ?? []).filter((offer) => offer[0] !== this.stage).map(([stage, number]) =>
      el("button", { type: "button", class: "tp-offer", onclick: () => this.goTo(stage) },
        fill(text[number ? "offer.place" : "offer.pattern"], { n: number, stage: text[`stage.${stage}`] ?? stage }))));
    const keys = withMuscle ? ["mark", "essential", "spillover", "point", ...(this.targets.some((t) => this.openPoints.has(t.id)) ? ["open"] : []), "muscle", ...((data.hatch ?? []).length ? ["hatch"] : [])] : places.length ? ["mark", ...((data.hatch ?? []).length ? ["none"] : [])] : [];
    const roots = [...new Set((data.roots ?? []).map(([root]) => root))].join(", ");
    if (roots && data.open) keys.push("root");
    if (data.felt && data.open) keys.push("felt");
    this.legend.replaceChildren(...keys.map((key) => el("span", { class: `tp-key tp-key-${key}` }, el("i", {}), fill(text[`legend.${key}`], { roots, felt: data.felt_name ?? "" }))));
    this.note.textContent = withMuscle ? text["map.note.pattern"] : text[`map.note.${this.tool}`];
    this.plot.dataset.places = places.length;
    this.plot.dataset.marks = this.marks().size;
  }

  say(words) {
    this.live.textContent = words;
  }

  show(preview) {
    clearTimeout(this.previewing);
    this.previewing = setTimeout(() => {
      this.preview = preview ?? undefined;
      this.redraw();
    }, preview ? 40 : 120);
  }

  goTo(stage) {
    if (stage === this.stage) return;
    this.stage = stage;
    this.front = 0;
    this.queue({ op: "view", stage });
    this.say(fill(this.text["map.now"], { view: this.text[`stage.${stage}`] ?? stage }));
    this.host.dataset.stage = stage;
  }

  turnRound() {
    this.front += 1;
    this.zoom = null;
    this.redraw();
  }

  resized() {
    clearTimeout(this.resizing);
    this.resizing = setTimeout(() => this.redraw(), 60);
  }

  // ---- painting

  take_up(tool) {
    this.tool = tool;
    for (const button of this.modes.children) button.setAttribute("aria-pressed", String(button.dataset.tool === tool));
    this.plate.classList.toggle("tp-painting", tool === "paint" || tool === "erase");
    this.note.textContent = this.text[tool === "mark" ? "map.note.mark" : `map.note.${tool}`];
  }

  /** Begin to paint or erase under the pointer; false where the tool is another. */
  beginStroke(px, py) {
    if (!this.scene || this.data.look || !["paint", "erase"].includes(this.tool)) return false;
    this.stroke = new Map();
    this.paint(px, py);
    return true;
  }

  paint(px, py) {
    const before = this.stroke.size;
    for (const [dx, dy] of [[0, 0], [BRUSH_PX, 0], [-BRUSH_PX, 0], [0, BRUSH_PX], [0, -BRUSH_PX]]) {
      const hit = this.hit(px + dx, py + dy);
      if (hit?.cell != null) this.stroke.set(`${hit.figure.view}:${hit.cell}`, hit);
    }
    if (this.stroke.size === before) return;
    this.glow.firstChild.setAttribute("d", [...this.stroke.values()].map((hit) => this.pixels(hit.figure, hit.figure.index.byIndex.get(hit.cell))).join(""));
  }

  endStroke() {
    const marked = this.marks(), erase = this.tool === "erase";
    const cells = [...new Set([...this.stroke.values()].map((hit) => hit.cell))].filter((cell) => marked.has(cell) === erase);
    this.cancelStroke();
    if (!cells.length) return;
    this.queue({ op: erase ? "erase" : "mark", cells });
    this.say(fill(this.text[erase ? "map.erased_many" : "map.painted"], { n: cells.length }));
  }

  cancelStroke() {
    this.stroke = null;
    this.hovered = null;
    this.glow.firstChild.setAttribute("d", "");
  }

  // ---- looking

  look(range) {
    const home = this.homeRange, whole = range[1] - range[0] >= (home[1] - home[0]) * 0.999;
    this.zoom = whole ? null : range;
    this.range = whole ? home : range;
    this.plate.classList.toggle("tp-zoomed", !whole);
    this.hover(null);
    if (this.looking) return;
    this.looking = requestAnimationFrame(() => {
      this.looking = null;
      this.plotly.relayout(this.plot, { "xaxis.range": this.range.slice(0, 2), "yaxis.range": this.range.slice(2) });
    });
  }

  toStage(px, py) {
    const [x0, x1, y0, y1] = this.range;
    return [x0 + (px / this.scene.width) * (x1 - x0), y1 - (py / this.scene.pixelHeight) * (y1 - y0)];
  }

  /** The figure and cell under a point of the plate. */
  hit(px, py) {
    const [X, Y] = this.toStage(px, py);
    for (const figure of this.scene.figures) {
      const [x, y] = toView(figure, X, Y), [x0, x1, y0, y1] = figure.box;
      if (x < x0 || x > x1 || y < y0 || y > y1) continue;
      if (figure.small) return { figure, cell: null };
      const cell = figure.index.at(x, y);
      if (cell != null) return { figure, cell };
    }
    return null;
  }

  tap(px, py) {
    if (!this.scene) return;
    const [x0, x1] = this.range, perMetre = this.scene.width / (x1 - x0);
    const [X, Y] = this.toStage(px, py);
    let picked = null, least = PICK_RADIUS_PX;
    for (const target of this.targets) {
      const away = Math.hypot(target.X - X, target.Y - Y) * perMetre;
      if (away < least) [picked, least] = [target, away];
    }
    if (picked) {
      this.queue({ op: "pick", id: picked.id });
      return;
    }
    const hit = this.hit(px, py);
    if (!hit) return;
    if (hit.figure.small) {
      this.turnRound();
      return;
    }
    if (this.data.look || this.tool === "move") return;
    const marked = this.marks().has(hit.cell), area = this.areaOf(hit.cell), side = this.map.side[hit.cell];
    this.queue({ op: marked ? "erase" : "mark", cells: [hit.cell] });
    this.hover(null);
    this.say(fill(this.text[marked ? "map.erased" : "map.marked"], { place: placeName(this.boot, area, side) }));
  }

  hover(px, py) {
    const hit = px == null || !this.scene ? null : this.hit(px, py);
    const key = hit && hit.cell != null ? `${hit.figure.view}:${hit.cell}` : null;
    this.plate.style.cursor = hit && !this.data.look ? "pointer" : "";
    if (key) {
      this.tip.style.transform = `translate(${Math.round(px)}px, ${Math.round(py)}px)`;
    }
    if (key === this.hovered) return;
    this.hovered = key;
    this.tip.hidden = !key;
    this.glow.firstChild.setAttribute("d", key ? this.pixels(hit.figure, hit.figure.index.byIndex.get(hit.cell)) : "");
    if (key) {
      this.tip.textContent = placeName(this.boot, this.areaOf(hit.cell), this.map.side[hit.cell]);
      this.tip.classList.toggle("tp-tip-left", px > this.scene.width - 180);
    }
  }

  /** A cell's outline in pixels of the plate: the patch under the pointer is no matter for Plotly. */
  pixels(figure, rings) {
    const [x0, x1, y0, y1] = this.range, { width, pixelHeight } = this.scene;
    let path = "";
    for (const ring of rings) {
      for (let i = 0; i < ring.length; i += 2) {
        const [X, Y] = toStage(figure, ring[i], ring[i + 1]);
        path += `${i ? "L" : "M"}${(((X - x0) / (x1 - x0)) * width).toFixed(1)},${(((y1 - Y) / (y1 - y0)) * pixelHeight).toFixed(1)}`;
      }
      path += "Z";
    }
    return path;
  }
}

/** On a narrow screen: one figure large, the next one small beside it. */
export function onPhone(figures, front, map) {
  const main = figures[front % figures.length], other = figures[(front + 1) % figures.length];
  const widthOf = (figure) => map.views[figure.view].box;
  const [x0, x1, y0, y1] = widthOf(main), [u0, u1, v0, v1] = widthOf(other);
  const large = { view: main.view, x: 0, y: 0, scale: 1 };
  const scale = 0.55 * Math.min(1, (y1 - y0) / (v1 - v0));
  const small = { view: other.view, scale, small: true };
  small.x = x1 * 1e-4 + 0.03 - u0 * 1e-4 * scale;
  small.y = (y0 + 0.35 * (y1 - y0)) * 1e-4 - v0 * 1e-4 * scale;
  void x0; void u1;
  return [large, small];
}

/** How much of the world the plate shows, and how many pixels a metre that makes. */
function measure(scene, width, height) {
  const [x0, x1, y0, y1] = extentOf(scene);
  const [side, top, bottom] = [scene.narrow ? 6 : 14, 36, 6];
  const perMetre = Math.min((width - 2 * side) / (x1 - x0), (height - top - bottom) / (y1 - y0));
  const middle = (x0 + x1) / 2, low = y0 - bottom / perMetre;
  const slack = Math.max(0, height / perMetre - (y1 + top / perMetre - low)) / 2;
  scene.width = width;
  scene.pixelHeight = height;
  scene.perMetre = perMetre;
  scene.height = height / perMetre;
  scene.range = [middle - width / perMetre / 2, middle + width / perMetre / 2, low - slack, low - slack + height / perMetre];
  scene.world = scene.range;
}

export function reshape([x0, x1, y0, y1], width, height) {
  const middle = (y0 + y1) / 2, tall = ((x1 - x0) * height) / width;
  return [x0, x1, middle - tall / 2, middle + tall / 2];
}

function keep(drawing) {
  store(KEEP, drawing.cells.length || Object.keys(drawing.answers ?? {}).length ? drawing : null);
}

function store(key, value) {
  try {
    if (value) sessionStorage.setItem(key, JSON.stringify(value));
    else sessionStorage.removeItem(key);
  } catch {
    // A browser that keeps nothing still draws.
  }
}

function readKept(key = KEEP) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

export { INKS };
