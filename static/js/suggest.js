// What is offered under a field while somebody types: people behind an @, what can be found in the search. portal.js fetches it
// when such a form is first entered: <form data-suggests="this file">, with data-mentions="address" for its textarea or
// data-finds="address" for its first line. Without it one types the name, or presses Search.

const PAUSE = 200;
const words = document.body.dataset;
let made = 0;

function make(tag, attributes, text = "") {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
}

// `wanted()`: what is asked for now, null where nothing is; `choose(row)`: one was taken. Focus stays in the field; the list is
// told of by aria-activedescendant, as a list box that belongs to the field.
function suggest(field, { url, wanted, choose }) {
  const list = make("ul", { id: `suggested-${++made}`, class: "suggested", role: "listbox", "aria-label": words.suggestions, hidden: "" });
  const state = make("p", { class: "visually-hidden", role: "status" });
  field.after(list, state);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.autocomplete = "off";
  const isBox = field.matches("input");
  if (isBox) {
    field.type = "text"; // which may be a combobox, where type=search may not
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-expanded", "false");
  } else field.setAttribute("aria-haspopup", "listbox");

  let rows = [], at = -1, waiting, asked, none;

  function close() {
    clearTimeout(waiting);
    asked?.abort();
    if (list.hidden) return;
    list.hidden = true;
    at = -1;
    state.textContent = "";
    field.removeAttribute("aria-activedescendant");
    if (isBox) field.setAttribute("aria-expanded", "false");
  }

  function show(found) {
    rows = found;
    if (!rows.length) { close(); return; }
    at = -1;
    field.removeAttribute("aria-activedescendant");
    list.replaceChildren(...rows.map((row, number) => {
      const option = make("li", { id: `${list.id}-${number}`, role: "option", "aria-selected": "false" });
      option.append(make("strong", {}, row.name));
      if (row.about) option.append(" ", make("span", { class: "meta" }, row.about));
      option.addEventListener("click", () => take(number));
      return option;
    }));
    list.hidden = false;
    if (isBox) field.setAttribute("aria-expanded", "true");
    else list.scrollIntoView({ block: "nearest" });
    state.textContent = `${words.suggestions}: ${rows.length}. ${words.suggested}`;
  }

  function go(to) {
    const options = list.children;
    options[at]?.setAttribute("aria-selected", "false");
    at = (to + options.length) % options.length;
    options[at].setAttribute("aria-selected", "true");
    options[at].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", options[at].id);
  }

  function take(number) {
    const row = rows[number];
    close();
    none = row.put?.slice(1).toLowerCase(); // what follows isn't about it any more
    choose(row);
  }

  async function ask() {
    const typed = wanted();
    if (typed === null) { none = undefined; close(); return; }
    // Behind what nothing was found for, nothing is found either.
    if (none !== undefined && typed.toLowerCase().startsWith(none)) { close(); return; }
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(`${url}?${new URLSearchParams({ q: typed })}`, { credentials: "same-origin", signal: asked.signal });
      if (!answer.ok || answer.redirected) { close(); return; }
      const { found } = await answer.json();
      if (wanted() !== typed) return;
      none = found.length ? undefined : typed.toLowerCase();
      show(found);
    } catch { close(); /* the next letter asks again; typing goes on without */ }
  }

  const later = () => {
    clearTimeout(waiting);
    if (wanted() === null) ask(); else waiting = setTimeout(ask, PAUSE);
  };
  field.addEventListener("input", later);
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown") go(at + 1);
    else if (event.key === "ArrowUp") go(at < 0 ? -1 : at - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && at >= 0) take(at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // focus stays in the field
  field.addEventListener("blur", close);
  later();
}

// Behind an @ that begins a word, up to where one writes.
const AT = /(?:^|[^\p{L}\p{N}_@.+/-])@([^\s@][^@\n]{0,59})?$/u;

function behindAt(area) {
  if (area.selectionStart !== area.selectionEnd) return null;
  const found = AT.exec(area.value.slice(0, area.selectionStart));
  return found ? found[1] ?? "" : null;
}

function mention(area, row) {
  const to = area.selectionStart, from = to - behindAt(area).length - 1;
  area.focus();
  area.setSelectionRange(from, to);
  // As if typed, so that the browser can take it back.
  if (!document.execCommand("insertText", false, `${row.put} `)) {
    area.setRangeText(`${row.put} `, from, to, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function enhance(field) {
  const form = field?.closest?.("[data-suggests]");
  if (!form || field.dataset.suggesting) return;
  const { mentions, finds } = form.dataset;
  if (mentions && field.matches("textarea")) {
    suggest(field, { url: mentions, wanted: () => behindAt(field), choose: (row) => mention(field, row) });
  } else if (finds && field.name === "q") {
    const wanted = () => field.value.trim().length > 1 ? field.value.trim() : null;
    suggest(field, { url: finds, wanted, choose: (row) => location.assign(row.url) });
  } else return;
  field.dataset.suggesting = "1";
}

document.addEventListener("focusin", (event) => enhance(event.target));
enhance(document.activeElement);
