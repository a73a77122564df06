// The page's connection to its server: a WebSocket that takes actions and gives what has changed of the page, offered to
// the page's script as the model that it knows from JupyterLab (get, set, on, off, save_changes, msg:custom).

const AGAIN = [200, 500, 1000, 2000, 4000]; // milliseconds before each further try to connect; then always the last
const GIVEN_UP = 60000; // milliseconds without a connection, after which the server counts as stopped

class Connection {
  // say: shows or takes away a notice by name.
  constructor(say) {
    this.say = say;
    this.values = { page: {}, specs: {}, still: {}, moving: {}, progress: {}, action: {} };
    this.listeners = new Map();
    this.view = crypto.getRandomValues(new Uint32Array(2)).join("-");
    this.opensAtAddress = true; // the first page that comes is that of the address
    this.tries = 0;
    this.lost = 0; // when the connection was lost; 0 while there is one
    this.connect();
    window.addEventListener("online", () => this.retry());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.retry(); });
  }

  connect() {
    this.closed = false;
    const place = new URL("line", document.baseURI);
    place.protocol = place.protocol === "https:" ? "wss:" : "ws:";
    const socket = this.socket = new WebSocket(place);
    socket.binaryType = "arraybuffer";
    socket.addEventListener("open", () => {
      this.heard = false;
      const session = sessionStorage.getItem("yy-session") || "";
      this.send({ kind: "open", session, view: this.view, address: window.location.hash });
    });
    socket.addEventListener("message", (event) => this.take(event.data));
    socket.addEventListener("close", () => { if (socket === this.socket) this.broken(); });
  }

  // Parts of one message are there before anybody is told of any of them.
  take(data) {
    if (data instanceof ArrayBuffer) {
      this.takeFile(data);
      return;
    }
    const message = JSON.parse(data);
    if (message.end) {
      this.end(message.end);
      return;
    }
    if (message.open) {
      this.opened(message.open);
      return;
    }
    const changed = new Set();
    for (const [part, entries] of Object.entries(message.put || {})) {
      this.values[NAMES[part] || part] = { ...this.values[NAMES[part] || part], ...entries };
      changed.add(NAMES[part] || part);
    }
    for (const [part, names] of Object.entries(message.drop || {})) {
      const name = NAMES[part] || part;
      this.values[name] = Object.fromEntries(Object.entries(this.values[name]).filter(([key]) => !names.includes(key)));
      changed.add(name);
    }
    if (this.back && changed.has("page")) {
      this.back = false;
      this.tell("connection:back");
    }
    // The page is told last, as the drawings and their data belong to it.
    for (const name of changed) if (name !== "page") this.tell(`change:${name}`);
    if (changed.has("page")) this.tell("change:page");
  }

  takeFile(data) {
    const length = new DataView(data).getUint32(0);
    const about = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 4, length)));
    this.tell("msg:custom", about, [new DataView(data, 4 + length)]);
  }

  // The session is there: everything comes anew, and of what was asked and not answered the page is told.
  opened({ session }) {
    sessionStorage.setItem("yy-session", session);
    for (const part of ["page", "specs", "still", "moving", "progress"]) this.values[part] = {};
    this.tries = 0;
    this.lost = 0;
    this.say("");
    this.back = this.met; // told with the first page that comes
    this.met = true;
  }

  broken() {
    if (this.over) return;
    this.closed = true;
    if (!this.lost) {
      this.lost = Date.now();
      this.tell("connection:lost");
    }
    if (Date.now() - this.lost > GIVEN_UP) this.say("ended");
    else if (this.met || this.tries > 1) this.say("connecting");
    const wait = AGAIN[Math.min(this.tries, AGAIN.length - 1)];
    this.tries += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.retry(), wait);
  }

  retry() {
    if (!this.closed || this.over) return;
    clearTimeout(this.timer);
    this.connect();
  }

  // The server has ended the page and says why; of a full house it is asked again after a while.
  end(reason) {
    if (reason === "taken_up") return; // this very page connected once more
    this.say(reason);
    this.tell("connection:lost");
    if (reason === "ended") return; // it may be started again: the socket closes, and is tried again
    this.over = true;
    if (reason === "full" || reason === "full_own") {
      setTimeout(() => {
        this.over = false;
        this.closed = true;
        this.retry();
      }, 20000);
    }
  }

  send(message) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  get(name) {
    return this.values[name];
  }

  set(name, value) {
    this.values[name] = value;
  }

  save_changes() {
    this.send(this.values.action);
  }

  on(name, listener) {
    this.listeners.set(name, [...(this.listeners.get(name) || []), listener]);
  }

  off(name, listener) {
    this.listeners.set(name, (this.listeners.get(name) || []).filter((one) => one !== listener));
  }

  tell(name, ...values) {
    for (const listener of this.listeners.get(name) || []) listener(...values);
  }
}

// The server's parts and the widget's traits: the server sends of the rows what has changed, so it needs one part.
const NAMES = { rows: "still" };
