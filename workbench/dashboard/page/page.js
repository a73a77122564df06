// Lays out what Python says (the trait `page`) and tells it what the hand does (the trait `action`).
// vegaEmbed and vega are bundled around this text; nothing is fetched from anywhere.

function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  for (const child of children.flat()) if (child) node.append(child);
  return node;
}

// One figure: its Vega view lives on; new rows are pushed into it. It is embedded anew only when its structure or
// width changes, and the old picture stays until the new one is there.
class LiveFigure {
  constructor(name, act) {
    this.name = name;
    this.act = act;
    this.structure = "";
    this.turn = 0;
    this.box = make("div", { class: "yy-vis" });
    this.observer = new ResizeObserver(() => this.show());
    this.observer.observe(this.box);
  }

  update(figure) {
    this.figure = figure;
    this.show();
  }

  sized(width) {
    const spec = JSON.parse(JSON.stringify(this.figure.spec));
    const scale = parseFloat(getComputedStyle(this.box).fontSize) / 13;
    const grow = (view, wide) => {
      view.width = Math.max(120, wide);
      if (view.height) view.height = Math.round(view.height * scale);
    };
    if (spec.vconcat) for (const view of spec.vconcat) grow(view, width - 60 * scale);
    else if (spec.hconcat) {
      const fixed = spec.hconcat.slice(1).reduce((sum, view) => sum + view.width, 0);
      grow(spec.hconcat[0], width - fixed - 110 * scale);
      for (const view of spec.hconcat.slice(1)) if (view.height) view.height = Math.round(view.height * scale);
    } else {
      grow(spec, width);
      spec.autosize = { type: "fit-x", contains: "padding" };
    }
    return spec;
  }

  async show() {
    const width = Math.floor(this.box.clientWidth);
    if (!this.figure || width < 50) return;
    const structure = JSON.stringify(this.figure.spec) + width;
    if (this.view && structure === this.structure) {
      for (const [name, rows] of Object.entries(this.figure.data)) this.view.data(name, rows);
      await this.view.runAsync();
      return;
    }
    if (structure === this.pending) return;
    this.pending = structure;
    const turn = ++this.turn;
    const stage = make("div", { class: "yy-stage" });
    this.box.append(stage);
    const spec = this.sized(width);
    spec.datasets = { ...(spec.datasets || {}), ...this.figure.data };
    const result = await vegaEmbed(stage, spec, { actions: false, renderer: "svg", tooltip: false });
    if (turn !== this.turn) {
      result.finalize();
      stage.remove();
      return;
    }
    const old = this.current;
    this.current = { stage, result };
    this.view = result.view;
    this.structure = structure;
    stage.classList.add("yy-ready");
    if (old) {
      old.result.finalize();
      old.stage.remove();
    }
    this.view.addEventListener("click", (event, item) => {
      const town = item && item.datum && item.datum.town;
      if (town) this.act({ kind: "town", town });
    });
    for (const [name, rows] of Object.entries(this.figure.data)) this.view.data(name, rows);
    await this.view.runAsync();
  }

  close() {
    this.observer.disconnect();
    this.turn++;
    if (this.current) this.current.result.finalize();
  }
}

class Page {
  constructor(model, root) {
    this.model = model;
    this.root = root;
    this.figures = new Map();
    this.sliders = new Map();
    this.sent = 0;
    this.queued = null;
    this.root.classList.add("yy");
    this.layout = "";
  }

  // One answer at a time: while Python works, only the newest move of a slider waits.
  act(action) {
    const page = this.model.get("page");
    if (action.kind === "lever" && (page.answered || 0) < this.sent) {
      this.queued = action;
      this.root.classList.add("yy-busy");
      return;
    }
    this.sent += 1;
    this.model.set("action", { ...action, number: this.sent });
    this.model.save_changes();
  }

  answered(page) {
    if ((page.answered || 0) > this.sent) this.sent = page.answered;
    if ((page.answered || 0) < this.sent) return;
    this.root.classList.remove("yy-busy");
    if (this.queued) {
      const action = this.queued;
      this.queued = null;
      this.act(action);
    }
  }

