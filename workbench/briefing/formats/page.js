// Makes the figures of a brief alive: a tip with the figures of the mark that is pointed at, and tables that sort.
const told = JSON.parse(document.getElementById("told").textContent);
const tip = document.createElement("div");
tip.className = "tip";
tip.hidden = true;
tip.setAttribute("role", "status");
document.body.append(tip);

const number = (value, digits) =>
  value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
const write = {
  text: (value) => String(value),
  word: (value) => told.names[value] || String(value),
  count: (value) => number(value, 0),
  year: (value) => String(value),
  share: (value) => `${number(value * 100, 1)}%`,
  points: (value) => `${value < 0 ? "−" : "+"}${number(Math.abs(value) * 100, 1)}${told.points}`,
  wan: (value) => (told.language === "zh" ? `${number(value, 0)}万元` : `¥${number(value / 100, 1)}m`),
};

// Only fields that have words are shown; a mark without any has no tip.
function show(handler, event, item, value) {
  tip.hidden = true;
  if (!value || typeof value !== "object") return;
  const lines = [];
  for (const [field, [label, kind]] of Object.entries(told.fields)) {
    const one = value[field];
    if (one === undefined || one === null || one === "" || (typeof one === "number" && !isFinite(one))) continue;
    lines.push(label ? `${label} ${write[kind](one)}` : write[kind](one));
  }
  if (!lines.length) return;
  tip.replaceChildren(...lines.map((line) => Object.assign(document.createElement("div"), { textContent: line })));
  tip.hidden = false;
  tip.style.left = `${Math.min(event.clientX + 14, window.innerWidth - tip.offsetWidth - 8)}px`;
  tip.style.top = `${Math.min(event.clientY + 14, window.innerHeight - tip.offsetHeight - 8)}px`;
}

for (const box of document.querySelectorAll(".picture")) {
  const still = box.innerHTML;
  const stage = document.createElement("div");
  const options = { actions: false, renderer: "svg", tooltip: show };
  vegaEmbed(stage, told.figures[box.dataset.figure], options).then(
    () => {
      box.replaceChildren(stage);
      box.dataset.alive = "yes";
    },
    () => {
      box.innerHTML = still; // the still picture stays
    },
  );
}

for (const table of document.querySelectorAll("table")) {
  const heads = [...table.tHead.rows[0].cells];
  const sort = (head) => {
    const column = heads.indexOf(head);
    const down = head.getAttribute("aria-sort") === "descending";
    heads.forEach((one) => one.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down ? "ascending" : "descending");
    const key = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent;
    const rows = [...table.tBodies[0].rows];
    rows.sort((a, b) => {
      const [x, y] = [key(a), key(b)];
      const apart = isNaN(x) || isNaN(y) ? x.localeCompare(y, told.language) : Number(x) - Number(y);
      return down ? apart : -apart;
    });
    table.tBodies[0].append(...rows);
  };
  for (const head of heads) {
    head.tabIndex = 0;
    head.addEventListener("click", () => sort(head));
    head.addEventListener("keydown", (event) => event.key === "Enter" && sort(head));
  }
}

// On paper nobody can open an annex.
const annexes = [...document.querySelectorAll("details")];
let closed = [];
addEventListener("beforeprint", () => {
  closed = annexes.filter((one) => !one.open);
  closed.forEach((one) => (one.open = true));
});
addEventListener("afterprint", () => closed.forEach((one) => (one.open = false)));
