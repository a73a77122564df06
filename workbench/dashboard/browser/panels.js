// The boxes of the page: number tiles, figure cards, tables, warnings, assumptions.

function tilePanel() {
  const parts = {
    label: make("h3"), number: make("b"), unit: make("span"), change: make("b"), beside: make("span"),
    band: make("i", { class: "yy-strip-band" }), base: make("i", { class: "yy-strip-base" }), target: make("i", { class: "yy-strip-target" }), now: make("i"), note: make("p", { class: "yy-note" }),
  };
  const strip = make("div", { class: "yy-strip", "aria-hidden": "true" }, parts.band, parts.base, parts.now, parts.target);
  parts.box = make("section", { class: "yy-tile" }, parts.label, make("div", { class: "yy-number" }, parts.number, parts.unit),
    make("p", { class: "yy-change" }, parts.change, parts.beside), strip, parts.note);
  return parts;
}

function fillTile(parts, tile) {
  parts.box.id = `yy-tile-${tile.name}`;
  for (const name of ["label", "number", "unit", "change", "beside", "note"]) write(parts[name], tile[name]);
  parts.change.className = tile.same ? "" : "yy-changed";
  parts.now.className = tile.same ? "yy-strip-same" : "yy-strip-now";
  const band = tile.strip.band;
  parts.band.hidden = !band;
  if (band) {
    parts.band.style.left = `${100 * band[0]}%`;
    parts.band.style.right = `${100 * (1 - band[1])}%`;
  }
  parts.target.hidden = typeof tile.strip.target !== "number";
  if (!parts.target.hidden) parts.target.style.left = `${100 * tile.strip.target}%`;
  parts.base.style.left = `${100 * tile.strip.base}%`;
  parts.now.style.left = `${100 * tile.strip.now}%`;
}

class Card {
  constructor(name, live, words, act) {
    this.live = live;
    this.title = make("h3");
    this.subtitle = make("p", { class: "yy-subtitle" });
    this.waiting = make("p", { class: "yy-waiting", role: "status" });
    this.empty = make("p", { class: "yy-empty" });
    this.updating = make("span", { class: "yy-updating", text: words.updating, "aria-hidden": "true" });
    this.towns = new Towns(act);
    this.table = make("div", { class: "yy-table" });
    this.source = make("span", { class: "yy-source" });
    this.notes = make("div", { class: "yy-notes", id: `yy-notes-${name}`, hidden: true });
    const link = (part, label, doing) => button(`yy-${part}-${name}`, label, doing, "yy-link");
    this.more = link("more", words.notes, () => {
      this.notes.hidden = !this.notes.hidden;
      this.more.setAttribute("aria-expanded", String(!this.notes.hidden));
    });
    this.more.setAttribute("aria-controls", this.notes.id);
    this.open = link("table", words.table, () => act({ kind: "table", figure: name }));
    const download = (format) => link(format.slice(1), format.slice(1).toUpperCase(), () => act({ kind: "download", figure: name, format }));
    this.links = make("div", { class: "yy-links" }, this.more, this.open, download(".csv"), download(".png"));
    this.picture = make("div", { class: "yy-picture" }, live.box, this.waiting, this.empty, this.updating);
    this.box = make("section", { class: "yy-card", id: `yy-figure-${name}` }, this.title, this.subtitle,
      this.picture, this.table, this.notes,
      make("div", { class: "yy-foot" }, this.source, this.links));
  }

  fill(card, spec, rows, words) {
    write(this.title, card.title);
    write(this.subtitle, card.subtitle);
    write(this.source, card.source);
    write(this.waiting, card.waiting);
    write(this.empty, card.empty);
    this.box.classList.toggle("yy-is-empty", Boolean(card.empty));
    this.links.hidden = Boolean(card.waiting || card.empty);
    this.box.classList.toggle("yy-fills", card.fill);
    this.box.style.setProperty("--natural", card.height);
    this.notes.replaceChildren(...card.notes.map((text) => make("p", { text })));
    this.open.setAttribute("aria-expanded", String(Boolean(card.table)));
    this.table.replaceChildren(...(card.table ? [tableOf(card.table.columns, card.table.rows, card.table.note)] : []));
    if (card.towns.length && !this.towns.box.parentNode) this.picture.append(this.towns.box);
    this.towns.fill(card.towns, words.town_buttons);
    this.live.update(card, spec, rows);
  }
}

