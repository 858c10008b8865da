// The keys n and p on a thread's page: to the next unread post, and to the one before. <details data-keys-off data-keys-on>
// explains them; a button is put there that switches them off on this device. Without this script the link does the same.
(() => {
  "use strict";
  const about = document.querySelector("[data-keys-off]");
  const NAME = "keys-off";
  const kept = (() => { try { return localStorage.getItem(NAME); } catch { return null; } })();
  let off = kept === "1";

  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-quiet" });
  const label = () => { button.textContent = off ? about.dataset.keysOn : about.dataset.keysOff; };
  button.addEventListener("click", () => {
    off = !off;
    try { localStorage.setItem(NAME, off ? "1" : "0"); } catch { /* storage is off: until the page is left */ }
    label();
  });
  label();
  about.append(button);

  const here = () => document.activeElement?.closest(".post") ?? document.querySelector(".post:target");

  document.addEventListener("keydown", (event) => {
    if (off || event.defaultPrevented || event.isComposing || event.repeat) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.target.isContentEditable || event.target.closest("input, textarea, select, dialog")) return;
    const forwards = event.key === "n";
    if (!forwards && event.key !== "p") return;
    const from = here();
    const side = forwards ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
    const found = [...document.querySelectorAll(".post[data-new]")].filter((post) => !from || from.compareDocumentPosition(post) & side);
    const post = forwards ? found[0] : from && found.at(-1);
    if (post) {
      post.tabIndex = -1;
      post.focus();
      post.scrollIntoView({ block: "start" });
    } else if (forwards) document.querySelector("[data-next-unread]")?.click();
    else return;
    event.preventDefault();
  });
})();
