// One figure whose Vega view lives on: new rows are pushed into it, a new width or height is told to it. It is embedded
// anew only when its drawing changes, and the old picture stays until the new one is there.

class LiveFigure {
  constructor(act) {
    this.act = act;
    this.box = make("div", { class: "yy-vis", role: "img" });
    this.turn = 0; // the newest embedding; older ones that come late are thrown away
    this.spec = "";
    this.pushed = {};
    this.beyond = 0; // how far words reach beyond the end of the plot
    this.extra = { width: 60, height: 90 }; // what axes and headings of joined panels take, measured at each embedding
    this.observer = new ResizeObserver(() => this.resized());
    this.observer.observe(this.box);
  }

  // card: words and wishes; spec: the drawing without data, as text; rows: data by name.
  update(card, spec, rows) {
    this.card = card;
    this.rows = rows;
    this.box.setAttribute("aria-label", `${card.title}. ${card.subtitle}`);
    this.box.classList.toggle("yy-fill", card.fill);
    // The old picture stays, pale, while the answer for another town is worked out.
    this.box.classList.toggle("yy-stale", card.stale || Boolean(card.waiting && this.current));
    if (spec && spec !== this.wanted) {
      this.wanted = spec;
      this.embed();
    } else this.push();
  }

  // One pixel of the drawing on this screen (1.5 on 4K); the view itself thinks in pixels of the drawing.
  scale() {
    return parseFloat(getComputedStyle(this.box).fontSize) / 13 || 1;
  }

  room() {
    const scale = this.scale();
    const height = this.card.fill ? this.box.clientHeight / scale : 0;
    return { scale, width: Math.floor(this.box.clientWidth / scale), height: Math.floor(height) };
  }

  sized(room) {
    const spec = JSON.parse(this.wanted);
    const panels = spec.vconcat || spec.hconcat;
    // Room for letters that reach beyond what Vega reckons, and for labels beyond the end of a low plot.
    spec.padding = { left: 5, right: panels ? 4 : Math.max(this.beyond, room.height ? 4 : 34), top: 6, bottom: 4 };
    if (!panels) {
      this.fits = true;
      spec.width = room.width;
      if (room.height) spec.height = room.height;
      spec.autosize = { type: room.height ? "fit" : "fit-x", contains: "padding" };
      return spec;
    }
    this.fits = false;
    const inner = Math.max(120, room.width - this.extra.width);
    if (spec.vconcat) {
      for (const panel of panels) panel.width = inner;
      const whole = room.height - this.extra.height;
      const tall = panels.reduce((tallest, panel) => (panel.height > tallest.height ? panel : tallest));
      if (room.height && panels.every((panel) => panel.height === tall.height)) {
        for (const panel of panels) panel.height = Math.max(75, Math.floor(whole / panels.length));
      } else if (room.height) { // a small panel below a large one stays small
        const others = panels.reduce((sum, panel) => sum + panel.height, 0) - tall.height;
        tall.height = Math.max(120, whole - others);
      }
    } else {
      // The widest panel gives and takes; columns of words keep their width.
      const wide = panels.reduce((widest, panel) => (panel.width > widest.width ? panel : widest));
      const others = panels.reduce((sum, panel) => sum + panel.width, 0) - wide.width;
      if (panels.every((panel) => panel.width === wide.width)) {
        for (const panel of panels) panel.width = Math.max(90, Math.floor(inner / panels.length));
      } else wide.width = Math.max(90, inner - others);
      const height = Math.min(Math.max(panels[0].height, room.height - this.extra.height), 1.7 * panels[0].height);
      if (room.height) for (const panel of panels) panel.height = Math.floor(height);
    }
    return spec;
  }

  // tries: how often what came out too wide may be tried again, narrower (labels and columns of words have their own mind).
  async embed(tries = 3) {
    const room = this.room();
    if (!this.wanted || room.width < 50) return; // not on the page yet: the observer comes back
    const turn = ++this.turn;
    const stage = make("div", { class: "yy-stage", "aria-hidden": "true" });
    stage.style.zoom = room.scale;
    this.box.append(stage);
    const spec = this.sized(room);
    const rows = this.rows;
    spec.datasets = { ...(spec.datasets || {}), ...rows };
    let result;
    try {
      result = await vegaEmbed(stage, spec, { actions: false, renderer: "svg", tooltip: false, ast: true, defaultStyle: false });
    } catch (problem) {
      stage.remove();
      throw problem;
    }
    if (turn !== this.turn) {
      result.finalize();
      stage.remove();
      return;
    }
    const over = this.fits ? { width: 0, height: 0 } : this.overflow(stage, room, spec);
    const beyond = this.fits ? this.wordsBeyond(stage, room) : 0;
    // More than is missing: a narrower plot has less room of its own right of its last mark.
    if (beyond > 0) this.beyond = spec.padding.right + Math.ceil(1.4 * beyond);
    if (tries && (beyond > 0 || Math.abs(over.width) > 1 || over.height > 0 || over.height < -1)) {
      this.extra.width += over.width;
      this.extra.height += over.height;
      result.finalize();
      stage.remove();
      return this.embed(tries - 1);
    }
    if (this.current) {
      this.current.result.finalize();
      this.current.stage.remove();
    }
    this.current = { stage, result, room };
    this.pushed = rows;
    stage.classList.add("yy-ready");
    // How high it is where its box has no height of its own, in pixels of the drawing; what was wished for may differ.
    if (!room.height) this.box.style.setProperty("--natural", Math.ceil(stage.getBoundingClientRect().height / room.scale));
    result.view.addEventListener("click", (event, item) => {
      const town = item && item.datum && item.datum.town;
      if (town) this.act({ kind: "town", town });
    });
    const steers = spec.usermeta && spec.usermeta.steers;
    if (steers) this.steer(stage, result.view, steers);
    this.push();
    this.resized();
  }