// The towns of the tile map for the keyboard: one stop of the Tab key, arrows among them; seen while it has the focus.
class Towns {
  constructor(act) {
    this.act = act;
    this.box = make("div", { class: "yy-towns", role: "toolbar", hidden: true });
    this.box.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
      if (!way) return;
      event.preventDefault();
      const all = [...this.box.children];
      const next = all[(all.indexOf(focusedAt(this.box)) + way + all.length) % all.length];
      for (const one of all) one.tabIndex = one === next ? 0 : -1;
      next.focus();
    });
  }

  fill(towns, label) {
    this.box.hidden = !towns.length;
    const shown = JSON.stringify(towns);
    if (shown === this.shown) return;
    this.shown = shown;
    this.box.setAttribute("aria-label", label);
    const stop = Math.max(0, towns.findIndex((one) => one.on));
    refill(this.box, towns.map((one, k) => make("button", { type: "button", id: `yy-at-${k}`, class: "yy-button", text: one.label,
      tabindex: k === stop ? "0" : "-1", "aria-pressed": String(one.on), onclick: () => this.act({ kind: "town", town: one.town }) })));
  }
}

// Kept scenarios side by side: a column each, with changes and intervals.
function comparisonCard(found, words, act) {
  const download = (format) => button(`yy-${format}-comparison`, format.toUpperCase(), () => act({ kind: "download", figure: "comparison", format: `.${format}` }), "yy-link");
  const head = make("tr", {}, make("th", { scope: "col", text: found.measure }), found.columns.map((column) =>
    make("th", { scope: "col", class: column.on ? "yy-num yy-here" : "yy-num" }, make("b", { text: column.label }), make("span", { text: column.under }))));
  const rows = found.rows.map((row) => make("tr", {}, make("th", { scope: "row", text: row.label }), row.cells.map((cell, k) =>
    make("td", { class: found.columns[k].on ? "yy-num yy-here" : "yy-num" }, make("b", { text: cell.value }),
      cell.change ? make("span", { class: cell.same ? "" : "yy-changed", text: cell.change }) : null, cell.note ? make("small", { text: cell.note }) : null))));
  return make("section", { class: "yy-card", id: "yy-comparison" }, make("h3", { text: found.title }), make("p", { class: "yy-subtitle", text: found.subtitle }),
    make("div", { class: "yy-scroll", tabindex: "0", role: "region", "aria-label": found.title }, make("table", {}, make("thead", {}, head), make("tbody", {}, rows))),
    make("div", { class: "yy-foot" }, make("span"), make("div", { class: "yy-links" }, make("button", { type: "button", class: "yy-link", id: "yy-comparison-close", text: found.close,
      "data-then": "yy-compare", onclick: () => act({ kind: "compare" }) }),
      download("csv"), download("xlsx"))));
}

function tableOf(columns, rows, note) {
  const head = make("tr", {}, columns.map((column) => make("th", { scope: "col", text: column })));
  const body = rows.map((row) => make("tr", {}, row.map((cell) => (cell instanceof Node ? cell : make("td", { text: cell })))));
  return make("div", {}, make("div", { class: "yy-scroll", tabindex: "0", role: "region", "aria-label": columns.join(", ") },
    make("table", {}, make("thead", {}, head), make("tbody", {}, body))), note ? make("p", { class: "yy-note", text: note }) : null);
}

function badge(status, label, count) {
  return make("span", { class: `yy-badge yy-${status}`, text: count === undefined ? label : `${label} ${count}` });
}

