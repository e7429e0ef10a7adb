// The command box of a consult: a few letters to a muscle, and what can be done with the one that is looked at.
import { el, fill, json, loadFonts, operate } from "./atlas_common.js";

const MOST_OFFERED = 7;
const AHEAD_MS = 4000;
const FOCUSED_BY = "/";
const KEEPS_ARROWS = "input, textarea, select, [role=slider], [role=radiogroup], [role=listbox], [role=dialog], [role=tablist], [contenteditable], .tp-views, [data-baseweb]";

export class Command {
  constructor(host) {
    this.host = host;
    this.active = 0;
    this.input = el("input", { type: "text", class: "tp-command-box", autocomplete: "off", autocapitalize: "off", spellcheck: "false", role: "combobox", "aria-expanded": "true", "aria-controls": "tp-offered", "aria-autocomplete": "list", enterkeyhint: "go", oninput: () => this.typed(), onkeydown: (event) => this.key(event) });
    this.list = el("div", { class: "tp-offered", id: "tp-offered", role: "listbox" });
    this.live = el("div", { class: "tp-live", role: "status", "aria-live": "polite" });
    host.replaceChildren(el("div", { class: "tp-command-wrap" }, this.input), this.list, this.live);
    const hear = (event) => (host.isConnected ? this.anywhere(event) : document.removeEventListener("keydown", hear));
    document.addEventListener("keydown", hear);
  }

  async update(data) {
    // What was just chosen counts until the server has answered: an Enter may come before.
    const { ahead } = this, same = ahead && data.chosen?.muscle === ahead.muscle && (data.chosen.part ?? null) === ahead.part;
    if (ahead && (same || !data.open || Date.now() > ahead.until)) this.ahead = null;
    this.data = this.ahead ? { ...data, chosen: this.ahead, pinned: false, against: false, points: [] } : data;
    this.boot ??= await json(data.boot);
    this.text = this.boot.text;
    loadFonts(this.boot.fonts);
    this.entries ??= entriesOf(this.boot.muscles);
    this.host.classList.toggle("tp-dark", data.theme === "dark");
    this.input.placeholder = this.text["command.placeholder"];
    this.input.setAttribute("aria-label", this.text["command.label"]);
    this.list.setAttribute("aria-label", this.text["command.offered"]);
    this.draw();
    this.host.dataset.ready = "true";
    this.host.dataset.open = String(data.open);
  }

  // ---- what is offered

  offered() {
    const { data, text } = this, said = this.input.value.trim();
    if (!data.open) return data.mode === "practitioner" ? [{ words: text["ask.screened"], act: () => operate({ op: "screened" }), deliberate: true }] : [];
    const other = text["command.compare"].toLowerCase(), comparing = said.toLowerCase().startsWith(`${other} `) && data.chosen;
    if (comparing) return this.found(said.slice(other.length)).map((entry) => this.offer(entry, true));
    if (!said) return this.commands();
    const words = plain(said);
    const commands = words.length > 2 ? this.commands().filter((one) => plain(one.words).split(" ").some((word) => word.startsWith(words))) : [];
    const found = this.found(said).map((entry) => this.offer(entry, false));
    return plain(text["command.pin"]).startsWith(words) || words.length > 3 ? [...commands, ...found].slice(0, MOST_OFFERED) : [...found, ...commands].slice(0, MOST_OFFERED);
  }

  offer(entry, compare) {
    const { data } = this, side = this.sideFor(entry);
    return {
      words: fill(this.text[compare ? "command.with" : "command.name"], { name: entry.label }), kind: "muscle",
      act: () => (compare ? operate({ op: "compare", muscle: entry.muscle, part: entry.part, side: data.chosen.side }) : this.look(entry.muscle, entry.part, side)),
    };
  }

  look(muscle, part, side) {
    this.ahead = { muscle, part: part ?? null, side, until: Date.now() + AHEAD_MS };
    this.data = { ...this.data, chosen: this.ahead, pinned: false, against: false, points: [] };
    operate({ op: "look", muscle, part, side });
  }