  draw() {
    const page = this.model.get("page");
    if (!page || !page.pages) {
      this.root.replaceChildren(make("div", { class: "yy-loading", role: "status", text: (page && page.loading) || "…" }));
      return;
    }
    const active = page.pages.find((p) => p.on).name;
    const layout = [page.language, active, page.figures.map((f) => f.name).join()].join("|");
    if (layout !== this.layout) this.build(page);
    this.layout = layout;
    this.fill(page);
    this.answered(page);
    if (page.waiting && !this.asked) {
      this.asked = true;
      requestAnimationFrame(() => setTimeout(() => this.act({ kind: "grid" }), 0)); // after the first paint
    }
  }

  build(page) {
    for (const figure of this.figures.values()) figure.close();
    this.figures.clear();
    const focus = document.activeElement && document.activeElement.id;
    this.root.lang = page.language;
    this.nav = make("nav", { class: "yy-nav", "aria-label": page.brand });
    for (const p of page.pages) {
      const attributes = { class: "yy-tab", id: `yy-page-${p.name}`, text: p.label, type: "button" };
      if (p.on) attributes["aria-current"] = "page";
      this.nav.append(make("button", { ...attributes, onclick: () => this.act({ kind: "page", page: p.name }) }));
    }
    const mark = make("span", { class: "yy-mark", "aria-hidden": "true" }, make("i"), make("i"), make("i"));
    const language = make(
      "button",
      { class: "yy-button", id: "yy-language", type: "button", text: page.switch, onclick: () => this.act({ kind: "language" }) },
    );
    const brand = make("div", { class: "yy-brand" }, mark, make("h1", { text: page.brand }));
    const header = make("header", { class: "yy-header" }, brand, this.nav, make("div", { class: "yy-tools" }, language));
    this.levers = make("aside", { class: "yy-levers" });
    this.sliders.clear();
    this.chips = make("div", { class: "yy-chips" });
    this.levers.append(this.chips);
    for (const section of page.sections) this.levers.append(this.section(section));
    this.badges = make("div", { class: "yy-section yy-badges" });
    this.undo = make("button", { class: "yy-button", id: "yy-undo", type: "button", onclick: () => this.act({ kind: "undo" }) });
    this.reset = make("button", { class: "yy-button", id: "yy-reset", type: "button", onclick: () => this.act({ kind: "reset" }) });
    this.levers.append(this.badges, make("div", { class: "yy-actions" }, this.undo, this.reset));
    this.finding = make("h2", { class: "yy-finding", id: "yy-finding", "aria-live": "polite" });
    this.under = make("p", { class: "yy-under" });
    this.key = make("div", { class: "yy-key" });
    this.alerts = make("div", { class: "yy-alerts", role: "status" });
    this.tiles = make("div", { class: "yy-tiles" });
    this.grid = make("div", { class: `yy-figures yy-on-${page.pages.find((p) => p.on).name}` });
    this.extra = make("div", { class: "yy-extra" });
    const head = make("div", { class: "yy-head" }, make("div", {}, this.finding, this.under), this.key);
    const main = make("main", { class: "yy-main" }, head, this.alerts, this.tiles, this.grid, this.extra);
    this.footer = make("footer", { class: "yy-footer" });
    this.root.replaceChildren(header, make("div", { class: "yy-body" }, this.levers, main), this.footer);
    this.cards = new Map();
    this.waiting = make("section", { class: "yy-card yy-skeleton", role: "status" });
    if (page.waiting) this.grid.append(this.waiting);
    for (const figure of page.figures) this.grid.append(this.card(figure, page));
    if (focus && document.getElementById(focus)) document.getElementById(focus).focus();
  }

