// For the projector: the whole screen, large type, arrow keys through the pages, L for the levers, Esc to leave.

// What is tried until a page fits one screen: detail left out, drawings made smaller, in the end everything.
const FITS = [
  ...[0, 1, 2].map((brief) => ({ brief, drawn: 1, all: 1 })),
  ...[0.95, 0.9, 0.85, 0.8, 0.75, 0.7].map((drawn) => ({ brief: 2, drawn, all: 1 })),
  ...[0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5].map((all) => ({ brief: 2, drawn: 0.7, all })),
];
const MOST_FITTINGS = 12; // of one page: words that wrap in a smaller drawing must not set it going for ever

class Presenter {
  constructor(root, turn) {
    this.root = root;
    this.turn = turn; // (step) => the next or the previous page
    this.on = false;
    this.keys = (event) => this.pressed(event);
    this.screen = () => {
      if (this.whole && !document.fullscreenElement) this.leave();
    };
    this.changes = new MutationObserver(() => this.fitLater());
    this.sizes = new ResizeObserver(() => this.fitLater());
  }

  enter() {
    if (this.on) return;
    this.on = true;
    this.root.classList.add("yy-presenting");
    // On the window, so that the notebook around the page hears of no key.
    window.addEventListener("keydown", this.keys, true);
    document.addEventListener("fullscreenchange", this.screen);
    this.root.tabIndex = -1;
    this.root.focus();
    this.changes.observe(this.root, { childList: true, subtree: true, characterData: true, attributeFilter: ["style", "hidden", "class"] });
    this.sizes.observe(this.root);
    this.fit();
    const box = this.root.parentElement;
    if (!box.requestFullscreen) {
      this.cover(box);
      return;
    }
    box.requestFullscreen().then(() => {
      this.whole = true;
      if (!this.on) this.uncover(box); // left before the screen was there
    }, () => { if (this.on) this.cover(box); });
  }

  // The whole screen was refused: the window will do, above all that a notebook has around the page and cuts it with.
  cover(box) {
    if (!box.showPopover) return;
    box.popover = "manual";
    box.showPopover();
    this.root.focus();
  }

  uncover(box) {
    if (document.fullscreenElement) document.exitFullscreen();
    box.removeAttribute("popover");
    this.whole = false;
  }

  leave() {
    if (!this.on) return;
    this.on = false;
    this.changes.disconnect();
    this.sizes.disconnect();
    cancelAnimationFrame(this.soon);
    this.soon = this.main = null;
    this.root.classList.remove("yy-presenting", "yy-with-levers");
    this.take({ brief: 0, drawn: "", all: "" });
    window.removeEventListener("keydown", this.keys, true);
    document.removeEventListener("fullscreenchange", this.screen);
    this.root.removeAttribute("tabindex");
    this.uncover(this.root.parentElement);
    focusOn(this.root, "yy-present");
  }

  fitLater() {
    if (this.on && !this.soon) this.soon = requestAnimationFrame(() => this.fit());
  }

  // From the largest on again for another page, another size of the screen or of a drawing; else from where it stands.
  fit() {
    this.soon = null;
    const main = this.root.querySelector(".yy-main");
    if (!this.on || !main) return;
    if (main !== this.main) this.fittings = 0;
    const drawings = [...main.querySelectorAll(".yy-vis")].map((box) => getComputedStyle(box).getPropertyValue("--natural"));
    const of = [main.clientWidth, main.clientHeight, main.querySelectorAll(".yy-alert, .yy-steps tr").length, ...drawings].join();
    const again = main !== this.main || (of !== this.of && this.fittings < MOST_FITTINGS);
    if (again) {
      this.step = 0;
      this.fittings += 1;
      this.take(FITS[0]);
    }
    while (main.scrollHeight > main.clientHeight + 1 && this.step < FITS.length - 1) this.take(FITS[++this.step]);
    this.main = main;
    this.of = of;
  }

  take(fit) {
    for (const brief of [1, 2]) this.root.classList.toggle(`yy-brief-${brief}`, fit.brief === brief);
    this.root.style.setProperty("--drawn", fit.drawn);
    this.root.style.setProperty("--all", fit.all);
  }

  // A page that is longer than the screen at its smallest.
  scroll(way) {
    const main = this.root.querySelector(".yy-main");
    main.scrollBy(0, 0.6 * main.clientHeight * way);
  }

  pressed(event) {
    const step = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.composedPath()[0].tagName);
    if (event.key === "Escape") this.leave();
    else if (event.ctrlKey || event.altKey || event.metaKey || typing) return;
    else if (step) this.turn(step);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") this.scroll(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "l" || event.key === "L") this.root.classList.toggle("yy-with-levers");
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