  /** The side on which a muscle is looked at: where the drawing has it, or the one looked at now. */
  sideFor(entry) {
    const drawn = this.data.order.find(([muscle]) => muscle === entry.muscle);
    return drawn?.[2] ?? (this.data.chosen?.side === "left" ? "left" : "right");
  }

  commands() {
    const { data, text } = this, { chosen } = data, out = [];
    const pins = () => data.pins > 1 && ["overview", "beside"].forEach((key) => out.push({ words: text[`command.${key}`], act: () => operate({ op: "overview", beside: key === "beside" }) }));
    const add = (key, operation, values) => out.push({ words: fill(text[`command.${key}`], values ?? {}), act: () => operate(operation) });
    if (!chosen) {
      pins();
      return out;
    }
    if (data.against) add("uncompare", { op: "uncompare" });
    else add(data.pinned ? "unpin" : "pin", { op: data.pinned ? "unpin" : "pin" });
    if (chosen.side !== "middle") {
      const other = chosen.side === "left" ? "right" : "left";
      add("mirror", { op: "mirror" }, { side: text[`side.${other}`] });
      if (!data.against) add("sides", { op: "compare", muscle: chosen.muscle, part: chosen.part, side: other });
    }
    if (!data.against) out.push({ words: text["command.compare_with"], act: () => this.begin(`${text["command.compare"]} `), keep: true });
    const own = this.boot.muscles[chosen.muscle] ?? {}, parts = Object.entries(own.parts ?? {});
    if (parts.length > 1) {
      if (chosen.part) out.push({ words: fill(text["command.whole"], { name: own.name }), kind: "part", act: () => this.look(chosen.muscle, null, chosen.side) });
      for (const [id, name] of parts) if (id !== chosen.part) out.push({ words: name, kind: "part", act: () => this.look(chosen.muscle, id, chosen.side) });
    }
    pins();
    if (chosen.point) out.push({ words: text["command.all_points"], kind: "part", act: () => this.look(chosen.muscle, chosen.part, chosen.side) });
    for (const [id, name] of data.points ?? []) if (id !== chosen.point) out.push({ words: fill(text["command.point"], { name }), act: () => operate({ op: "pick", id }) });
    return out;
  }

  found(said) {
    const asked = plain(said).split(" ").filter(Boolean);
    if (!asked.length) return [];
    const rank = new Map(this.data.order.map(([muscle, part], i) => [part ?? muscle, i]).reverse());
    const scored = this.entries.map((entry) => ({ entry, score: fits(entry, asked) })).filter((one) => one.score > 0);
    const first = (one) => rank.get(one.entry.part ?? one.entry.muscle) ?? 999;
    scored.sort((a, b) => b.score - a.score || first(a) - first(b) || a.entry.weight - b.entry.weight);
    return scored.slice(0, MOST_OFFERED).map((one) => one.entry);
  }

  // ---- drawing and doing

  begin(words) {
    this.input.value = words;
    this.active = 0;
    this.draw();
    this.input.focus();
  }

  typed() {
    this.active = 0;
    this.draw();
  }

  draw() {
    const offers = (this.offers = this.offered()), said = this.input.value.trim();
    this.active = Math.min(this.active, Math.max(0, offers.length - 1));
    this.input.setAttribute("aria-expanded", String(offers.length > 0));
    this.list.replaceChildren(...offers.map((offer, i) => el("button", {
      type: "button", role: "option", id: `tp-offer-${i}`, tabindex: offer.deliberate ? "0" : "-1", "aria-selected": String(Boolean(said) && i === this.active),
      class: `tp-pill${offer.kind ? ` tp-pill-${offer.kind}` : ""}`, onpointerdown: (event) => event.preventDefault(), onclick: () => this.take(offer),
    }, offer.words)));
    if (offers.length) this.input.setAttribute("aria-activedescendant", `tp-offer-${this.active}`);
    else this.input.removeAttribute("aria-activedescendant");
    const none = said && this.data.open && !offers.length;
    if (none) this.list.append(el("span", { class: "tp-muted", role: "option", "aria-disabled": "true", "aria-selected": "false" }, this.text["command.none"]));
    if (!this.data.open) this.list.append(el("span", { class: "tp-muted tp-first", role: "option", "aria-disabled": "true", "aria-selected": "false" }, this.text["command.waiting"]));
    this.live.textContent = said ? fill(this.text["command.count"], { n: offers.length }) : "";
  }

