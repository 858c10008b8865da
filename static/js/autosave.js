// A long form saves itself a moment after typing stops, and every few seconds while it goes on: <form data-autosave>, or
// <form data-autosave="address"> where another page than its own does the saving.
// Without JavaScript its own button does.
"use strict";

(() => {
  const PAUSE = 2500, AT_MOST = 10000;

  function autosave(form) {
    if (form.dataset.autosaves) return;
    form.dataset.autosaves = "1";
    const state = form.querySelector("[data-autosave-state]");
    const read = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    const written = () => {
      const fields = read();
      fields.delete("version"); // moves on with each save
      return fields.toString();
    };
    let kept = written();
    let waiting, running, stopped, since;

    async function save() {
      clearTimeout(waiting);
      since = undefined;
      const now = written();
      if (stopped || now === kept) return;
      const fields = read();
      fields.set("act", "autosave");
      try {
        const answer = await fetch(form.dataset.autosave || location.pathname, { method: "POST", body: fields, credentials: "same-origin" });
        if (answer.redirected) { // to the page for signing in
          stopped = true;
          state.textContent = document.body.dataset.signedOut;
          return;
        }
        const { version, said } = await answer.json();
        if (answer.ok) {
          form.elements.version.value = version;
          kept = now;
          const discard = form.querySelector("[data-autosaved]"); // what can be done with something saved
          if (discard) discard.hidden = !version;
          // The draft that portal.js keeps on this device isn’t needed any more; what was typed meanwhile is saved in its turn.
          if (written() === now) form.dispatchEvent(new CustomEvent("autosaved"));
          else later();
        }
        // Somebody else has written here, or the time is over: the button shows what there is to see.
        stopped = answer.status === 409;
        state.textContent = said;
      } catch {
        state.textContent = document.body.dataset.unreachable;
      }
    }

    function later() {
      clearTimeout(waiting);
      since ??= Date.now();
      waiting = setTimeout(start, Math.max(0, Math.min(PAUSE, since + AT_MOST - Date.now())));
    }

    const start = () => { running ??= save().finally(() => { running = undefined; }); };

    form.addEventListener("input", later);
    // One save after the other: the button waits for the one that is on its way, whose version it must know.
    form.addEventListener("submit", (event) => {
      clearTimeout(waiting);
      if (form.dataset.hxPost) return; // below
      if (!running) { stopped = true; return; }
      event.preventDefault();
      running.then(() => form.requestSubmit(event.submitter));
    });
    form.addEventListener("htmx:confirm", (event) => {
      if (event.target !== form || !running) return;
      event.preventDefault();
      running.then(() => event.detail.issueRequest(true));
    });
    addEventListener("pageshow", (event) => { if (event.persisted) stopped = false; });
  }

  const enhance = () => document.querySelectorAll("form[data-autosave]").forEach(autosave);
  enhance();
  document.addEventListener("htmx:afterSettle", enhance);
})();
