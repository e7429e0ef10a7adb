// The right column: where it hurts, what to ask first, and the muscles textbooks link with that.
import { Ask } from "./atlas_ask.js";
import { el, fill, json, loadFonts, operate, picture, placeName } from "./atlas_common.js";

const SHORT = 3;
const MOST_NAMED = 3; // as in atlas/reasons.py
const MOST_CHIPS = 10;

export class Story {
  constructor(host) {
    this.host = host;
    this.all = false;
    this.ask = new Ask(() => this.update(this.data));
    this.host.addEventListener("keydown", (event) => this.arrows(event));
  }

  async update(data) {
    this.data = data;
    this.boot ??= await json(data.boot);
    loadFonts(this.boot.fonts);
    this.text = this.boot.text;
    if (this.data !== data) return;
    this.ask.take(data, this.boot);
    const opened = this.gate !== "open" && data.gate === "open" && this.gate !== undefined;
    this.gate = data.gate;
    const focus = this.host.contains(document.activeElement) ? document.activeElement.dataset.id : null;
    this.host.classList.toggle("tp-dark", data.theme === "dark");
    const parts = data.only ? [...this.ask.draw()] : [this.places(), ...this.ask.draw(), this.list(), this.bar()];
    const sheet = this.host.querySelector(".tp-ask.tp-open")?.scrollTop;
    this.host.replaceChildren(...parts.filter(Boolean));
    if (sheet) this.host.querySelector(".tp-ask.tp-open")?.scrollTo({ top: sheet });
    if (focus) {
      const again = this.host.querySelector(`[data-id="${CSS.escape(focus)}"]`) ?? (opened ? this.host.querySelector(".tp-list h3") : null);
      again?.focus({ preventScroll: !opened });
    }
    this.host.dataset.ready = "true";
  }

  // ---- where it hurts

  places() {
    const { text } = this, places = this.data.places;
    if (!places.length) {
      if (this.data.chosen || this.data.held) return null;
      return el("div", { class: "tp-empty" },
        el("p", { class: "tp-lead" }, text["empty.lead"]),
        el("ol", {}, ["mark", "read", "choose"].map((step) => el("li", {}, text[`empty.${step}`]))),
        el("p", { class: "tp-muted" }, text["empty.not_a_diagnosis"]));
    }
    const shown = this.allPlaces ? places : places.slice(0, MOST_CHIPS);
    const step = (name, can) => el("button", { type: "button", class: "tp-link", "data-id": name, disabled: !can, onclick: () => operate({ op: name }) }, text[`places.${name}`]);
    return el("div", {},
      el("div", { class: "tp-chips", role: "group", "aria-label": text["places.label"] },
        shown.map((place) => this.chip(place)),
        places.length > shown.length ? el("button", { type: "button", class: "tp-link", "data-id": "all-places", onclick: () => { this.allPlaces = true; this.update(this.data); } }, fill(text["places.all"], { n: places.length - shown.length })) : null,
        step("undo", this.data.steps?.[0]), step("redo", this.data.steps?.[1]),
        el("button", { type: "button", class: "tp-link", "data-id": "clear", onclick: () => operate({ op: "clear" }) }, text["places.clear"])),
      places.filter(([, area, side]) => this.editing === `${area}:${side}`).map((place) => this.editor(place)));
  }

  chip([n, area, side, strength, character]) {
    const { text } = this, name = placeName(this.boot, area, side), key = `${area}:${side}`;
    const said = [strength == null ? null : fill(text["places.strength.of"], { n: strength }), character ? text[`character.${character}`].toLowerCase() : null].filter(Boolean);
    return el("span", { class: "tp-chip" },
      el("button", { type: "button", class: "tp-chip-name", "data-id": `edit:${key}`, "aria-expanded": String(this.editing === key), title: fill(text["places.change"], { place: name }), onclick: () => { this.editing = this.editing === key ? null : key; this.update(this.data); } },
        el("b", {}, String(n)), el("span", {}, name), said.length ? el("b", {}, `· ${said.join(", ")}`) : null, el("i", { "aria-hidden": "true" }, "▾")),
      el("button", { type: "button", class: "tp-chip-x", "data-id": `remove:${key}`, "aria-label": fill(text["places.remove"], { place: name }), title: text["places.remove.short"], onclick: () => operate({ op: "remove", area, side }) }, "×"));
  }

