// One family: who they are, what they get now and before, each step with its clause, and the questions of an invented one.
// Its entries live on while answers come: rows and fields are filled, not drawn anew.

class FamilyCard {
  constructor(act) {
    this.act = act;
    this.controls = make("div", { class: "yy-family-controls" });
    this.told = make("div");
    this.result = make("div");
    this.box = make("section", { class: "yy-card", id: "yy-family" }, this.controls, this.told, this.result);
  }

  // busy: answers to the hand are still to come.
  fill(family, busy) {
    this.fillControls(family.controls, busy);
    this.fillTold(family.controls.told, busy);
    const { controls, ...result } = family;
    const shown = JSON.stringify(result);
    if (shown !== this.shown) refill(this.result, familyResult(family));
    this.shown = shown;
  }

  fillControls(controls, busy) {
    if (!this.household) {
      const input = make("input", { type: "number", id: "yy-household", min: 0, step: 1 });
      this.household = new Entry(input, () => {
        const number = typed(input);
        if (number === null) return false;
        this.act({ kind: "family", do: "look", household: Number.isNaN(number) ? "?" : number });
        return true;
      });
      this.label = make("span");
      this.pick = button("yy-family-pick", "", () => this.act({ kind: "family", do: "pick" }));
      this.invent = button("yy-family-invent", "", () => this.act({ kind: "family", do: "invent" }));
      this.controls.append(make("label", { for: input.id }, this.label, make("span", { class: "yy-number-box" }, input)), this.pick, this.invent);
    }
    write(this.label, `${controls.id.label} `);
    write(this.pick, controls.pick);
    write(this.invent, controls.invent);
    this.household.fill(controls.id.value, busy);
  }

  fillTold(told, busy) {
    if (!told) {
      this.invented = null;
      this.told.replaceChildren();
      return;
    }
    if (!this.invented) {
      this.invented = new InventedFamily(told, this.act);
      this.told.replaceChildren(this.invented.box);
    }
    this.invented.fill(told, busy);
  }
}

// The questions about an invented family: a row of entries for each member.
class InventedFamily {
  constructor(told, act) {
    this.act = act;
    this.members = [];
    this.household = ["residence", "town"].map((name) => {
      const select = make("select", { id: `yy-told-${name}` }, told[name].options.map((option) =>
        make("option", { value: option.value, text: option.label })));
      const entry = new Entry(select, () => act({ kind: "family", do: "household", name, value: select.value }));
      return { name, entry, box: make("label", { for: select.id }, `${told[name].label} `, select) };
    });
    this.more = button("yy-told-add", told.add, () => act({ kind: "family", do: "more" }));
    this.body = make("tbody");
    const head = make("tr", {}, make("td"), told.fields.map((field) => make("th", { scope: "col", text: field.label })),
      make("td"));
    this.box = make("div", { class: "yy-told" },
      make("div", { class: "yy-family-controls" }, this.household.map((one) => one.box), this.more),
      make("table", {}, make("thead", {}, head), this.body));
  }

  fill(told, busy) {
    for (const { name, entry } of this.household) entry.fill(told[name].value, busy);
    this.more.disabled = !told.more;
    while (this.members.length > told.members.length) this.members.pop().row.remove();
    while (this.members.length < told.members.length) this.members.push(this.member(told, this.members.length));
    this.members.forEach((member, k) => {
      told.fields.forEach((field, n) => member.entries[n].fill(told.members[k][field.name], busy));
      member.drop.hidden = !told.fewer;
    });
  }

  member(told, k) {
    const fields = told.fields.map((field) => this.field(field, k, told.who[k]));
    const drop = make("button", { type: "button", class: "yy-link", id: `yy-told-drop-${k}`, text: "×", title: told.drop,
      "aria-label": `${told.drop} ${told.who[k]}`, onclick: () => this.act({ kind: "family", do: "fewer", member: k }) });
    const row = make("tr", {}, make("th", { scope: "row", text: told.who[k] }), fields.map((entry) => make("td", {}, entry.input)), make("td", {}, drop));
    this.body.append(row);
    return { row, drop, entries: fields };
  }

  field(field, member, who) {
    const yesNo = field.kind === "bool";
    const kind = yesNo ? { type: "checkbox" } : { type: "number", min: 0, step: field.kind === "int" ? 1 : 10 };
    const input = make("input", { ...kind, id: `yy-told-${field.name}-${member}`, "aria-label": `${who}: ${field.label}` });
    return new Entry(input, () => {
      const value = yesNo ? input.checked : typed(input);
      if (value === null) return false;
      this.act({ kind: "family", do: "member", member, name: field.name, value: Number.isNaN(value) ? "?" : value });
      return true;
    });
  }
}

function familyResult(family) {
  if (!family.steps.length) return [];
  const members = family.members.map((member) => make("div", { class: "yy-member" }, make("b", { text: member.who }),
    make("span", { text: member.told.join(" · ") })));
  const bars = family.bars.map((bar) => {
    const mark = make("i", { class: `yy-bar-${bar.kind}` });
    mark.style.width = `${100 * bar.part}%`;
    return make("div", { class: "yy-bar" }, make("span", { text: bar.label }), make("span", { class: "yy-bar-track" }, mark),
      make("b", { text: bar.amount }));
  });
  const used = family.assumptions.map((one) => make("span", {}, badge(one.status, one.badge), ` ${one.name} ${one.value}`));
  return [make("div", { class: "yy-members" }, members, make("div", { class: "yy-bars" }, bars)),
    make("h3", { text: family.title }), make("p", { class: "yy-subtitle", text: family.subtitle }), familySteps(family),
    used.length ? make("div", { class: "yy-used" }, make("span", { text: family.used }), used) : null];
}

function familySteps(family) {
  const head = make("tr", {}, family.columns.map((column, k) => make("th", { scope: "col", class: k === 1 ? "yy-num" : "", text: column })));
  const rows = family.steps.map((step) => {
    const name = make("td", { class: `yy-depth-${step.depth}` }, make("b", { text: step.name }),
      step.numbers ? make("span", { text: step.numbers }) : null);
    return make("tr", { class: step.nothing ? "yy-nothing" : "" }, name, make("td", { class: "yy-num", text: step.value }),
      make("td", { class: "yy-clause", text: step.clause }));
  });
  return make("div", { class: "yy-scroll yy-steps", id: "yy-steps", tabindex: "0", role: "region", "aria-label": family.title },
    make("table", {}, make("thead", {}, head), make("tbody", {}, rows)));
}
