// One family: who they are, what they get now and before, each step with its clause, and the questions of an invented one.

function familyCard(family, act) {
  const controls = familyControls(family.controls, act);
  const told = family.controls.told ? toldFamily(family.controls.told, act) : null;
  const card = make("section", { class: "yy-card", id: "yy-family" }, controls, told);
  if (!family.steps.length) return card;
  const members = family.members.map((member) => make("div", { class: "yy-member" }, make("b", { text: member.who }),
    make("span", { text: member.told.join(" · ") })));
  const bars = family.bars.map((bar) => {
    const mark = make("i", { class: `yy-bar-${bar.kind}` });
    mark.style.width = `${100 * bar.part}%`;
    return make("div", { class: "yy-bar" }, make("span", { text: bar.label }), make("span", { class: "yy-bar-track" }, mark),
      make("b", { text: bar.amount }));
  });
  card.append(make("div", { class: "yy-members" }, members, make("div", { class: "yy-bars" }, bars)),
    make("h3", { text: family.title }), make("p", { class: "yy-subtitle", text: family.subtitle }), familySteps(family));
  if (family.assumptions.length) {
    card.append(make("div", { class: "yy-used" }, make("span", { text: family.used }), family.assumptions.map((one) =>
      make("span", {}, badge(one.status, one.badge), ` ${one.name} ${one.value}`))));
  }
  return card;
}

function familySteps(family) {
  const head = make("tr", {}, family.columns.map((column, k) => make("th", { scope: "col", class: k === 1 ? "yy-num" : "", text: column })));
  const rows = family.steps.map((step) => {
    const name = make("td", { class: `yy-depth-${step.depth}` }, make("b", { text: step.name }),
      step.numbers ? make("span", { text: step.numbers }) : null);
    return make("tr", { class: step.nothing ? "yy-nothing" : "" }, name, make("td", { class: "yy-num", text: step.value }),
      make("td", { class: "yy-clause", text: step.clause }));
  });
  return make("div", { class: "yy-scroll yy-steps", tabindex: "0", role: "region", "aria-label": family.title },
    make("table", {}, make("thead", {}, head), make("tbody", {}, rows)));
}

function familyControls(controls, act) {
  const input = make("input", { type: "number", id: "yy-household", min: 0, step: 1, value: controls.id.value });
  input.addEventListener("change", () => {
    if (input.value !== "") act({ kind: "family", do: "look", household: Number(input.value) });
  });
  return make("div", { class: "yy-family-controls" },
    make("label", { for: "yy-household" }, `${controls.id.label} `, make("span", { class: "yy-number-box" }, input)),
    button("yy-family-pick", controls.pick, () => act({ kind: "family", do: "pick" })),
    button("yy-family-invent", controls.invent, () => act({ kind: "family", do: "invent" })));
}

function toldFamily(told, act) {
  const choose = (name, item) => {
    const select = make("select", { id: `yy-told-${name}` }, item.options.map((option) =>
      make("option", { value: option.value, text: option.label, selected: option.value === item.value })));
    select.addEventListener("change", () => act({ kind: "family", do: "household", name, value: select.value }));
    return make("label", { for: select.id }, `${item.label} `, select);
  };
  const head = make("tr", {}, make("th", { scope: "col", text: "" }), told.fields.map((field) => make("th", { scope: "col", text: field.label })),
    make("th", { scope: "col", text: "" }));
  const rows = told.members.map((member, k) => make("tr", {}, make("th", { scope: "row", text: told.who[k] }),
    told.fields.map((field) => make("td", {}, toldField(field, member[field.name], k, told.who[k], act))),
    make("td", {}, told.fewer ? make("button", { type: "button", class: "yy-link", id: `yy-told-drop-${k}`, text: "×", title: told.drop,
      "aria-label": `${told.drop} ${told.who[k]}`, onclick: () => act({ kind: "family", do: "fewer", member: k }) }) : null)));
  const more = button("yy-told-add", told.add, () => act({ kind: "family", do: "more" }));
  more.disabled = !told.more;
  return make("div", { class: "yy-told" }, make("div", { class: "yy-family-controls" }, choose("residence", told.residence), choose("town", told.town), more),
    make("table", {}, make("thead", {}, head), make("tbody", {}, rows)));
}

function toldField(field, value, member, who, act) {
  const name = { id: `yy-told-${field.name}-${member}`, "aria-label": `${who}: ${field.label}` };
  const box = field.kind === "bool" ? make("input", { type: "checkbox", ...name, checked: Boolean(value) })
    : make("input", { type: "number", ...name, min: 0, step: field.kind === "int" ? 1 : 10, value });
  box.addEventListener("change", () => {
    if (field.kind !== "bool" && box.value === "") return;
    act({ kind: "family", do: "member", member, name: field.name, value: field.kind === "bool" ? box.checked : Number(box.value) });
  });
  return box;
}
