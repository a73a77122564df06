// The levers: a ratio slider whose track is wider than the law, and a number with a floor.

class Slider {
  constructor(item, act) {
    this.item = item;
    this.gesture = 0; // a drag is one gesture, each key press another: undo takes back one of them
    const input = make("input", {
      type: "range", id: `yy-${item.name}`, min: item.low, max: item.high, step: item.step, value: item.value,
    });
    this.input = input;
    const move = () => {
      this.paint(Number(input.value));
      act({ kind: item.kind || "lever", name: item.name, value: Number(input.value), gesture: `${item.name} ${this.gesture}` });
    };
    input.addEventListener("input", move);
    input.addEventListener("change", () => { this.gesture += 1; });
    input.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
      if (!way || !event.shiftKey) return;
      event.preventDefault();
      input.value = Number(input.value) + 5 * item.step * way;
      move();
      this.gesture += 1;
    });
    this.shown = make("b");
    this.amount = make("span");
    this.base = make("span", { class: "yy-base-label" });
    this.low = make("span");
    this.high = make("span");
    this.warning = make("p", { class: "yy-warning", id: `yy-${item.name}-warning`, role: "status" });
    leftByWheel(input);
    input.setAttribute("aria-describedby", this.warning.id);
    this.track = make("div", { class: "yy-track" }, make("i", { class: "yy-tick" }), input);
    this.status = item.badge ? badge(item.status, item.badge) : null;
    this.box = make("div", { class: `yy-lever${item.plausible ? " yy-plausible" : ""}`, title: item.title },
      make("div", { class: "yy-lever-line" }, make("label", { for: input.id, text: item.label }),
        make("span", { class: "yy-value" }, this.shown, this.amount, this.status)),
      this.track, make("div", { class: "yy-ends" }, this.low, this.base, this.high), this.warning);
  }

  place(value) {
    return (value - this.item.low) / (this.item.high - this.item.low);
  }

  // What needs no answer from the law follows the hand at once.
  paint(value) {
    const changed = Math.abs(value - this.item.base) > 1e-9;
    const as = this.item.written || { scale: 0.01, digits: 1, before: "", after: "%" };
    const number = (value / as.scale).toLocaleString("en", { minimumFractionDigits: as.digits, maximumFractionDigits: as.digits,
      useGrouping: !as.plain });
    write(this.shown, `${as.before}${number}${as.after}`);
    this.shown.classList.toggle("yy-changed", changed);
    this.track.classList.toggle("yy-changed", changed);
  }

  // busy: answers to the hand are still to come; then a slider that the hand is on is ahead of them.
  fill(item, busy) {
    const held = busy && this.input === focusedAt(this.input);
    this.item = item;
    for (const [name, value] of [["min", item.low], ["max", item.high]]) {
      if (Number(this.input[name]) !== value) this.input[name] = value;
    }
    if (!held) {
      this.input.value = item.value;
      this.paint(item.value);
    }
    const style = this.track.style;
    for (const [name, value] of [["--from", item.legal[0]], ["--to", item.legal[1]], ["--base", item.base]]) {
      style.setProperty(name, `${100 * this.place(value)}%`);
    }
    write(this.amount, item.amount);
    this.input.setAttribute("aria-valuetext", item.amount ? `${item.shown}, ${item.amount}` : item.shown);
    for (const [node, text, value] of [[this.low, item.ends[0], item.legal[0]], [this.high, item.ends[1], item.legal[1]], [this.base, item.base_label, item.base]]) {
      write(node, text);
      node.style.left = `${100 * this.place(value)}%`;
    }
    if (this.status) {
      write(this.status, item.badge);
      this.status.className = `yy-badge yy-${item.status}`;
    }
    write(this.warning, item.warning);
  }
}

class NumberField {
  constructor(item, act) {
    this.input = make("input", { type: "number", id: `yy-${item.name}`, min: item.low, max: item.high, step: item.step });
    this.entry = new Entry(this.input, () => {
      const value = typed(this.input);
      if (value === null) return false;
      act({ kind: "lever", name: item.name, value: Number.isNaN(value) ? "?" : value * this.item.scale });
      return true;
    });
    this.box = make("label", { for: this.input.id }, make("span", { text: item.label }),
      make("span", { class: "yy-number-box" }, this.input, make("i", { text: item.unit })));
  }

  // busy: answers to the hand are still to come.
  fill(item, busy) {
    this.item = item;
    const text = withDigits(item.value / item.scale, item.digits);
    this.input.style.width = text.length > 5 ? `${text.length + 1}ch` : "";
    this.entry.fill(text, busy);
    this.box.classList.toggle("yy-changed", item.changed);
    this.box.classList.toggle("yy-outside", item.outside);
  }
}

// One of a few: a group of buttons of which one is pressed. An option is a wish, or says the levers that it moves.
class Choice {
  constructor(item, act) {
    const choose = (k) => {
      const option = this.item.options[k];
      if (!option.levers) act({ kind: "goal", name: item.name, value: option.value });
      else if (!option.on) act({ kind: "levers", levers: option.levers });
    };
    this.options = item.options.map((option, k) => button(`yy-${item.name}-${option.value}`, option.label, () => choose(k), ""));
    this.box = make("div", { class: "yy-choice" }, make("span", { text: item.label }),
      make("div", { class: "yy-switch", role: "group", "aria-label": item.label }, this.options));
  }

  fill(item) {
    this.item = item;
    item.options.forEach((option, k) => this.options[k].setAttribute("aria-pressed", String(option.on)));
  }
}

// The year of the page: a slider over the whole width, with what law, people and incomes are of beside it.
class YearRow {
  constructor(row, act) {
    this.slider = new Slider(row.slider, act);
    this.slider.box.querySelector(".yy-ends").remove(); // beside it stands what they would say
    this.told = make("span", { class: "yy-year-told" });
    this.note = make("span", { class: "yy-year-note", role: "status" });
    this.box = make("section", { class: "yy-year", "aria-label": row.slider.label }, this.slider.box, make("p", {}, this.told, this.note));
  }

  // busy: answers to the hand are still to come.
  fill(row, busy) {
    this.slider.fill(row.slider, busy);
    write(this.told, row.told);
    write(this.note, row.note);
  }
}
