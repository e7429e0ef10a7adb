// What to ask first: each question with yes, no and not sure, grouped by illness; and what to do now.
import { el, fill, operate } from "./atlas_common.js";

const COUNTRY = "atlas.country";
const LETTERS = { y: "yes", n: "no", u: "not_sure" };

export class Ask {
  constructor(redraw) {
    this.redraw = redraw;
    this.local = new Map();
    this.unfolded = {};
  }

  /** Take the server's answers; one that is on its way stays as the person gave it. */
  take(data, boot) {
    this.data = data;
    this.boot = boot;
    this.text = boot.text;
    const said = new Map(data.flags.map((number, i) => [number, data.said[i]]));
    for (const [number, letter] of this.local) {
      if (!said.has(number) || said.get(number).toLowerCase() === letter) this.local.delete(number);
    }
    this.questions = data.flags.map((number) => {
      const server = said.get(number), letter = this.local.get(number) ?? server;
      return { number, flag: boot.flags[number], letter: letter.toLowerCase(), seen: letter !== letter.toLowerCase() };
    });
    this.emergencies = this.questions.filter((one) => one.flag.urgency === "emergency");
    this.others = this.questions.filter((one) => one.flag.urgency !== "emergency");
    if (data.gate === "open") this.sheet = false;
    if (data.gate !== "open") this.again = false;
    this.tell();
  }

  /** The server puts the number into its own texts; a reload or a new server is told again. */
  tell() {
    const chosen = this.chosen();
    const known = chosen === (this.data.country ?? "");
    if (known || chosen === this.told) return void (known && (this.told = undefined));
    this.told = chosen;
    operate({ op: "country", id: chosen || null });
  }

  /** What stands above the list: the questions, the card that says to act, or one folded line. */
  draw() {
    if (!this.questions.length) return [];
    const { gate } = this.data;
    if (gate === "act_now") return [this.actNow()];
    if (gate === "ask") return [this.phoneLine(), this.asking()];
    return [this.advice(), this.again ? this.all() : this.folded()];
  }

  frame(name, title, more, ...content) {
    const { text, data } = this;
    const section = el("section", { class: `tp-care tp-ask tp-ask-${name}${this.sheet ? " tp-open" : ""}${data.only ? " tp-inline" : ""}`, "aria-label": title, role: this.sheet ? "dialog" : null, "aria-modal": this.sheet ? "true" : null },
      el("header", {}, el("h3", { tabindex: "-1" }, shield(), title), more,
        el("button", { type: "button", class: "tp-link tp-close", "data-id": "close-sheet", onclick: () => this.open(false) }, text["ask.to_map"])),
      ...content);
    section.addEventListener("keydown", (event) => event.key === "Escape" && this.sheet && this.open(false));
    return section;
  }

  open(sheet) {
    this.sheet = sheet;
    this.redraw();
    if (sheet) document.querySelector(".tp-ask.tp-open h3")?.focus();
  }

  phoneLine() {
    const left = this.left();
    return this.data.only ? null : el("button", { type: "button", class: "tp-ask-line", "data-id": "open-sheet", onclick: () => this.open(true) },
      shield(), el("span", {}, fill(this.text[left === 1 ? "ask.first_one" : "ask.first_many"], { n: left })), el("b", {}, this.text["ask.answer"]));
  }

  left() {
    return this.emergencies.filter((one) => one.letter === "-").length;
  }

  asking() {
    const { text, data } = this, all = this.emergencies.length;
    return this.frame("asking", text["ask.title"],
      el("span", { class: "tp-muted", role: "status" }, fill(text["ask.progress"], { n: all - this.left(), all })),
      el("p", { class: "tp-ask-lead" }, text["ask.lead"]),
      data.held ? el("p", { class: "tp-ask-lead" }, text["ask.held"], " ", el("button", { type: "button", class: "tp-link", "data-id": "leave", onclick: () => operate({ op: "choose", muscle: null }) }, text["ask.leave"])) : null,
      ...this.groups(this.emergencies),
      data.mode === "practitioner" ? el("button", { type: "button", class: "tp-soft", "data-id": "screened", onclick: () => operate({ op: "screened" }) }, text["ask.screened"]) : null,
      this.countries(),
      this.sources(this.emergencies));
  }

  /** One illness after another: its name, its questions, and one button more among them. */
  groups(questions) {
    const titles = [...new Set(questions.map((one) => one.flag.title))];
    return titles.map((title) => {
      const own = questions.filter((one) => one.flag.title === title);
      const open = own.filter((one) => one.letter === "-");
      return el("div", { class: "tp-illness", role: "group", "aria-label": title },
        el("header", {}, el("h4", {}, title),
          own.length > 1 && open.length ? el("button", { type: "button", class: "tp-link", "data-id": `none:${own[0].number}`, onclick: () => this.answer(open, "n") }, this.text["ask.none_of_these"]) : null),
        ...own.map((one) => this.question(one)));
    });
  }

  question(one) {
    const { text } = this;
    const act = one.letter === "y" || (one.letter === "u" && one.flag.urgency !== "emergency");
    return el("div", { class: "tp-q" }, el("p", { id: `q${one.number}` }, one.flag.question),
      el("div", { class: "tp-answers", role: "group", "aria-labelledby": `q${one.number}` },
        Object.keys(LETTERS).map((letter) => el("button", {
          type: "button", "data-id": `a:${one.number}:${letter}`, "aria-pressed": String(one.letter === letter), class: `tp-a tp-a-${letter}`,
          onclick: () => this.answer([one], letter),
        }, text[`ask.answer.${LETTERS[letter]}`]))),
      act ? el("p", { class: "tp-do" }, this.numbered(one.flag.act)) : null);
  }

