// One helper for everything that is drawn: an element with its attributes, listeners and children.

function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat()) if (child) node.append(child);
  return node;
}

// A text is written only when it changes: readers of the screen and the browser's layout stay quiet.
function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function button(id, text, act, kind = "yy-button") {
  return make("button", { type: "button", class: kind, id, text, onclick: act });
}

// Where a page is drawn: in the element that it is given or, in a notebook, in a tree of its own inside it (a shadow root)
// with the page's style. Ids, labels, clip paths and style of several pages and other cells' pictures never meet there.
function groundFor(el, css) {
  if (!css) return el;
  // Keys that are pressed on the page are the page's: JupyterLab would move among cells, undo them, or cut them.
  const host = make("div", { class: "yy-host", "data-lm-suppress-shortcuts": "true" });
  const tree = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  tree.adoptedStyleSheets = [sheet];
  tree.append(make("div"));
  el.append(host);
  return tree.firstChild;
}

// What has the focus in the tree that a node stands in; null where nothing has.
function focusedAt(node) {
  return node.getRootNode().activeElement || null;
}

// Give the focus to what has an id inside a box, if there is such a thing.
function focusOn(box, id) {
  const found = id && box.querySelector(`#${CSS.escape(id)}`);
  if (found) found.focus();
}

// New children for a box; what had the focus, by its id, has it again. For boxes without entries: what is typed in one
// that is drawn anew would be lost (see Entry).
function refill(box, ...children) {
  const at = focusedAt(box);
  const held = at && box.contains(at) ? at.id : "";
  box.replaceChildren(...children.flat().filter(Boolean));
  focusOn(box, held);
}

// An entry that lives as long as its place on the page. It shows the value in force, but is never written to while it has
// the focus, nor while what it said waits for its answer: what is typed is neither lost nor altered. An entry that was
// refused, or can't be read, is put back to the value in force when it is left.
class Entry {
  constructor(input, say) {
    this.input = input;
    this.waits = false;
    // say: tells the value; returns false for what isn't worth telling.
    input.addEventListener("change", () => { this.waits = say() !== false; });
    input.addEventListener("blur", () => this.show());
    leftByWheel(input);
  }

  // value: in force; busy: answers to the hand are still to come.
  fill(value, busy) {
    this.value = value;
    if (!busy) this.waits = false;
    this.show();
  }

  show() {
    const typing = this.input.type === "number" && this.input === focusedAt(this.input);
    if (this.waits || typing) return;
    if (this.input.type === "checkbox") this.input.checked = Boolean(this.value);
    else if (this.input.value !== String(this.value)) this.input.value = this.value;
  }
}

// The wheel scrolls the page and changes no value: whatever it passes over is left.
function leftByWheel(input) {
  input.addEventListener("wheel", () => input.blur(), { passive: true });
}

// The number that was typed; null where nothing was, NaN for what is no number.
function typed(input) {
  if (input.validity.badInput) return NaN;
  return input.value === "" ? null : Number(input.value);
}

// A number with all its digits, and at least so many behind the point.
function withDigits(number, least) {
  const fixed = number.toFixed(least);
  return Math.abs(Number(fixed) - number) < 1e-12 * Math.max(1, Math.abs(number)) ? fixed : String(Number(number.toPrecision(15)));
}