  /** Strength, character and side of one place. */
  editor([, area, side, strength, character]) {
    const { text } = this, key = `${area}:${side}`, say = (what) => operate({ op: "say", area, side, ...what });
    const toggle = (id, on, words, act) => el("button", { type: "button", class: "tp-soft", "data-id": `${id}:${key}`, "aria-pressed": String(on), onclick: act }, words);
    const value = el("output", {}, strength == null ? text["places.strength.none"] : fill(text["places.strength.of"], { n: strength }));
    return el("div", { class: "tp-editor", role: "group", "aria-label": fill(text["places.change"], { place: placeName(this.boot, area, side) }) },
      el("label", {}, el("span", {}, text["places.strength"], " ", value),
        el("input", { type: "range", min: 0, max: 10, step: 1, value: strength ?? 0, "data-id": `strength:${key}`, oninput: (event) => { value.textContent = fill(text["places.strength.of"], { n: event.target.value }); }, onchange: (event) => say({ strength: Number(event.target.value) }) })),
      el("div", { role: "group", "aria-label": text["places.character"] }, el("span", {}, text["places.character"]),
        ["ache", "burning", "sharp", "tingling", "numb"].map((one) => toggle(one, one === character, text[`character.${one}`], () => say({ character: one === character ? null : one })))),
      side === "middle" ? null : el("div", { role: "group", "aria-label": text["places.side"] }, el("span", {}, text["places.side"]),
        ["right", "left", "both"].map((to) => toggle(`to-${to}`, to === side, to === "both" ? text["places.side.copy"] : text[`side.${to}`], () => {
          if (to !== "both" && to !== side) this.editing = `${area}:${to}`;
          operate({ op: "side", area, side, to });
        }))),
      el("button", { type: "button", class: "tp-link", "data-id": "done", onclick: () => { this.editing = null; this.update(this.data); } }, text["places.close"]));
  }

  // ---- the list

  list() {
    const { text, data } = this;
    if (data.gate === "act_now") return null;
    if (!data.places.length) return null;
    if (data.gate !== "open") return el("p", { class: "tp-hint" }, text["list.waiting"]);
    if (data.widespread) return this.answer("widespread");
    const chosen = data.chosen, isChosen = (row) => chosen && row[0] === chosen.muscle && row[2] === chosen.side && (!chosen.part || row[1] === chosen.part);
    const tested = data.rows.some((row) => row[5]);
    if (!tested) this.only = false;
    let rows = this.only ? data.rows.filter((row) => row[5] === "y") : data.rows;
    // From here on, all are only sometimes in the picture.
    const turn = rows.length - [...rows].reverse().findIndex((row) => row[3].length), band = (i) => (rows.some((row) => row[3].length) && i < turn ? "main" : "sometimes");
    const groups = new Map();
    rows.forEach((row, i) => {
      const key = `${row[0]}:${row[2]}`;
      if (!groups.has(key)) groups.set(key, { band: band(i), rows: [] });
      groups.get(key).rows.push(row);
    });
    let shown = [...groups.values()].flatMap((group) => group.rows.map((row, i) => ({ row, nested: i > 0, band: group.band })));
    if (chosen && !this.all && shown.length > SHORT) {
      const at = Math.max(0, shown.findIndex(({ row }) => isChosen(row)));
      shown = shown.slice(Math.max(0, Math.min(at - 1, shown.length - SHORT)), Math.max(SHORT, Math.min(at + 2, shown.length)));
    }
    if (!data.rows.length) return this.answer("nothing");
    let before = null;
    return el("section", { class: "tp-list", "aria-label": text["list.title"] },
      el("header", {}, el("h3", { tabindex: "-1" }, text["list.title"]),
        data.rows.length > SHORT && chosen ? el("button", { type: "button", class: "tp-link", "data-id": "all", onclick: () => { this.all = !this.all; this.update(this.data); } }, this.all ? text["list.fewer"] : fill(text["list.all"], { n: data.rows.length })) : el("span", { class: "tp-muted" }, text["list.order"])),
      this.limits(), this.cover(),
      tested ? el("p", { class: "tp-filter" }, el("button", { type: "button", class: "tp-soft", "data-id": "only", "aria-pressed": String(Boolean(this.only)), onclick: () => { this.only = !this.only; this.update(this.data); } }, text["list.only_yes"])) : null,
      el("ul", { class: "tp-rows" }, shown.flatMap(({ row, nested, band: now }) => {
        const heading = now === before ? [] : [el("li", { class: "tp-band" }, text[`list.band.${now}`])];
        before = now;
        return [...heading, el("li", {}, this.row(row, nested, isChosen(row)))];
      })),
      el("details", { class: "tp-why", open: this.why, ontoggle: (event) => { this.why = event.target.open; } }, el("summary", {}, text["list.why"]),
        ["picture", "main", "fit", "reported", "same", "never"].map((key) => el("p", {}, text[`list.why.${key}`]))));
  }

