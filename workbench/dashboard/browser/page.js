// Lays out what Python says (the traits page, specs, moving, still) and tells it what the hand does (the trait action).
// vegaEmbed and vega are bundled around these scripts; nothing is fetched from anywhere.

const PATIENCE = 15000; // milliseconds without an answer, after which a kernel that does nothing else counts as stopped
const GLANCE = 3000; // milliseconds after which an answer that hasn't come is looked after

class Page {
  constructor(model, root) {
    this.model = model;
    this.root = root;
    this.figures = new Map();
    this.specs = new Map();
    this.sent = 0;
    this.queue = [];
    this.layout = "";
    this.address = new Address((action) => this.act(action));
    this.kernel = new KernelWatch(model, () => this.lost());
    // A document has one main part, which in a notebook isn't the page's: there the page is a section with sections.
    this.parts = this.kernel.inNotebook() ? { main: "div", aside: "section" } : { main: "main", aside: "aside" };
    this.view = crypto.getRandomValues(new Uint32Array(2)).join("-"); // a file is for the view that asked for it
    this.presenter = new Presenter(root, (step) => this.turnPage(step));
    root.addEventListener("keydown", (event) => this.keyed(event));
  }

  // One answer at a time: while Python works, what the hand does waits; of a slider's moves only the newest.
  act(action) {
    if (this.behind()) {
      const moved = (one) => action.gesture && one.gesture === action.gesture && one.name === action.name;
      if (this.queue.length && moved(this.queue[this.queue.length - 1])) this.queue.pop();
      this.queue.push(action);
      return;
    }
    this.last = action;
    this.sent += 1;
    this.root.classList.add("yy-busy");
    this.post();
  }

  post() {
    this.model.set("action", { ...this.last, number: this.sent, view: this.view });
    this.model.save_changes();
    this.asked = Date.now();
    this.glance();
  }

  glance() {
    clearTimeout(this.watch);
    this.watch = setTimeout(() => this.unanswered(), GLANCE);
  }

  // The connection to the server is gone: what is asked from now on, or isn't answered, may not arrive.
  disconnected() {
    this.before = this.model.get("page").answered || 0;
    clearTimeout(this.watch);
  }

  // It is there again, with the session as it was or with another one, which counts its answers anew.
  reconnected() {
    const answered = this.model.get("page").answered || 0;
    const missing = this.sent > this.before && answered < this.sent;
    this.sent = answered;
    if (!missing) return;
    this.sent += 1;
    this.post();
  }

  behind() {
    return (this.model.get("page").answered || 0) < this.sent;
  }

  answered(page) {
    if ((page.answered || 0) > this.sent) this.sent = page.answered; // another view of the same page has asked
    if (this.behind()) return;
    clearTimeout(this.watch);
    this.say("");
    this.root.classList.remove("yy-busy");
    if (this.queue.length) this.act(this.queue.shift());
  }

  exports(words) {
    const box = make("details", { class: "yy-export" }, make("summary", { class: "yy-button", id: "yy-export", text: `${words.export} ▾` }));
    const format = (ending) => button(`yy-export-${ending}`, ending.toUpperCase(), () => {
      box.open = false;
      this.act({ kind: "export", format: `.${ending}` });
    }, "yy-link");
    box.append(make("div", { class: "yy-export-list" }, ["html", "xlsx", "docx", "pptx"].map(format)));
    return closing(box);
  }

  // Which keys do what.
  help(page) {
    const list = make("dl", { class: "yy-export-list yy-keys-list" }, page.keys.flatMap((one) => [make("dt", { text: one.keys }), make("dd", { text: one.does })]));
    const box = make("details", { class: "yy-export" }, make("summary", { class: "yy-button", id: "yy-keys", text: "?", title: page.words.keys,
      "aria-label": page.words.keys }), list);
    return closing(box);
  }

