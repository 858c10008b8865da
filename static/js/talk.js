// Where people write: buttons that put in Markdown, a preview while one types, files by paste, drop and choice.
// Without JavaScript the form has all but the first: typed by hand, with its Preview button, and a file at a time.
"use strict";

(() => {
  // Put in as if typed, so that the browser can take it back (Ctrl+Z).
  function put(area, text, from, to) {
    area.focus();
    area.setSelectionRange(from, to);
    if (!document.execCommand("insertText", false, text)) {
      area.setRangeText(text, from, to, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  const acts = {
    wrap(area, { mark, sample }) {
      const { selectionStart: from, selectionEnd: to, value } = area;
      const words = value.slice(from, to) || sample;
      put(area, mark + words + mark, from, to);
      area.setSelectionRange(from + mark.length, from + mark.length + words.length);
    },
    link(area, { sample }) {
      const { selectionStart: from, selectionEnd: to, value } = area;
      const words = value.slice(from, to), isAddress = /^https?:\/\/\S+$/.test(words);
      const label = isAddress ? sample : words || sample;
      put(area, `[${label}](${isAddress ? words : "https://"})`, from, to);
      const at = from + (isAddress ? 1 : label.length + 3);
      area.setSelectionRange(at, at + (isAddress ? label : "https://").length);
    },
    lines(area, { mark }) {
      const { value } = area;
      const from = value.lastIndexOf("\n", area.selectionStart - 1) + 1;
      const end = value.indexOf("\n", area.selectionEnd);
      const to = end < 0 ? value.length : end;
      put(area, value.slice(from, to).split("\n").map((line) => mark + line).join("\n"), from, to);
    },
    block(area, { sample }) {
      const { selectionEnd: at, value } = area;
      const before = !at || value.slice(0, at).endsWith("\n\n") ? "" : value[at - 1] === "\n" ? "\n" : "\n\n";
      put(area, before + sample.replaceAll("\\n", "\n") + "\n", at, at);
    },
  };

  function toolbar(form, area) {
    const bar = form.querySelector("[data-toolbar]");
    if (!bar) return;
    area.before(bar); // above the words, whatever else the form asks for
    bar.hidden = false;
    bar.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) acts[button.dataset.act](area, button.dataset);
    });
    area.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      const button = bar.querySelector(`[data-key="${event.key.toLowerCase()}"]`);
      if (!button) return;
      event.preventDefault();
      button.click();
    });
  }

  function livePreview(form, area) {
    const box = form.querySelector("[data-live]");
    if (!box || !window.htmx) return;
    box.hidden = false;
    let waiting, shown;
    const look = () => {
      if (!box.open || area.value === shown || !area.value.trim()) return;
      shown = area.value;
      htmx.trigger(box.querySelector("[data-hx-post]"), "look");
    };
    area.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(look, 1200); });
    box.addEventListener("toggle", look);
  }

  function files(form, area) {
    const place = form.querySelector("[data-files-url]");
    if (!place) return;
    const list = place.querySelector("[data-files]"), state = place.querySelector("[data-files-state]");
    const words = place.dataset, input = place.querySelector("[type=file]");

    async function add(file) {
      const fields = new FormData();
      fields.append("file", file, file.name || "picture.png");
      for (const name of ["csrfmiddlewaretoken", "parent"]) fields.append(name, form.elements[name]?.value ?? "");
      state.textContent = words.filesAdding;
      try {
        const answer = await fetch(words.filesUrl, { method: "POST", body: fields, credentials: "same-origin" });
        if (answer.redirected) { state.textContent = document.body.dataset.signedOut; return; }
        const text = await answer.text();
        if (answer.status === 422) { state.textContent = text; return; }
        if (!answer.ok) throw new Error(answer.status);
        const line = new DOMParser().parseFromString(text, "text/html").querySelector("li");
        const known = document.getElementById(line.id);
        if (known) known.replaceWith(line); else list.append(line);
        state.textContent = words.filesAdded;
        const discard = form.querySelector("[data-autosaved]");
        if (discard) discard.hidden = false;
        line.querySelector("input[type=text]")?.focus();
      } catch {
        state.textContent = words.filesFailed;
      }
    }
    const all = async (chosen) => { for (const file of chosen) await add(file); };

    area.addEventListener("paste", (event) => {
      const pasted = [...event.clipboardData.files];
      // Copied from a table or a page, words come with a picture of themselves.
      if (!pasted.length || event.clipboardData.types.includes("text/plain")) return;
      event.preventDefault();
      all(pasted);
    });
    form.addEventListener("dragover", (event) => { if (event.dataTransfer.types.includes("Files")) event.preventDefault(); });
    form.addEventListener("drop", (event) => {
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      all(event.dataTransfer.files);
    });
    input.addEventListener("change", () => {
      const chosen = [...input.files];
      input.value = "";
      all(chosen);
    });
    // What is asked of a file without JavaScript is asked in its own line here.
    for (const extra of place.querySelectorAll("[data-without-script]")) extra.hidden = true;
  }

  function enhance() {
    for (const form of document.querySelectorAll("form[data-writing]")) {
      if (form.dataset.writes) continue;
      form.dataset.writes = "1";
      const area = form.querySelector("textarea");
      for (const part of [toolbar, livePreview, files]) part(form, area);
    }
  }

  enhance();
  document.addEventListener("htmx:afterSettle", enhance);
})();

// The keys n and p on a thread's page: to the next unread post, and to the one before. <details data-keys-off data-keys-on>
// explains them; a button is put there that switches them off on this device. Without this script the link does the same.
(() => {
  const about = document.querySelector("[data-keys-off]");
  if (!about) return;
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
    } else if (forwards) {
      // The foot comes on the screen first: so the page counts as read.
      const link = document.querySelector("[data-next-unread]");
      link?.scrollIntoView();
      requestAnimationFrame(() => requestAnimationFrame(() => link?.click()));
    } else return;
    event.preventDefault();
  });
})();
