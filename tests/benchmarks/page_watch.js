// Watches one page as a person would: when does what the hand did show, and is a figure ever blank?
// Times are of the browser's own clock, from the moment of the key press (event.timeStamp).
() => {
  const root = document.querySelector(".yy");
  const slider = document.querySelector("#yy-urban_dibao_ratio");
  const watch = { pressed: 0, tile: 0, chart: 0, settled: 0, frames: 0, blank: 0, redraws: 0, longest: 0, last: 0 };
  window.watch = watch;
  slider.addEventListener("input", (event) => {
    watch.pressed = event.isTrusted ? event.timeStamp : performance.now();
    watch.tile = watch.chart = watch.settled = 0;
  }, true);
  new MutationObserver((changes) => {
    const now = performance.now();
    for (const change of changes) {
      const node = change.target.nodeType === 1 ? change.target : change.target.parentElement;
      if (!node) continue;
      if (node.closest(".yy-tiles")) watch.tile = watch.tile || now;
      else if (node.closest(".yy-vis svg")) watch.chart = now; // the last change of a picture counts
    }
  }).observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
  new MutationObserver(() => {
    const now = performance.now();
    if (!root.classList.contains("yy-busy")) watch.settled = now;
  }).observe(root, { attributes: true, attributeFilter: ["class"] });
  let number = "";
  const frame = (now) => {
    watch.frames += 1;
    const cards = [...document.querySelectorAll(".yy-card:not(.yy-is-empty) .yy-vis")];
    const drawn = (box) => { const svg = box.querySelector(".yy-ready svg"); return svg && svg.querySelector("path, text"); };
    if (cards.length === 0 || !cards.every(drawn)) watch.blank += 1;
    const text = document.querySelector("#yy-tile-cost .yy-number").textContent;
    if (text !== number) {
      if (watch.last) watch.longest = Math.max(watch.longest, now - watch.last);
      watch.redraws += 1;
      watch.last = now;
      number = text;
    }
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}
