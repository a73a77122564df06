// Starts the page in a window of its own: the connection first, the page once its numbers are there.
import page from "./page.js";

const RESTARTS = new Set(["idle", "ended"]);

// One notice over everything, in the page's language once that is known and in both before; "" takes it away.
function say(name) {
  const old = document.querySelector(".yy-notice");
  if (old && old.dataset.notice === name) return;
  if (old) old.remove();
  if (!name) return;
  const text = (key) => {
    const both = document.querySelector(`#yy-notices [data-notice="${key}"]`);
    const shown = document.querySelector(".yy");
    const one = shown && both.querySelector(`[lang="${shown.lang}"]`);
    return one ? one.textContent : [...both.children].map((line) => line.textContent);
  };
  const box = document.createElement("div");
  box.className = "yy-notice";
  box.dataset.notice = name;
  box.setAttribute("role", "alert");
  const inner = document.createElement("div");
  for (const line of [text(name)].flat()) {
    const paragraph = document.createElement("p");
    paragraph.textContent = line;
    inner.append(paragraph);
  }
  if (RESTARTS.has(name)) {
    const button = document.createElement("button");
    button.type = "button";
    button.id = "yy-restart";
    button.textContent = [text("reload")].flat().join(" · ");
    button.addEventListener("click", () => window.location.reload());
    inner.append(button);
  }
  box.append(inner);
  document.body.append(box);
}

const connection = new Connection(say);
let shown = false;
connection.on("change:page", () => {
  if (shown) return;
  shown = true;
  page.render({ model: connection, el: document.getElementById("yy-page") });
});
