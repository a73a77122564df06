// Boxes whose content is cut or pushed out, pictures larger than their box, words outside their picture or over others.
() => {
  const found = [];
  const name = (node) =>
    `${node.tagName.toLowerCase()}#${node.id}.${[...node.classList].join(".")}: ${node.textContent.slice(0, 40)}`;
  const beyond = (inner, outer) =>
    inner.left < outer.left - 1 || inner.right > outer.right + 1 || inner.top < outer.top - 1 || inner.bottom > outer.bottom + 1;
  const root = document.documentElement;
  const host = document.querySelector(".yy-host"); // in a notebook the page has a tree of its own
  const tree = host ? host.shadowRoot : document;
  if (root.scrollWidth > root.clientWidth) found.push(`the page is ${root.scrollWidth - root.clientWidth} px too wide`);
  for (const node of tree.querySelectorAll(".yy, .yy *")) {
    // Meant to be so: tables that scroll, a thumb that reaches beyond the end of its track.
    if (node.closest("svg, .yy-scroll, .yy-ends, .yy-track") || node.tagName === "INPUT") continue;
    const style = getComputedStyle(node);
    if (style.display === "inline" || !node.clientWidth) continue;
    if (node.scrollWidth > node.clientWidth + 1) found.push(`wider than its box: ${name(node)}`);
    if (style.overflowY === "hidden" && node.scrollHeight > node.clientHeight + 1) found.push(`higher than its box: ${name(node)}`);
  }
  for (const label of tree.querySelectorAll(".yy-ends span")) {
    const outer = label.closest(".yy-lever").getBoundingClientRect();
    const inner = label.getBoundingClientRect();
    if (inner.left < outer.left - 1 || inner.right > outer.right + 1) found.push(`beside its slider: ${name(label)}`);
  }
  for (const box of tree.querySelectorAll(".yy-card:not(.yy-is-empty) .yy-vis")) {
    const card = box.closest(".yy-card").id;
    if (!box.offsetParent) continue; // a projector leaves some out
    const svg = box.querySelector("svg");
    if (box.closest(".yy-card").offsetParent === null) continue; // a projector leaves some out
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
  // What is read of a line of words: without the room above and below its letters.
  const line = (box) => {
    const room = 0.22 * box.height;
    return { left: box.left + 1, right: box.right - 1, top: box.top + room, bottom: box.bottom - room };
  };
  const over = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const crossed = (words, where) => {
    words.sort((a, b) => a.line.top - b.line.top);
    words.forEach((one, k) => {
      for (let other = k + 1; other < words.length && words[other].line.top < one.line.bottom; other += 1) {
        const same = one.text === words[other].text && Math.abs(one.line.left - words[other].line.left) < 2; // a halo
        if (!same && over(one.line, words[other].line)) found.push(`words over words in ${where}: ${one.text} | ${words[other].text}`);
      }
    });
  };
  for (const svg of tree.querySelectorAll(".yy-stage.yy-ready svg")) {
    if (!svg.closest(".yy-vis").offsetParent) continue;
    const texts = [...svg.querySelectorAll("text")].filter((text) => text.textContent.trim() && getComputedStyle(text).opacity > 0);
    const lines = texts.flatMap((text) => [...(text.querySelector("tspan") ? text.querySelectorAll("tspan") : [text])]);
    crossed(lines.map((node) => ({ text: node.textContent, line: line(node.getBoundingClientRect()) })), svg.closest(".yy-card").id);
  }
  const seen = [];
  const walk = document.createTreeWalker(tree.querySelector(".yy"), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement;
    // The buttons below the levers stay where they are while these scroll; towns are shown to the keyboard alone.
    if (!walk.currentNode.data.trim() || parent.closest("svg, .yy-actions, .yy-towns, .yy-export-list, option") || !parent.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(walk.currentNode);
    // What has been scrolled out of a box that scrolls is not seen.
    const boxes = [".yy-main", ".yy-levers", ".yy-scroll"].map((kind) => parent.closest(kind)).filter(Boolean).map((node) => node.getBoundingClientRect());
    const inside = (box) => boxes.every((outer) => box.top > outer.top - 1 && box.bottom < outer.bottom + 1 && box.left < outer.right - 1);
    for (const box of [...range.getClientRects()].filter(inside)) seen.push({ text: walk.currentNode.data.slice(0, 40), line: line(box) });
  }
  crossed(seen, "the page");
  return found;
}
