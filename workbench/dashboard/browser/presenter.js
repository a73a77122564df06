// For the projector: the whole screen, large type, arrow keys through the pages, L for the levers, Esc to leave.

class Presenter {
  constructor(root, turn) {
    this.root = root;
    this.turn = turn; // (step) => the next or the previous page
    this.on = false;
    this.keys = (event) => this.pressed(event);
    this.screen = () => {
      if (this.whole && !document.fullscreenElement) this.leave();
    };
  }

  enter() {
    if (this.on) return;
    this.on = true;
    this.root.classList.add("yy-presenting");
    document.addEventListener("keydown", this.keys, true);
    document.addEventListener("fullscreenchange", this.screen);
    this.root.tabIndex = -1;
    this.root.focus();
    const whole = this.root.parentElement.requestFullscreen;
    if (!whole) return;
    whole.call(this.root.parentElement).then(() => { this.whole = true; }, () => { this.whole = false; }); // refused: the window will do
  }

  leave() {
    if (!this.on) return;
    this.on = false;
    this.root.classList.remove("yy-presenting", "yy-with-levers");
    document.removeEventListener("keydown", this.keys, true);
    document.removeEventListener("fullscreenchange", this.screen);
    this.root.removeAttribute("tabindex");
    if (document.fullscreenElement) document.exitFullscreen();
    this.whole = false;
    const button = document.getElementById("yy-present");
    if (button) button.focus();
  }

  // A page that is longer than the screen.
  scroll(way) {
    const main = this.root.querySelector(".yy-main");
    main.scrollBy(0, 0.6 * main.clientHeight * way);
  }

  pressed(event) {
    const step = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
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