// Every input with its range, status and effect; of one status alone, if that is asked for.
function assumptionsCard(a) {
  const rows = a.rows.map((row) => [make("td", { text: row.name }), make("td", { class: "yy-num", text: row.value }),
    make("td", { text: row.unit }), make("td", { text: row.range }), make("td", {}, badge(row.status, row.badge)),
    make("td", { class: row.high ? "yy-high" : "", text: row.effect }), make("td", { text: row.source })]);
  const table = tableOf(a.columns, rows, "");
  const lines = [...table.querySelectorAll("tbody tr")];
  const choose = (status) => {
    lines.forEach((line, k) => { line.hidden = Boolean(status) && a.rows[k].status !== status; });
    filters.forEach((one) => one.setAttribute("aria-pressed", String(one.dataset.status === status)));
  };
  const filters = a.filters.map((one) => make("button", { type: "button", class: `yy-badge yy-${one.status || "all"}`, id: `yy-only-${one.status || "all"}`,
    "data-status": one.status, text: `${one.label} ${one.count}`, onclick: () => choose(one.status) }));
  choose("");
  return make("section", { class: "yy-card", id: "yy-assumptions" }, make("h3", { text: a.title }), make("p", { class: "yy-subtitle", text: a.subtitle }),
    make("div", { class: "yy-filter", role: "group", "aria-label": a.filter }, filters), table);
}

// The best pair of standards and its runners-up; each can be tried.
function pairsCard(pairs, act) {
  const rows = pairs.rows.map((row, k) => [...row.cells.map((cell, c) => make("td", { class: c > 1 ? "yy-num" : "", text: cell })),
    make("td", {}, button(`yy-try-${k}`, row.button, () => act({ kind: "levers", levers: row.levers }), "yy-link"))]);
  const card = make("section", { class: `yy-card${pairs.stale ? " yy-stale" : ""}`, id: "yy-pairs" }, make("h3", { text: pairs.title }),
    make("p", { class: "yy-subtitle", text: pairs.subtitle }), tableOf(pairs.columns, rows, ""));
  card.querySelectorAll("tbody tr").forEach((line, k) => line.classList.toggle("yy-best", pairs.rows[k].best));
  return card;
}

// A table of its own, numbers at the right.
function tableCard(found) {
  const rows = found.rows.map((row) => row.map((cell, k) => make("td", { class: found.numbers.includes(k) ? "yy-num" : "", text: cell })));
  const card = make("section", { class: `yy-card${found.stale ? " yy-stale" : ""}`, id: `yy-${found.name}` }, make("h3", { text: found.title }),
    make("p", { class: "yy-subtitle", text: found.subtitle }), tableOf(found.columns, rows, ""));
  card.querySelectorAll("th").forEach((one, k) => one.classList.toggle("yy-num", found.numbers.includes(k)));
  return card;
}

const EXTRAS = { assumptions: assumptionsCard, pairs: pairsCard, table: tableCard }; // the family's card lives on: FamilyCard

function warningBox(warning, act) {
  const fix = warning.fix && make("button", { type: "button", class: "yy-button", id: `yy-fix-${warning.fix.name}`, text: warning.button,
    "data-then": `yy-${warning.fix.name}`, onclick: () => act({ kind: "lever", ...warning.fix }) });
  return make("div", { class: "yy-alert" }, make("p", {}, warning.title ? make("b", { text: warning.title }) : null,
    make("span", { text: warning.text })), fix);
}

// A menu that closes when the focus goes elsewhere, and by Esc, which gives the focus back to what opened it.
function closing(menu) {
  menu.addEventListener("focusout", (event) => { if (!menu.contains(event.relatedTarget)) menu.open = false; });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.preventDefault();
    event.stopPropagation();
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  return menu;
}

// Where the focus may go when what has it goes, by id: itself, what it names (data-then), its neighbours, the finding.
function focusPlaces(root) {
  const at = focusedAt(root);
  if (!at || at === root || !root.contains(at)) return null;
  const near = at.id ? [...at.parentElement.querySelectorAll("button, input, select, summary")] : [];
  const k = near.indexOf(at);
  const neighbours = [...near.slice(k + 1), ...near.slice(0, Math.max(k, 0)).reverse()];
  return [at.id, at.dataset.then, ...neighbours.map((one) => one.id), "yy-finding"].filter(Boolean);
}

function refocus(root, places) {
  const at = focusedAt(root);
  if (!places || (at && root.contains(at) && !at.disabled && at.getClientRects().length)) return;
  const open = places.map((id) => root.querySelector(`#${CSS.escape(id)}`)).find((one) => one && !one.disabled && one.getClientRects().length);
  if (open) open.focus();
}