  // Undo and redo from the keyboard; in an entry they are the entry's own.
  keyed(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || /^(number|text)$/.test(event.target.type || "")) return;
    const key = event.key.toLowerCase();
    const kind = key === "y" || (key === "z" && event.shiftKey) ? "redo" : key === "z" ? "undo" : "";
    if (!kind) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.model.get("page").can[kind]) this.act({ kind });
  }

  turnPage(step) {
    const pages = this.model.get("page").pages;
    const next = pages.findIndex((p) => p.on) + step;
    if (pages[next]) this.act({ kind: "page", page: pages[next].name });
  }

  // No answer for long: in a notebook another cell may be running, and the page waits for it.
  unanswered() {
    const { waiting_turn, kernel_busy } = this.model.get("page").words;
    const late = Date.now() - this.asked > PATIENCE;
    if (!this.kernel.inNotebook()) {
      if (late) this.say(waiting_turn, "yy-alert");
      else this.glance();
      return;
    }
    if (this.kernel.busy()) {
      this.asked = Date.now();
      if (this.kernel.runsCell()) this.say(kernel_busy, "yy-alert");
    } else if (late) {
      this.lost();
      return;
    }
    this.glance();
  }

  // The kernel is gone: the numbers are of before, and nothing on the page can be moved any more.
  lost() {
    if (!this.kernel.inNotebook()) return; // a page of its own says so itself (connection.js)
    this.gone = true;
    clearTimeout(this.watch);
    this.presenter.leave();
    this.root.classList.remove("yy-busy");
    this.root.classList.add("yy-is-lost");
    for (const part of this.root.querySelectorAll(":scope > header, :scope > .yy-body")) part.inert = true;
    const text = `✕ ${this.model.get("page").words.lost}`;
    this.say(text, "yy-alert yy-error");
    if (this.doing) this.doing.hidden = true;
    // A notebook is scrolled: whoever sees the foot of the page alone is told there.
    if (!this.footer.querySelector(".yy-said")) this.footer.prepend(make("b", { class: "yy-said", text }));
  }

  // It was there after all and has answered: everything can be moved again.
  found() {
    this.gone = false;
    this.root.classList.remove("yy-is-lost");
    for (const part of this.root.children) part.inert = false;
    for (const said of this.footer.querySelectorAll(".yy-said")) said.remove();
    this.say("");
  }

  // One sentence above everything, in the place of the one before.
  say(text, kind) {
    if (this.said && this.said.textContent === text) return;
    if (this.said) this.said.remove();
    this.said = text ? make("div", { class: `yy-said ${kind}`, role: "alert" }, make("p", { text })) : null;
    if (this.said) this.root.prepend(this.said);
  }

  draw() {
    const page = this.model.get("page");
    if (this.gone) this.found();
    const names = (list) => list.map((one) => one.name).join();
    const sliders = page.sections.map((section) => names(section.sliders || []));
    const layout = [page.language, Boolean(page.year), page.pages.find((p) => p.on).name, names(page.figures), names(page.tiles), ...sliders].join("|");
    const places = focusPlaces(this.root);
    if (layout !== this.layout) this.build(page);
    this.layout = layout;
    this.fill(page);
    refocus(this.root, places);
    if (this.painted && !this.behind()) this.address.follow(page.address, this.last);
    this.answered(page);
    if (this.painted) return;
    this.painted = true;
    const skeleton = document.getElementById("yy-skeleton"); // of the page in a window of its own
    if (skeleton) skeleton.remove();
    if (this.model.opensAtAddress) return; // the server has drawn it already
    requestAnimationFrame(() => setTimeout(() => this.act({ kind: "painted", address: this.address.begin() }), 0));
  }

  build(page) {
    const words = page.words;
    const focused = focusedAt(this.root);
    const held = focused && this.root.contains(focused) ? focused.id : "";
    const active = page.pages.find((p) => p.on).name;
    this.root.lang = page.language;
    if (this.kernel.inNotebook()) this.root.setAttribute("aria-label", page.brand);
    const nav = make("nav", { class: "yy-nav", "aria-label": page.brand });
    for (const p of page.pages) {
      const tab = button(`yy-page-${p.name}`, p.label, () => this.act({ kind: "page", page: p.name }), "yy-tab");
      if (p.on) tab.setAttribute("aria-current", "page");
      nav.append(tab);
    }
    const mark = make("span", { class: "yy-mark", "aria-hidden": "true" }, make("i"), make("i"), make("i"));
    const languages = make("div", { class: "yy-switch", role: "group" });
    for (const l of page.languages) {
      const one = button(`yy-language-${l.code}`, l.label, () => this.act({ kind: "language", language: l.code }), "");
      one.setAttribute("aria-pressed", String(l.on));
      one.lang = l.code;
      languages.append(one);
    }
    const present = button("yy-present", words.present, () => this.presenter.enter());
    const header = make("header", { class: "yy-header" }, make("div", { class: "yy-brand" }, mark, make("h1", { text: page.brand })),
      nav, make("div", { class: "yy-tools" }, languages, present, this.exports(words), this.help(page)));
    this.buildLevers(page, words);
    this.finding = make("h2", { class: "yy-finding", id: "yy-finding", "aria-live": "polite", tabindex: "-1" });
    this.under = make("span");
    this.town = make("button", { type: "button", class: "yy-town", id: "yy-town", "data-then": "yy-finding", onclick: () => this.act({ kind: "town", town: "" }) });
    this.townNote = make("span", { class: "yy-town-note" });
    const under = make("p", { class: "yy-under" }, this.under, this.town, this.townNote);
    const key = make("div", { class: "yy-key" }, make("span", { class: "yy-key-base", text: words.key_baseline }),
      make("span", { class: "yy-key-now", text: words.key_scenario }), make("span", { class: "yy-key-band", text: words.key_interval }),
      page.tiles.length ? make("span", { class: "yy-key-target", text: words.key_target }) : null);
    this.alerts = make("div", { class: "yy-alerts", role: "status" });
    this.tiles = page.tiles.map(() => tilePanel());
    this.limits = make("p", { class: "yy-limits" });
    this.year = page.year ? new YearRow(page.year, (action) => this.act(action)) : null;
    const grid = make("div", { class: `yy-figures yy-on-${active}` });
    this.extra = make("div", { class: "yy-extra" });
    this.comparison = make("div", { class: "yy-comparison" });
    this.printed = make("p", { class: "yy-printed" });
    const main = make(this.parts.main, { class: "yy-main" }, this.printed, this.year ? this.year.box : null, make("div", { class: "yy-head" }, make("div", {}, this.finding, under), key),
      this.alerts, this.comparison, make("div", { class: "yy-tiles" }, this.tiles.map((t) => t.box)), this.limits, grid);
    this.extra.dataset.of = active;
    grid.append(this.extra);
    this.footer = make("footer", { class: "yy-footer" });
    const living = new Map();
    this.cards = new Map();
    for (const figure of page.figures) {
      const live = this.figures.get(figure.name) || new LiveFigure((action) => this.act(action)); // its picture stays
      living.set(figure.name, live);
      this.cards.set(figure.name, new Card(figure.name, live, words, (action) => this.act(action)));
      grid.append(this.cards.get(figure.name).box);
    }
    for (const [name, live] of this.figures) if (!living.has(name)) live.close();
    this.figures = living;
    this.root.replaceChildren(header, make("div", { class: "yy-body" }, this.aside, main), this.footer);
    focusOn(this.root, held);
  }

  buildLevers(page, words) {
    this.sliders = new Map();
    this.chips = make("div", { class: "yy-chips" });
    const active = page.pages.find((p) => p.on).name;
    this.aside = make(this.parts.aside, { class: `yy-levers yy-levers-${active}`, "aria-label": words.levers }, this.chips);
    this.below = [];
    for (const section of page.sections) {
      const box = make("section", { class: (section.sliders || []).length > 1 ? "yy-section yy-wide" : "yy-section" },
        make("div", { class: "yy-section-head" }, make("h2", { text: section.title }), make("span", { text: section.note })));
      const add = (item, Kind) => {
        this.sliders.set(item.name, new Kind(item, (action) => this.act(action)));
        return this.sliders.get(item.name).box;
      };
      if (section.sliders) box.append(make("div", { class: "yy-sliders" }, section.sliders.map((item) => add(item, Slider))));
      if (section.choices) box.append(...section.choices.map((item) => add(item, Choice)));
      if (section.numbers) box.append(make("div", { class: "yy-numbers" }, section.numbers.map((item) => add(item, NumberField))));
      this.below.push(make("p", { class: "yy-note" }));
      box.append(this.below[this.below.length - 1]);
      this.aside.append(box);
    }
    this.buildAssumed(page.assumed, active);
    for (const name of ["undo", "redo", "reset", "keep"]) this[name] = button(`yy-${name}`, words[name], () => this.act({ kind: name }));
    this.undo.title = `${words.undo} (Ctrl+Z)`;
    this.redo.title = `${words.redo} (Ctrl+Y)`;
    this.aside.append(this.assumed, make("div", { class: "yy-actions" }, this.undo, this.redo, this.reset, this.keep));
  }

  // Folded: how many inputs have which status, and the weightiest; unfolded: a slider for each that nobody knows.
  buildAssumed(a, active) {
    const open = this.unfolded === undefined ? active === "assumptions" : this.unfolded;
    this.assumedTitle = make("h2");
    this.assumedFold = make("span", { class: "yy-link" });
    this.assumedBadges = make("div", { class: "yy-badge-row" });
    this.assumedList = make("ul", { class: "yy-inputs-list" });
    const sliders = a.sliders.map((item) => {
      this.sliders.set(item.name, new Slider(item, (action) => this.act(action)));
      return this.sliders.get(item.name).box;
    });
    const summary = make("summary", { id: "yy-inputs" }, make("div", { class: "yy-section-head" }, this.assumedTitle, this.assumedFold),
      this.assumedBadges, this.assumedList);
    this.assumedNote = make("p", { class: "yy-note" });
    this.assumed = make("details", { class: "yy-section yy-inputs", open }, summary, this.assumedNote, make("div", { class: "yy-sliders" }, sliders),
      button("yy-inputs-all", a.all, () => this.act({ kind: "page", page: "assumptions" }), "yy-link"));
    summary.addEventListener("click", () => { this.unfolded = !this.assumed.open; });
    this.assumed.addEventListener("toggle", () => {
      write(this.assumedFold, this.assumed.open ? a.close : a.open);
    });
  }

  fill(page) {
    const more = make("button", { type: "button", id: "yy-chip-more", class: "yy-chip yy-chip-more", text: "+", title: page.words.keep_more,
      "aria-label": page.words.keep_more, disabled: !page.can.keep, onclick: () => this.act({ kind: "keep" }) });
    const compare = button("yy-compare", page.words.compare, () => this.act({ kind: "compare" }));
    compare.disabled = !page.can.compare;
    compare.setAttribute("aria-pressed", String(Boolean(page.comparison)));
    refill(this.chips, page.chips.map((chip) => this.chip(chip)), more, compare);
    const busy = this.behind() || this.queue.length > 0;
    const fill = (item) => this.sliders.get(item.name).fill(item, busy);
    page.sections.forEach((section, k) => {
      for (const item of [...(section.sliders || []), ...(section.numbers || []), ...(section.choices || [])]) fill(item);
      write(this.below[k], section.below || "");
    });
    page.assumed.sliders.forEach(fill);
    if (this.year) this.year.fill(page.year, busy);
    this.fillAssumed(page.assumed);
    for (const name of ["undo", "redo", "reset", "keep"]) this[name].disabled = !page.can[name];
    write(this.finding, page.finding);
    write(this.limits, page.limits);
    write(this.under, page.under);
    write(this.printed, page.printed);
    this.town.hidden = !page.town;
    write(this.townNote, page.town ? page.town.note : "");
    if (page.town) {
      write(this.town, page.town.label);
      this.town.setAttribute("aria-label", page.town.leave);
      this.town.title = page.town.leave;
    }
    const error = page.error ? [make("div", { class: "yy-alert yy-error" }, make("p", { text: `✕ ${page.error}` }))] : [];
    this.alerts.replaceChildren(...error, ...page.warnings.map((w) => warningBox(w, (action) => this.act(action))));
    page.tiles.forEach((tile, k) => fillTile(this.tiles[k], tile));
    const data = { ...this.model.get("still"), ...this.model.get("moving") };
    for (const card of page.figures) this.cards.get(card.name).fill(card, this.spec(card.name), this.rows(card.name, data), page.words);
    if (page.extra && page.extra.kind === "family") {
      this.family = this.family && this.extra.contains(this.family.box) ? this.family : new FamilyCard((action) => this.act(action));
      if (!this.extra.contains(this.family.box)) this.extra.replaceChildren(this.family.box);
      this.family.fill(page.extra, busy);
    } else {
      const shown = JSON.stringify(page.extra);
      if (shown !== this.extra.dataset.shown) {
        refill(this.extra, page.extra ? EXTRAS[page.extra.kind](page.extra, (action) => this.act(action)) : null);
      }
      this.extra.dataset.shown = shown;
    }
    const beside = JSON.stringify(page.comparison);
    if (beside !== this.comparison.dataset.shown) {
      refill(this.comparison, page.comparison ? comparisonCard(page.comparison, page.words, (action) => this.act(action)) : null);
    }
    this.comparison.dataset.shown = beside;
    this.root.classList.toggle("yy-comparing", Boolean(page.comparison));
    const f = page.footer;
    if (!this.footer.children.length) {
      this.doing = make("span", { class: "yy-doing", role: "status" }, make("span"), make("i", {}, make("i")));
      this.keys = make("span", { class: "yy-keys" });
      this.footer.append(make("b"), make("span"), make("span"), make("span", { class: "yy-right" }), this.doing, this.keys);
    }
    [f.estimate, f.baseline, f.speed, f.simulated].forEach((text, k) => write(this.footer.children[k], text));
    write(this.keys, `${page.words.presenter_keys} · ${page.place}`);
    this.showProgress();
  }

  // How far the answer that takes long has come.
  showProgress() {
    if (!this.doing) return;
    const { text, done, total } = this.model.get("progress");
    this.doing.hidden = !text;
    if (!text) return;
    write(this.doing.firstChild, total > 1 ? `${text} ${done.toLocaleString("en")}/${total.toLocaleString("en")}` : text);
    this.doing.lastChild.firstChild.style.width = `${(100 * done) / total}%`;
  }

  // The drawing as text, worked out once for each time that Python sends it.
  spec(name) {
    const found = this.model.get("specs")[name];
    if (!found) return "";
    const kept = this.specs.get(name);
    if (kept && kept.of === found) return kept.text;
    this.specs.set(name, { of: found, text: JSON.stringify(found) });
    return this.specs.get(name).text;
  }

  rows(name, data) {
    const mine = Object.entries(data).filter(([key]) => key.startsWith(`${name}/`));
    return Object.fromEntries(mine.map(([key, rows]) => [key.slice(name.length + 1), rows]));
  }

  chip(chip) {
    const kind = `yy-chip${chip.on ? " yy-on" : ""}${chip.choose === "baseline" ? " yy-chip-base" : ""}`;
    const parts = [make("span", { text: chip.label }), make("b", { text: chip.value })];
    if (!chip.choose) return make("div", { class: kind, "aria-current": "true" }, parts);
    const choose = make("button", { type: "button", id: `yy-chip-${chip.choose}`, "aria-pressed": String(chip.on),
      onclick: () => this.act({ kind: "choose", name: chip.choose }) }, parts);
    const drop = chip.drop && make("button", { type: "button", class: "yy-drop", "aria-label": chip.drop, title: chip.drop, text: "×",
      onclick: () => this.act({ kind: "drop", name: chip.choose }) });
    return make("div", { class: kind }, choose, drop);
  }

  fillAssumed(a) {
    write(this.assumedTitle, a.title);
    write(this.assumedFold, this.assumed.open ? a.close : a.open);
    write(this.assumedNote, a.note);
    const shown = JSON.stringify([a.badges, a.list]);
    if (shown === this.assumed.dataset.shown) return;
    this.assumed.dataset.shown = shown;
    this.assumedBadges.replaceChildren(...a.badges.map((b) => badge(b.status, b.label, b.count)));
    this.assumedList.replaceChildren(...a.list.map((row) => make("li", {}, make("span", {}, `${row.label} `, make("b", { text: row.value })),
      badge(row.status, row.badge))));
  }
}