  take(offer) {
    if (!offer) return;
    if (!offer.keep) {
      this.input.value = "";
      if (matchMedia("(pointer: coarse)").matches) this.input.blur();
    }
    this.active = 0;
    offer.act();
    if (!offer.keep) this.draw();
  }

  key(event) {
    const said = this.input.value.trim(), offers = this.offers ?? [];
    if (event.key === "Enter") {
      event.preventDefault();
      const offer = offers[this.active];
      // A statement such as "screened by me" is not made by an Enter too many.
      if (offer && !offer.deliberate) this.take(offer);
    } else if (event.key === "Escape") {
      this.input.value = "";
      this.typed();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.active = (this.active + (event.key === "ArrowDown" ? 1 : -1) + offers.length) % Math.max(1, offers.length);
      this.draw();
      if (!said) this.list.children[this.active]?.setAttribute("aria-selected", "true");
    } else if (!said && ["ArrowLeft", "ArrowRight"].includes(event.key)) {
      this.step(event);
    }
  }

  anywhere(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !this.data) return;
    if (event.key === FOCUSED_BY && !event.target.closest?.("input, textarea, [contenteditable]")) {
      event.preventDefault();
      this.input.focus();
    }
    if (["ArrowLeft", "ArrowRight"].includes(event.key) && !event.target.closest?.(KEEPS_ARROWS)) this.step(event);
  }

  step(event) {
    if (!this.data.open || !this.data.order.length) return;
    event.preventDefault();
    operate({ op: "step", by: event.key === "ArrowRight" ? 1 : -1 });
  }
}

const plain = (said) => said.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, " ").trim();

/** Every muscle and every part of one, with all its names. */
function entriesOf(muscles) {
  const out = [];
  for (const [muscle, info] of Object.entries(muscles)) {
    const entry = (part, label, names) => out.push({ muscle, part, label, weight: info.weight ?? 0, names: names.map((name) => plain(name).split(" ")) });
    entry(null, info.name, [info.name, ...(info.also?.[muscle] ?? []), info.plain?.[muscle] ?? ""]);
    for (const [part, name] of Object.entries(info.parts ?? {})) if (part !== muscle) entry(part, name, [name, ...(info.also?.[part] ?? []), info.plain?.[part] ?? ""]);
  }
  return out;
}

/** How well a muscle's names fit what was typed: 0 not at all; its own name goes before others. */
function fits(entry, asked) {
  let best = 0;
  entry.names.forEach((words, i) => {
    const last = i > 0 && i === entry.names.length - 1, base = i === 0 ? 60 : last ? 10 : 30;
    const each = asked.map((one) => Math.max(0, ...words.map((word, k) => (word.startsWith(one) ? (k === 0 ? 10 : 6) : nearly(one, word) ? 2 : 0))));
    if (each.length && each.every((score) => score > 0)) best = Math.max(best, base * (Math.min(...each) <= 2 ? 0.1 : 1) + Math.min(...each) + (entry.part ? 0 : 1));
  });
  return best;
}

/** One slip in a word of four letters or more, finished or not. */
function nearly(asked, word) {
  if (asked.length < 4 || asked[0] !== word[0]) return false;
  return [asked.length - 1, asked.length, asked.length + 1].some((long) => slips(asked, word.slice(0, long)) <= (asked.length > 7 ? 2 : 1));
}

function slips(a, b) {
  let before = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const now = [i];
    for (let j = 1; j <= b.length; j++) now[j] = Math.min(before[j] + 1, now[j - 1] + 1, before[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    before = now;
  }
  return before[b.length];
}