  answer(questions, letter) {
    for (const one of questions) this.local.set(one.number, letter);
    operate({ op: "answer", flags: questions.map((one) => one.number), value: LETTERS[letter] });
    this.redraw();
  }

  actNow() {
    const { text } = this;
    const act = this.emergencies.filter((one) => ["y", "u"].includes(one.letter) && !one.seen);
    const acts = [...new Set(act.map((one) => one.flag.act))];
    return this.frame("act", text["ask.act_title"], null,
      el("p", { class: "tp-ask-lead" }, text["ask.act_lead"]),
      el("ul", { class: "tp-acts" }, acts.map((words) => el("li", {}, el("b", {}, this.numbered(words)), " ",
        el("span", { class: "tp-muted" }, [...new Set(act.filter((one) => one.flag.act === words).map((one) => one.flag.title))].join(", "))))),
      this.calls(),
      el("p", { class: "tp-muted" }, text["ask.act_why"]),
      ...(this.changing ? this.groups(act) : []),
      el("div", { class: "tp-act-buttons" },
        el("button", { type: "button", class: "tp-soft", "data-id": "seen", onclick: () => operate({ op: "seen", flags: act.map((one) => one.number) }) }, text["ask.seen"]),
        el("button", { type: "button", class: "tp-link", "data-id": "change", onclick: () => { this.changing = !this.changing; this.redraw(); } }, text["ask.change"])),
      this.sources(act));
  }

  /** Signs that want somebody to look, answered with yes or not sure: what to do. */
  advice() {
    const act = this.others.filter((one) => ["y", "u"].includes(one.letter) && !one.seen);
    if (!act.length) return null;
    return el("section", { class: "tp-care tp-advice", "aria-label": this.text["ask.advice"] },
      el("ul", {}, act.map((one) => el("li", {}, el("b", {}, one.flag.title), ". ", this.numbered(one.flag.act)))));
  }

  folded() {
    const { text } = this, titles = [...new Set(this.questions.map((one) => one.flag.title))];
    const open = this.others.filter((one) => one.letter === "-").length;
    return el("section", { class: "tp-care tp-care-folded", "aria-label": text["care.title"] },
      el("p", {}, shield(), el("b", {}, text["care.folded"]), " ", open ? fill(text["ask.more_questions"], { n: open }) : titles.slice(0, 4).join(", ")),
      el("button", { type: "button", class: "tp-link", "data-id": "again", onclick: () => { this.again = true; this.redraw(); } }, text[open ? "ask.open_more" : "care.again"]));
  }

  /** Everything, to read and to change: emergencies, then what is not urgent. */
  all() {
    const { text } = this;
    const of = (urgency) => this.others.filter((one) => one.flag.urgency === urgency);
    return this.frame("all tp-inline", text["care.title"],
      el("button", { type: "button", class: "tp-link", "data-id": "fold", onclick: () => { this.again = false; this.redraw(); } }, text["care.fold"]),
      this.emergencies.length ? this.more("emergency", text["ask.emergencies"], this.groups(this.emergencies)) : null,
      ...["today", "soon"].map((urgency) => of(urgency).length ? [el("h4", { class: "tp-ask-part" }, text[`ask.${urgency}`]), ...this.groups(of(urgency))] : []).flat(),
      this.sources(this.questions));
  }

  more(name, summary, content) {
    return el("details", { class: "tp-more", open: this.unfolded[name], ontoggle: (event) => { this.unfolded[name] = event.target.open; } }, el("summary", {}, summary), content);
  }

  // ---- the emergency number of the country that the reader chooses; the choice stays in this tab

  country() {
    return this.boot.countries.find(([id]) => id === this.chosen());
  }

  chosen() {
    try {
      return sessionStorage.getItem(COUNTRY) ?? "";
    } catch {
      return this.here ?? "";
    }
  }

  numbered(words) {
    const country = this.country();
    return country ? words.replace(/the emergency number/i, (found) => `${found} (${country[2].join(` ${this.text["ask.or"]} `)})`) : words;
  }

  countries() {
    const { text } = this, now = this.chosen(), country = this.country();
    const choose = (event) => {
      this.here = event.target.value;
      try {
        sessionStorage.setItem(COUNTRY, this.here);
      } catch {
        // A browser that keeps nothing still shows it on this page.
      }
      this.tell();
      this.redraw();
    };
    return el("p", { class: "tp-country" }, el("label", {}, text["ask.country"], " ",
      el("select", { "data-id": "country", onchange: choose }, el("option", { value: "" }, text["ask.country.none"]),
        this.boot.countries.map(([id, name]) => el("option", { value: id, selected: id === now }, name)))),
      country ? el("span", {}, " ", fill(text["ask.country.number"], { numbers: country[2].join(` ${text["ask.or"]} `) }), country[3] === "official" ? null : ` ${text["ask.country.unchecked"]}`) : null);
  }

  /** On the card that says to act: the number as something to tap. */
  calls() {
    const country = this.country();
    return el("div", {}, country ? country[2].map((number) => el("a", { class: "tp-call", href: `tel:${number}` }, fill(this.text["ask.call"], { number }))) : null, this.countries());
  }

  sources(questions) {
    const ids = [...new Set(questions.flatMap((one) => one.flag.sources))];
    return ids.length ? this.more("sources", this.text["care.sources"], el("ul", { class: "tp-sources" }, ids.map((id) => el("li", {}, this.boot.references[id] ?? id)))) : null;
  }
}

const shield = () => el("i", { class: "tp-shield", "aria-hidden": "true" });
