// On the day: where the agenda is by the clock, and quiet questions to the server. The page says all of it without this too.
"use strict";

(() => {
  // The server's clock counts, not the device's: how far they are apart is found once.
  const agenda = document.querySelector("[data-agenda]");
  const apart = agenda ? new Date(agenda.dataset.agenda) - Date.now() : 0;
  const said = document.querySelector("[data-agenda-said]");

  function show() {
    const now = Date.now() + apart;
    const blocks = [...agenda.querySelectorAll("[data-until]")];
    const current = blocks.find((block) => new Date(block.dataset.from) <= now && now < new Date(block.dataset.until));
    for (const block of blocks) {
      block.classList.toggle("now", block === current);
      block.querySelector("[data-badge]").hidden = block !== current;
    }
    const last = blocks.at(-1);
    const words = current?.dataset.said ?? (last && now >= new Date(last.dataset.until) ? agenda.dataset.after : agenda.dataset.before);
    // Written only when it is another: a screen reader says each block once.
    if (said && words && said.textContent !== words) said.textContent = words;
  }

  if (agenda) {
    show();
    setInterval(show, 5000);
    document.addEventListener("visibilitychange", show);
    addEventListener("pageshow", show);
  }

  // What asks by itself complains of nothing: a moment without network isn't worth a word, it asks again.
  for (const name of ["htmx:sendError", "htmx:responseError"]) {
    document.body.addEventListener(name, (event) => { if (event.target.closest?.("[data-quiet]")) event.stopPropagation(); });
  }
})();
