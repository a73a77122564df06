// Boxes whose content is cut or pushed out, pictures larger than their box, words outside their picture.
() => {
  const found = [];
  const name = (node) =>
    `${node.tagName.toLowerCase()}#${node.id}.${[...node.classList].join(".")}: ${node.textContent.slice(0, 40)}`;
  const beyond = (inner, outer) =>
    inner.left < outer.left - 1 || inner.right > outer.right + 1 || inner.top < outer.top - 1 || inner.bottom > outer.bottom + 1;
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) found.push(`the page is ${root.scrollWidth - root.clientWidth} px too wide`);
  for (const node of document.querySelectorAll(".yy, .yy *")) {
    // Meant to be so: tables that scroll, a thumb that reaches beyond the end of its track.
    if (node.closest("svg, .yy-scroll, .yy-ends, .yy-track") || node.tagName === "INPUT") continue;
    const style = getComputedStyle(node);
    if (style.display === "inline" || !node.clientWidth) continue;
    if (node.scrollWidth > node.clientWidth + 1) found.push(`wider than its box: ${name(node)}`);
    if (style.overflowY === "hidden" && node.scrollHeight > node.clientHeight + 1) found.push(`higher than its box: ${name(node)}`);
  }
  for (const label of document.querySelectorAll(".yy-ends span")) {
    const outer = label.closest(".yy-lever").getBoundingClientRect();
    const inner = label.getBoundingClientRect();
    if (inner.left < outer.left - 1 || inner.right > outer.right + 1) found.push(`beside its slider: ${name(label)}`);
  }
  for (const box of document.querySelectorAll(".yy-card:not(.yy-is-empty) .yy-vis")) {
    const card = box.closest(".yy-card").id;
    const svg = box.querySelector("svg");
    if (!svg) {
      found.push(`no picture: ${card}`);
      continue;
    }
    const outer = box.getBoundingClientRect();
    const inner = svg.getBoundingClientRect();
    if (beyond(inner, outer)) found.push(`picture beyond its box: ${card}`);
    if (inner.width < 0.8 * outer.width) found.push(`picture too small: ${card}`);
    for (const text of svg.querySelectorAll("text")) {
      const words = text.getBoundingClientRect();
      if (text.textContent.trim() && words.width && beyond(words, inner)) found.push(`words cut in ${card}: ${text.textContent}`);
    }
  }
  return found;
}