  section(section) {
    const box = make("section", { class: section.sliders ? "yy-section yy-wide" : "yy-section" });
    const sliders = make("div", { class: "yy-sliders" });
    box.append(make("div", { class: "yy-section-head" }, make("h3", { text: section.title }), make("span", { text: section.note })));
    for (const s of section.sliders || []) {
      const input = make("input", {
        type: "range", id: `yy-${s.name}`, min: s.low, max: s.high, step: s.step, value: s.value, "aria-label": s.label,
      });
      input.addEventListener("input", () => this.act({ kind: "lever", name: s.name, value: Number(input.value) }));
      input.addEventListener("keydown", (event) => {
        if (!event.shiftKey || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
        event.preventDefault();
        const move = 5 * s.step * (event.key === "ArrowLeft" ? -1 : 1);
        input.value = Number(input.value) + move;
        input.dispatchEvent(new Event("input"));
      });
      const parts = {
        input,
        shown: make("b"), amount: make("span"), base: make("span", { class: "yy-base-label" }),
        low: make("span"), high: make("span"), track: make("div", { class: "yy-track" }), warning: make("p", { class: "yy-warning" }),
      };
      const line = make("div", { class: "yy-lever-line" }, make("label", { for: input.id, text: s.label }),
        make("span", { class: "yy-value" }, parts.shown, parts.amount));
      parts.track.append(input);
      const ends = make("div", { class: "yy-ends" }, parts.low, parts.base, parts.high);
      this.sliders.set(s.name, parts);
      sliders.append(make("div", { class: "yy-lever" }, line, parts.track, ends, parts.warning));
    }
    if (section.sliders) box.append(sliders);
    if (section.numbers) {
      const row = make("div", { class: "yy-numbers" });
      for (const n of section.numbers) {
        const input = make("input", { type: "number", id: `yy-${n.name}`, min: n.low, max: n.high, step: n.step });
        input.addEventListener("change", () => this.act({ kind: "lever", name: n.name, value: Number(input.value) }));
        this.sliders.set(n.name, { input });
        row.append(make("label", { for: input.id }, make("span", { text: n.label }), input, make("i", { text: "×" })));
      }
      const below = make("p", { class: "yy-note" });
      this.sliders.set("below", { below });
      box.append(row, below);
    }
    return box;
  }

  card(figure, page) {
    const live = new LiveFigure(figure.name, (action) => this.act(action));
    this.figures.set(figure.name, live);
    const link = (label, action) =>
      make("button", { class: "yy-link", type: "button", text: label, onclick: () => this.act({ ...action, figure: figure.name }) });
    const parts = { title: make("h3"), subtitle: make("p", { class: "yy-subtitle" }), notes: make("div", { class: "yy-notes" }), table: make("div", { class: "yy-table" }) };
    this.cards.set(figure.name, parts);
    const links = make("div", { class: "yy-links" }, link(page.words.table, { kind: "table" }),
      link("CSV", { kind: "download", format: ".csv" }), link("PNG", { kind: "download", format: ".png" }));
    parts.card = make("section", { class: "yy-card", id: `yy-figure-${figure.name}` }, parts.title, parts.subtitle, live.box,
      parts.table, make("div", { class: "yy-foot" }, parts.notes, links));
    return parts.card;
  }

  fill(page) {
    this.chips.replaceChildren(...page.chips.map((c) =>
      make("div", { class: `yy-chip yy-chip-${c.kind}` }, make("span", { text: c.label }), make("b", { text: c.value }))));
    for (const section of page.sections) {
      for (const s of section.sliders || []) this.fillSlider(s);
      for (const n of section.numbers || []) {
        const input = this.sliders.get(n.name).input;
        if (document.activeElement !== input) input.value = n.value.toFixed(2);
        input.classList.toggle("yy-changed", n.changed);
        input.classList.toggle("yy-outside", n.outside);
      }
      if (section.below) this.sliders.get("below").below.textContent = section.below;
    }
    this.badges.replaceChildren(make("h3", { text: page.badges.title }), make("div", { class: "yy-badge-row" },
      ...page.badges.badges.map((b) => make("span", { class: `yy-badge yy-${b.status}`, text: `${b.label} ${b.count}` }))));
    this.undo.textContent = page.buttons.undo;
    this.reset.textContent = page.buttons.reset;
    this.undo.disabled = !page.can.undo;
    this.reset.disabled = !page.can.reset;
    this.finding.textContent = page.finding;
    this.under.textContent = page.under;
    this.key.replaceChildren(make("span", { class: "yy-key-base", text: page.key[0] }), make("span", { class: "yy-key-now", text: page.key[1] }));
    this.alerts.replaceChildren(...page.warnings.map((text) => make("p", { text })), ...(page.error ? [make("p", { class: "yy-error", text: `✕ ${page.error}` })] : []));
    this.tiles.replaceChildren(...page.tiles.map((t) => this.tile(t)));
    this.waiting.textContent = page.waiting;
    for (const figure of page.figures) {
      const parts = this.cards.get(figure.name);
      parts.title.textContent = figure.title;
      parts.subtitle.textContent = figure.subtitle;
      parts.card.setAttribute("aria-label", `${figure.title}. ${figure.subtitle}`);
      parts.notes.replaceChildren(...figure.notes.map((n) => make("p", { text: n })));
      parts.table.replaceChildren(...this.table(figure.table));
      this.figures.get(figure.name).update(figure);
    }
    this.extra.replaceChildren(...(page.assumptions ? [this.assumptions(page.assumptions)] : []));
    const f = page.footer;
    this.footer.replaceChildren(make("b", { text: f.estimate }), make("span", { text: f.baseline }), make("span", { text: f.speed }));
  }

  fillSlider(s) {
    const parts = this.sliders.get(s.name);
    const moving = document.activeElement === parts.input && (this.queued || (this.model.get("page").answered || 0) < this.sent);
    if (!moving) parts.input.value = s.value;
    const place = (v) => `${(100 * (v - s.low)) / (s.high - s.low)}%`;
    for (const [name, value] of [["--from", s.legal[0]], ["--to", s.legal[1]], ["--base", s.base]]) parts.track.style.setProperty(name, place(value));
    parts.track.classList.toggle("yy-changed", s.changed);
    parts.shown.textContent = s.shown;
    parts.shown.classList.toggle("yy-changed", s.changed);
    parts.amount.textContent = s.amount;
    parts.input.setAttribute("aria-valuetext", `${s.shown}, ${s.amount}`);
    parts.base.textContent = s.base_label;
    parts.base.style.left = place(s.base);
    parts.low.textContent = s.ends[0];
    parts.low.style.left = place(s.legal[0]);
    parts.high.textContent = s.ends[1];
    parts.high.style.left = place(s.legal[1]);
    parts.warning.textContent = s.warning;
  }

  tile(t) {
    const strip = make("div", { class: "yy-strip", "aria-hidden": "true" });
    strip.append(make("i", { class: "yy-strip-base", style: `left:${100 * t.strip.base}%` }),
      make("i", { class: t.same ? "yy-strip-same" : "yy-strip-now", style: `left:${100 * t.strip.now}%` }));
    return make("section", { class: "yy-tile", id: `yy-tile-${t.name}` }, make("h3", { text: t.label }),
      make("div", { class: "yy-number" }, make("b", { text: t.number }), make("span", { text: t.unit })),
      make("p", { class: "yy-change" }, make("b", { class: t.same ? "" : "yy-changed", text: t.change }), make("span", { text: t.extra ? `${t.against} · ${t.extra}` : t.against })),
      strip, make("p", { class: "yy-note", text: t.note }));
  }

  table(table) {
    if (!table) return [];
    const head = make("tr", {}, table.columns.map((c) => make("th", { text: c })));
    const rows = table.rows.map((row) => make("tr", {}, row.map((v) => make("td", { text: v }))));
    return [make("div", { class: "yy-scroll", tabindex: "0" }, make("table", {}, make("thead", {}, head), make("tbody", {}, rows))), make("p", { class: "yy-note", text: table.note })];
  }

  assumptions(a) {
    const head = make("tr", {}, a.columns.map((c) => make("th", { text: c })));
    const rows = a.rows.map((r) => make("tr", {}, make("td", { text: r.name }), make("td", { class: "yy-num", text: r.value }),
      make("td", { text: r.unit }), make("td", {}, make("span", { class: `yy-badge yy-${r.status}`, text: r.badge })), make("td", { text: r.source })));
    return make("section", { class: "yy-card", id: "yy-assumptions" }, make("h3", { text: a.title }), make("p", { class: "yy-subtitle", text: a.subtitle }),
      make("div", { class: "yy-scroll", tabindex: "0" }, make("table", {}, make("thead", {}, head), make("tbody", {}, rows))));
  }
}

export default {
  render({ model, el }) {
    const page = new Page(model, el);
    const draw = () => page.draw();
    const file = (message, buffers) => {
      if (!message || message.kind !== "file") return;
      const url = URL.createObjectURL(new Blob([buffers[0]], { type: message.mime }));
      const link = make("a", { href: url, download: message.name });
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 1000);
    };
    model.on("change:page", draw);
    model.on("msg:custom", file);
    draw();
    return () => {
      model.off("change:page", draw);
      model.off("msg:custom", file);
      for (const figure of page.figures.values()) figure.close();
    };
  },
};
