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

// New children for a box; what had the focus, by its id, has it again, and an unfinished entry is not taken away.
function refill(box, ...children) {
  const at = document.activeElement && box.contains(document.activeElement) ? document.activeElement : null;
  const held = at && at.id && { id: at.id, value: at.value, type: at.type };
  box.replaceChildren(...children.flat().filter(Boolean));
  const again = held && document.getElementById(held.id);
  if (!again) return;
  again.focus();
}