function saveFile(message, buffers, view) {
  if (!message || message.kind !== "file" || (message.view && message.view !== view)) return;
  const url = URL.createObjectURL(new Blob([buffers[0]], { type: message.mime }));
  make("a", { href: url, download: message.name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

export default {
  render({ model, el }) {
    const root = make(model.opensAtAddress ? "div" : "section", { class: "yy" });
    const ground = groundFor(el, model.get("_css")); // a widget brings its style along, a page of its own links to it
    ground.classList.add("yy-root");
    ground.append(root);
    const page = new Page(model, root);
    const draw = () => page.draw();
    const progress = () => page.showProgress();
    const save = (message, buffers) => saveFile(message, buffers, page.view);
    const lost = () => page.disconnected();
    const back = () => page.reconnected();
    model.on("change:page", draw);
    model.on("change:progress", progress);
    model.on("msg:custom", save);
    model.on("connection:lost", lost);
    model.on("connection:back", back);
    draw();
    return () => {
      model.off("change:page", draw);
      model.off("change:progress", progress);
      page.address.close();
      page.kernel.close();
      page.presenter.leave();
      model.off("msg:custom", save);
      model.off("connection:lost", lost);
      model.off("connection:back", back);
      clearTimeout(page.watch);
      for (const figure of page.figures.values()) figure.close();
    };
  },
};
