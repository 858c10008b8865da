// What the portal adds where JavaScript runs. Every page works without it. No dependency, nothing inline, no eval.
"use strict";

(() => {
  const words = document.body.dataset; // sentences come with the page, in its language
  const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";
  const token = () => meta("csrf-token");

  const post = (url, fields) =>
    fetch(url, {
      method: "POST",
      headers: { "X-CSRFToken": token(), "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(fields),
      credentials: "same-origin",
      keepalive: true,
    });

  // --- The time zone, once: on the first visit the browser knows it better than we do.

  function sayTimeZone() {
    if (!("askTimeZone" in words)) return;
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!zone) return;
    post(meta("time-zone-url"), { time_zone: zone }).then((answer) => {
      // Times were written for another zone. Nothing typed may be lost.
      const untouched = [...document.querySelectorAll("textarea, input:not([type=hidden])")].every((f) => f.value === f.defaultValue);
      if (answer.ok && untouched && document.querySelector("main time")) location.reload();
    }, () => {});
  }

  // <select data-time-zone="Your browser says: %s">: chosen where nothing is yet, said where something else is.
  function suggestTimeZone(select) {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    // Some browsers know their zone by an older name than the list does: then the one they take for the same.
    const own = (name) => { try { return Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone; } catch { return ""; } };
    const options = [...select.options].filter((o) => o.value);
    const option = options.find((o) => o.value === zone) ?? options.find((o) => own(o.value) === zone);
    if (!option || option.selected) return;
    if (!select.value) { option.selected = true; return; }
    const hint = document.createElement("p");
    hint.className = "form-text";
    hint.textContent = select.dataset.timeZone.replace("%s", option.textContent);
    select.after(hint);
  }

  // --- A second click on the same button sends nothing: the server would refuse it, and its refusal would be what one sees.

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (Date.now() - Number(form.dataset.sentAt ?? 0) < 5000) event.preventDefault();
    else form.dataset.sentAt = Date.now();
  });
  addEventListener("pageshow", () => { for (const form of document.querySelectorAll("form[data-sent-at]")) delete form.dataset.sentAt; });

  // --- Drafts: what is typed into <textarea data-draft-key> stays on this device until the server has it.

  const PREFIX = "draft:";
  const KEPT_FOR = 60 * 24 * 3600 * 1000;
  const drafts = {
    read(key) { try { return JSON.parse(localStorage.getItem(PREFIX + key)); } catch { return null; } },
    write(key, draft) { try { localStorage.setItem(PREFIX + key, JSON.stringify(draft)); return true; } catch { return false; } },
    drop(key) { try { localStorage.removeItem(PREFIX + key); } catch { /* storage is off */ } },
    dropOld() {
      try {
        for (const name of Object.keys(localStorage)) {
          if (name.startsWith(PREFIX) && Date.now() - (drafts.read(name.slice(PREFIX.length))?.at ?? 0) > KEPT_FOR) localStorage.removeItem(name);
        }
      } catch { /* storage is off */ }
    },
  };

  // Beside the buttons what is said of a draft pushes nothing about.
  function stateBeside(field) {
    const state = Object.assign(document.createElement("span"), { className: "draft-state", role: "status" });
    field.form?.querySelector(".form-actions")?.append(state);
    return state;
  }

  function sayRestored(state, key, undo, field) {
    const again = Object.assign(document.createElement("button"), { type: "button", textContent: words.draftDiscard });
    again.addEventListener("click", () => {
      undo();
      drafts.drop(key);
      state.textContent = "";
      field?.focus();
    });
    state.append(words.draftRestored + " ", again);
  }

  function keepDraft(area) {
    if (area.dataset.draftKept) return;
    area.dataset.draftKept = "1";
    const key = area.dataset.draftKey;
    const state = stateBeside(area);

    // “Without my name” belongs to the text: restored unticked it would be another post.
    const boxes = [...(area.form?.querySelectorAll("[type=checkbox]") ?? [])];
    const found = drafts.read(key);
    // `base` is what the form held when typing began; a form that holds something newer is left alone.
    const base = found ? found.base : area.defaultValue;
    if (found && area.value === found.base && found.text !== found.base) {
      area.value = found.text;
      for (const box of boxes) box.checked ||= found.ticked?.includes(box.name);
      sayRestored(state, key, () => { area.value = base; }, area);
    }

    let waiting;
    const save = () => {
      clearTimeout(waiting);
      if (area.value === base) {
        drafts.drop(key);
        state.textContent = "";
      } else if (drafts.write(key, { text: area.value, base, ticked: boxes.filter((box) => box.checked).map((box) => box.name), at: Date.now() })) {
        if (state.textContent !== words.draftKept) state.textContent = words.draftKept;
      }
    };
    area.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(save, 400);
    });
    for (const field of [area, ...boxes]) field.addEventListener("change", save);
    area.form?.addEventListener("submit", save);
  }

  // --- The same for all that is typed, ticked and chosen in a form: <input type="hidden" data-form-draft="key"> in it.

  function keepFormDraft(mark) {
    const form = mark.form;
    if (!form || form.dataset.draftKept) return;
    form.dataset.draftKept = "1";
    const key = mark.dataset.formDraft;
    const state = stateBeside(mark);

    // What must not lie about on a device says autocomplete="off".
    const fields = [...form.elements].filter((field) => field.name && field.autocomplete !== "off"
      && !["hidden", "password", "file", "radio", "submit", "button"].includes(field.type));
    const value = (field) => field.type === "checkbox" ? field.checked : field.value;
    const written = (field) => field.type === "checkbox" ? field.defaultChecked
      : field.options ? ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value ?? "" : field.defaultValue;
    const all = (read) => Object.fromEntries(fields.map((field) => [field.name, read(field)]));
    const same = (some, others) => Object.keys(some ?? {}).every((name) => some[name] === others[name]);
    const put = (values) => {
      for (const field of fields) {
        if (field.name in values) field[field.type === "checkbox" ? "checked" : "value"] = values[field.name];
      }
    };

    const held = all(written);
    const found = drafts.read(key);
    const isFresh = Boolean(found) && same(found.base, held) && same(held, all(value));
    // Given back by the server it goes on from where it began; a form about something newer begins anew.
    let base = found && same(found.text, held) ? found.base : held;
    if (isFresh && !same(found.text, held)) {
      put(found.text);
      mark.after(state); // on top
      sayRestored(state, key, () => put(held), fields[0]);
    }

    let waiting;
    const save = () => {
      clearTimeout(waiting);
      const text = all(value);
      if (same(base, text) && same(text, base)) {
        drafts.drop(key);
        state.textContent = "";
      } else if (drafts.write(key, { text, base, at: Date.now() })) {
        if (state.textContent !== words.draftKept) state.textContent = words.draftKept;
      }
    };
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(save, 400);
    });
    form.addEventListener("change", save);
    form.addEventListener("submit", save);
    form.addEventListener("autosaved", () => { base = all(value); save(); });
  }

  // --- "in 12 min", kept true while the page stays open.

  const steps = [["day", 86400, 172800], ["hour", 3600, 3600], ["minute", 60, 60]];
  const relative = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { numeric: "always" });

  function countDown() {
    for (const time of document.querySelectorAll("time[data-countdown]")) {
      const seconds = (new Date(time.dateTime) - Date.now()) / 1000;
      const step = steps.find(([, , from]) => seconds >= from);
      if (step) time.textContent = relative.format(Math.floor(seconds / step[1]), step[0]);
      else if (!time.dataset.over) {
        time.dataset.over = "1";
        time.textContent = words.now;
      }
    }
  }

  // --- Small posts when something has been on the screen: <div data-seen-url="…" data-seen="number=40">.

  const seen = "IntersectionObserver" in window && new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      post(target.dataset.seenUrl, target.dataset.seen ?? "").catch(() => {});
    }
  });

  // --- Dialogs: <button data-opens="id-of-dialog">, where there is also a way without.

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    const dialog = opener && document.getElementById(opener.dataset.opens);
    if (!dialog?.showModal) return;
    event.preventDefault();
    dialog.showModal();
  });

  // --- What is offered while somebody types is fetched when it is first needed: <form data-suggests="address of suggest.js">.

  document.addEventListener("focusin", ({ target }) => {
    const form = target.closest?.("[data-suggests]");
    if (form) import(form.dataset.suggests).catch(() => {});
  });

  // --- htmx: the token goes along; what went wrong is said; focus goes where work goes on.

  function say(text, link) {
    const box = document.getElementById("messages");
    const note = document.createElement("div");
    note.className = "note error";
    const p = document.createElement("p");
    p.textContent = text + " ";
    if (link) {
      const a = document.createElement("a");
      a.href = link;
      a.textContent = words.signIn;
      p.append(a);
    }
    note.append(document.createElement("span"), p);
    box?.replaceChildren(note);
    box?.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("htmx:configRequest", (event) => { event.detail.headers["X-CSRFToken"] = token(); });
  document.addEventListener("htmx:sendError", () => say(words.unreachable));
  document.addEventListener("htmx:responseError", () => say(words.refused));
  document.addEventListener("htmx:beforeSwap", (event) => {
    const landed = event.detail.xhr.responseURL && new URL(event.detail.xhr.responseURL).pathname;
    if (landed && landed === words.signInUrl) {
      event.detail.shouldSwap = false;
      say(words.signedOut, words.signInUrl + "?next=" + encodeURIComponent(location.pathname + location.search));
    }
  });
  document.addEventListener("htmx:afterSettle", (event) => enhance(event.target, true));

  function enhance(root, swapped) {
    const all = (selector) => [...(root.matches?.(selector) ? [root] : []), ...root.querySelectorAll(selector)];
    for (const done of all("[data-draft-clear]")) drafts.drop(done.dataset.draftClear);
    for (const area of all("textarea[data-draft-key]")) keepDraft(area);
    for (const mark of all("[data-form-draft]")) keepFormDraft(mark);
    for (const select of all("select[data-time-zone]")) suggestTimeZone(select);
    if (seen) for (const target of all("[data-seen-url]")) seen.observe(target);
    // What came with the page isn't spoken.
    const said = location.hash ? "" : ", #messages:has(.note)";
    const first = all(".error-summary" + (swapped ? ", [data-focus]" : said))[0];
    // Whoever goes on writing goes on below what is quoted.
    if (first?.matches("textarea")) first.setSelectionRange(first.value.length, first.value.length);
    first?.focus();
    countDown();
  }

  // A row wider than the phone begins where one is.
  for (const here of document.querySelectorAll("nav [aria-current]")) {
    const row = here.closest("nav");
    row.scrollLeft = here.offsetLeft - row.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
  }

  enhance(document, false);
  drafts.dropOld();
  sayTimeZone();
  setInterval(countDown, 20000);
})();
