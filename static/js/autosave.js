// A long form saves itself a moment after typing stops: <form data-autosave>. Without JavaScript its own button does.
"use strict";

(() => {
  const PAUSE = 2500;

  function autosave(form) {
    const state = form.querySelector("[data-autosave-state]");
    const written = () => {
      const fields = new URLSearchParams(new FormData(form));
      fields.delete("version"); // moves on with each save
      return fields.toString();
    };
    let kept = written();
    let waiting, running, stopped;

    async function save() {
      clearTimeout(waiting);
      const now = written();
      if (stopped || now === kept) return;
      const fields = new URLSearchParams(new FormData(form));
      fields.set("act", "autosave");
      try {
        const answer = await fetch(location.pathname, { method: "POST", body: fields, credentials: "same-origin" });
        const { version, said } = await answer.json();
        if (answer.ok) {
          form.elements.version.value = version;
          kept = now;
        }
        // Somebody else has written here, or the time is over: the button shows what there is to see.
        stopped = answer.status === 409;
        state.textContent = said;
      } catch {
        state.textContent = document.body.dataset.unreachable;
      }
    }

    const start = () => { running ??= save().finally(() => { running = undefined; }); };

    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(start, PAUSE);
    });
    // One save after the other: the button waits for the one that is on its way, whose version it must know.
    form.addEventListener("submit", (event) => {
      clearTimeout(waiting);
      if (!running) { stopped = true; return; }
      event.preventDefault();
      running.then(() => form.requestSubmit(event.submitter));
    });
    addEventListener("pageshow", (event) => { if (event.persisted) stopped = false; });
  }

  for (const form of document.querySelectorAll("form[data-autosave]")) autosave(form);
})();
