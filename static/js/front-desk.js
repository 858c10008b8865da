// On the day: the page becomes the front desk when the doors open, where the agenda is by the clock, and quiet questions to
// the server. The page says all of it without this too.
"use strict";

(() => {
  // The server's clock counts, not the device's: how far they are apart is found once.
  const told = document.querySelector("[data-agenda], [data-server-now]");
  const apart = told ? new Date(told.dataset.agenda ?? told.dataset.serverNow) - Date.now() : 0;
  // Not all who wait come in the same second, and whoever got no answer asks again.
  const LATE = Math.random() * 8000, AGAIN = 20_000;
  let asked = -Infinity;
  const now = () => Date.now() + apart;

  function show() {
    const agenda = document.querySelector("[data-agenda]");
    if (!agenda) return;
    const said = document.querySelector("[data-agenda-said]");
    const blocks = [...agenda.querySelectorAll("[data-until]")];
    const current = blocks.find((block) => new Date(block.dataset.from) <= now() && now() < new Date(block.dataset.until));
    for (const block of blocks) {
      block.classList.toggle("now", block === current);
      block.querySelector("[data-badge]").hidden = block !== current;
    }
    const last = blocks.at(-1);
    const words = current?.dataset.said ?? (last && now() >= new Date(last.dataset.until) ? agenda.dataset.after : agenda.dataset.before);
    // Written only when it is another: a screen reader says each block once.
    if (said && words && said.textContent !== words) said.textContent = words;
  }

  function open() {
    const waiting = document.querySelector("[data-desk-opens]");
    if (!waiting || now() < +new Date(waiting.dataset.deskOpens) + LATE || now() - asked < AGAIN) return;
    asked = now();
    htmx.trigger(waiting, "desk-opens");
  }

  function tick() { open(); show(); }

  // Whoever stands on a link stands on it afterwards; a screen reader hears what is new.
  let held = null;
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.requestConfig.elt.matches("[data-desk-opens]")) held = document.activeElement?.getAttribute("href") ?? "";
  });
  document.body.addEventListener("htmx:afterSettle", () => {
    if (held === null) return;
    if (held) document.querySelector(`.page a[href="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
    held = null;
    reveal();
    show();
    const said = document.getElementById("desk-said");
    if (said) said.textContent = document.querySelector("#front-desk + p")?.textContent ?? "";
  });

  // Promises that only a page with JavaScript keeps.
  function reveal() { for (const promise of document.querySelectorAll("[data-with-script]")) promise.hidden = false; }

  reveal();
  if (told) {
    tick();
    setInterval(tick, 5000);
    document.addEventListener("visibilitychange", tick);
    addEventListener("pageshow", tick);
  }

  // What asks by itself complains of nothing: a moment without network isn't worth a word, it asks again.
  for (const name of ["htmx:sendError", "htmx:responseError"]) {
    document.body.addEventListener(name, (event) => { if (event.target.closest?.("[data-quiet]")) event.stopPropagation(); });
  }
})();
