// The address of the page holds its state: reload, share and the browser's way back restore it. Only where the page is the
// whole window: in JupyterLab the address belongs to somebody else.

class Address {
  constructor(act) {
    this.act = act;
    this.mine = document.body.hasAttribute("data-page");
    this.gesture = "";
    this.back = () => this.act({ kind: "address", address: window.location.hash || "#page=overview" });
    if (this.mine) window.addEventListener("popstate", this.back);
  }

  begin() {
    return this.mine ? window.location.hash : "";
  }

  // action: what the hand did last. One movement of a slider is one step of the way back.
  follow(address, action) {
    if (!this.mine || !address || window.location.hash === `#${address}`) return;
    const gesture = action && action.gesture ? `${action.name} ${action.gesture}` : "";
    const again = !action || action.kind === "address" || action.kind === "painted" || (gesture && gesture === this.gesture);
    this.gesture = gesture;
    window.history[again ? "replaceState" : "pushState"](null, "", `#${address}`);
  }

  close() {
    window.removeEventListener("popstate", this.back);
  }
}