  row([muscle, part, side, main, sometimes, test], nested, chosen) {
    const { text, data } = this, info = this.boot.muscles[muscle] ?? {};
    const plain = info.plain?.[part ?? muscle] ?? info.plain?.[muscle] ?? muscle, latin = info.parts?.[part] ?? info.name ?? muscle;
    const thumb = el("img", { alt: "", width: 42, height: 44 });
    const path = (info.thumbnail?.[part] ?? info.thumbnail?.[muscle])?.[data.theme];
    if (path) picture(path).then((source) => { thumb.src = source; if (side === "left") thumb.classList.add("tp-turned"); });
    const layer = { url: info.geometry, muscle, side, part: part ?? null, point: null };
    const preview = (value) => window.dispatchEvent(new CustomEvent("atlas:preview", { detail: value }));
    const badges = (numbers, how) => numbers.map((n) => el("i", { class: `tp-n tp-n-${how}` }, String(n)));
    return el("button", {
      type: "button", class: nested ? "tp-row tp-row-part" : "tp-row", "data-id": `${part ?? muscle}:${side}`, "aria-pressed": String(Boolean(chosen)),
      onclick: () => { preview(null); operate({ op: "choose", muscle, part, side }); },
      onmouseenter: () => preview(layer), onmouseleave: () => preview(null), onfocus: (event) => event.target.matches(":focus-visible") && preview(layer), onblur: () => preview(null),
    },
    thumb,
    el("span", { class: "tp-what" }, el("b", {}, capital(plain)), " ", el("em", {}, latin), side === "middle" ? null : el("span", { class: "tp-side" }, text[`side.${side}`]),
      el("small", {}, nested ? `${text["list.part"]} ` : null, this.reason(main, sometimes)),
      test ? el("span", { class: "tp-test" }, text[`list.test.${test}`]) : null),
    el("span", { class: "tp-numbers", "aria-hidden": "true" }, badges(main, "main"), badges(sometimes, "sometimes")));
  }

  /** What stands in place of a list: nothing fits, or the pain is too widespread for one. */
  answer(name) {
    const { text } = this;
    return el("section", { class: "tp-list tp-nothing", "aria-label": text[`${name}.title`] }, el("h3", { tabindex: "-1" }, text[`${name}.title`]),
      el("p", {}, text[`${name}.what`]), el("ul", {}, ["one", "two", "three"].map((key) => el("li", {}, text[`${name}.${key}`]))));
  }

  /** For practitioners: the fewest muscles whose pictures together include the drawing. */
  cover() {
    const { text, data } = this;
    if (!data.cover?.length) return null;
    const names = data.cover.map(([muscle, part, side]) => `${this.boot.muscles[muscle]?.parts?.[part] ?? this.boot.muscles[muscle]?.name ?? muscle}${side === "middle" ? "" : ` (${text[`side.${side}`]})`}`);
    return el("p", { class: "tp-cover" }, el("b", {}, text["list.cover"]), " ", names.join("; "), ".");
  }