  // A click or a drag on the plot sets the levers that its two axes stand for, as their sliders would; keyboards have
  // the sliders. A finger that drags scrolls the page: it sets the levers when it taps.
  steer(stage, view, steers) {
    const plot = stage.querySelector("svg .root .background");
    const lever = (name) => this.box.closest(".yy").querySelector(`#yy-${name}`);
    if (!plot || !lever(steers.x) || !lever(steers.y)) return;
    stage.style.cursor = "crosshair";
    stage.querySelector("svg").style.userSelect = "none";
    let place = null; // while a hand drags: the plot and its scales as they were when it began
    const begin = () => ({ box: plot.getBoundingClientRect(), x: view.scale("x").domain(), y: view.scale("y").domain() });
    const inside = (event, box) => event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    const [perX, perY] = steers.per; // of a published standard: the yuan that a ratio of 1 makes
    const value = (name, part, domain, per) => {
      const { min, max, step } = lever(name);
      const [low, high] = domain.map((end) => end * per);
      const snapped = Math.round((low + part * (high - low)) / step) * step;
      const most = Math.min(Number(max), Math.floor(high / step + 1e-9) * step);
      const least = Math.max(Number(min), Math.ceil(low / step - 1e-9) * step);
      return Number(Math.min(most, Math.max(least, snapped)).toFixed(6));
    };
    const move = (event, at) => {
      const x = value(steers.x, (event.clientX - at.box.left) / at.box.width, at.x, perX);
      const y = value(steers.y, (at.box.bottom - event.clientY) / at.box.height, at.y, perY);
      if (at.last && at.last.x === x && at.last.y === y) return;
      at.last = { x, y };
      this.point(x / perX, y / perY);
      this.act({ kind: "levers", levers: { [steers.x]: x, [steers.y]: y }, gesture: `${steers.x} ${steers.y} ${this.gestures}` });
    };
    stage.addEventListener("pointerdown", (event) => {
      const at = begin();
      if (event.pointerType === "touch" || event.button !== 0 || !inside(event, at.box)) return;
      event.preventDefault();
      this.gestures = (this.gestures || 0) + 1;
      place = at;
      // The picture may be drawn anew under the hand: the window, unlike the picture, stays.
      const on = (later) => move(later, place);
      const off = () => {
        place = null;
        window.removeEventListener("pointermove", on);
      };
      window.addEventListener("pointermove", on);
      window.addEventListener("pointerup", off, { once: true });
      window.addEventListener("pointercancel", off, { once: true });
      move(event, place);
    });
    stage.addEventListener("click", (event) => {
      const at = begin();
      if (event.pointerType !== "touch" || !inside(event, at.box)) return;
      this.gestures = (this.gestures || 0) + 1;
      move(event, at);
    });
  }

  // The scenario's point follows the hand at once; its words come with the answer.
  point(x, y) {
    const rows = this.rows.points;
    if (!rows || !this.current) return;
    const base = rows.find((row) => row.role === "baseline");
    const moved = { ...base, role: "scenario", x, y, label: "", x0: base.x, y0: base.y, rising: y >= base.y };
    this.pushed = { ...this.pushed, points: null };
    this.current.result.view.data("points", [base, moved]).run();
  }

  // How much wider and higher than its room a joined figure came out; rows side by side may stay lower than it.
  overflow(stage, room, spec) {
    const svg = stage.querySelector("svg").getBoundingClientRect();
    const height = room.height ? Math.ceil(svg.height / room.scale - room.height) : 0;
    return { width: Math.ceil(svg.width / room.scale - room.width), height: spec.hconcat ? Math.max(0, height) : height };
  }

  // How far words of a figure that fits its room are cut off at its right end.
  wordsBeyond(stage, room) {
    const end = stage.querySelector("svg").getBoundingClientRect().right;
    const words = [...stage.querySelectorAll("svg text")].map((text) => text.getBoundingClientRect().right);
    return Math.ceil((Math.max(end, ...words) - end) / room.scale);
  }

  push() {
    if (!this.current) return;
    const view = this.current.result.view;
    let changed = false;
    for (const [name, rows] of Object.entries(this.rows)) {
      if (rows === this.pushed[name]) continue;
      view.data(name, rows);
      changed = true;
    }
    this.pushed = this.rows;
    if (changed) view.run();
  }

  resized() {
    if (!this.card) return;
    if (!this.current) {
      this.embed();
      return;
    }
    const room = this.room();
    const before = this.current.room;
    const same = room.width === before.width && room.height === before.height && room.scale === before.scale;
    if (same || room.width < 50) return;
    if (this.fits && room.scale === before.scale) {
      this.current.room = room;
      const view = this.current.result.view.width(room.width);
      if (room.height) view.height(room.height);
      view.resize().run();
    }
    clearTimeout(this.later);
    this.later = setTimeout(() => {
      // What was only stretched stands, unless its words need more room now.
      const stands = this.current && this.current.room === room;
      if (!stands || this.wordsBeyond(this.current.stage, room) > 0) this.embed();
    }, 80);
  }

  close() {
    this.observer.disconnect();
    clearTimeout(this.later);
    this.turn += 1;
    if (this.current) this.current.result.finalize();
  }
}