  /** The line over the rows: what a list can't do, or what the chosen picture, or any, leaves out. */
  limits() {
    const { text, data } = this;
    const left = data.places.filter(([n]) => data.hatch.includes(n));
    const how = data.chosen ? "left" : "in_none";
    const named = left.length ? el("p", { class: "tp-limits" }, el("i", { class: "tp-hatch", "aria-hidden": "true" }),
      ...this.sentence(text[left.length > 1 ? `list.${how}.many` : `list.${how}.one`], { places: this.naming(left.map(([n]) => n)) })) : null;
    if (named && data.chosen) return named;
    return el("div", {}, el("p", { class: "tp-limits" }, text["list.limits"], " ", el("span", {}, el("i", { class: "tp-n tp-n-main" }, "1"), ` ${text["legend.main"]}`), " ", el("span", {}, el("i", { class: "tp-n tp-n-sometimes" }, "2"), ` ${text["legend.sometimes"]}`)), named);
  }

  /** The sentence of atlas/reasons.py, from the same words. */
  reason(main, sometimes) {
    const { text } = this, places = this.data.places, total = places.length, inside = main.length + sometimes.length;
    let key = `one.${main.length ? "main" : "sometimes"}`;
    if (total > 1) {
      const many = inside === total ? "all" : inside === 1 ? "single" : "some";
      const much = many === "single" ? (main.length ? "main" : "sometimes") : !main.length ? "sometimes" : main.length === inside ? "main" : "mixed";
      key = `${many}.${much}`;
    }
    const say = (name) => text[`reason.sentence.${name}`];
    const missing = places.filter(([n]) => !main.includes(n) && !sometimes.includes(n)).map(([, area, side]) => {
      const name = this.boot.areas[area] ?? area;
      return side === "middle" ? name : fill(say("place"), { area: name, side: text[`side.${side}`] });
    });
    let named = missing.slice(1, MOST_NAMED).reduce((before, next) => fill(say("list"), { before, next }), missing[0]);
    if (missing.length > MOST_NAMED) named = fill(say("more"), { places: named, n: missing.length - MOST_NAMED });
    return fill(say(key), { inside, total, main: main.length }) + (missing.length ? fill(say("not"), { places: named }) : "") + say("end");
  }

  naming(numbers) {
    const names = numbers.map((n) => {
      const place = this.data.places.find((one) => one[0] === n);
      return el("b", {}, `${n} ${place ? this.boot.areas[place[1]] ?? place[1] : ""}`);
    });
    return names.flatMap((name, i) => (i === 0 ? [name] : [i === names.length - 1 ? ` ${this.text["list.and"]} ` : ", ", name]));
  }

  sentence(pattern, values) {
    return pattern.split(/(\{\w+\})/).flatMap((piece) => (piece.startsWith("{") ? values[piece.slice(1, -1)] : [piece]));
  }

  // ---- on a phone: one bar that leads from the map to the list and back

  bar() {
    const { text, data } = this;
    if (!data.places.length) return null;
    const ask = data.gate !== "open";
    const count = ask ? "" : fill(text[data.rows.length === 1 ? "bar.muscle" : "bar.muscles"], { n: data.rows.length });
    const map = document.querySelector(".tp-map");
    const button = el("button", { type: "button", class: "tp-primary", "data-id": "bar" });
    this.watching?.disconnect();
    let onMap = true;
    if (ask) {
      button.textContent = text["bar.to_questions"];
      button.onclick = () => this.ask.open(true);
    } else {
      this.watching = new IntersectionObserver(([seen]) => {
        onMap = seen.intersectionRatio > 0.35;
        button.textContent = text[onMap ? "bar.to_list" : "bar.to_map"];
      }, { threshold: [0.35] });
      if (map) this.watching.observe(map);
      button.onclick = () => {
        (onMap ? this.host : map ?? document.body).scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth", block: "start" });
      };
    }
    return el("div", { class: "tp-bar" },
      el("span", {}, el("b", {}, [fill(text[data.places.length === 1 ? "bar.place" : "bar.places"], { n: data.places.length }), count].filter(Boolean).join(" · ")),
        el("small", {}, data.places.map(([, area]) => this.boot.areas[area] ?? area).join(", "))),
      button);
  }

  arrows(event) {
    if (!["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key) || !event.target.classList.contains("tp-row")) return;
    const rows = [...this.host.querySelectorAll(".tp-row")], at = rows.indexOf(event.target);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    event.preventDefault();
    rows[Math.max(0, Math.min(rows.length - 1, to))].focus();
  }
}

const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);
