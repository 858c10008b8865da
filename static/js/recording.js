// A recording's page: a click on a time plays from there, the line being said is marked, and the parts of a long transcript
// come without a new page, which would stop the player. Without it every time, and every part, is a link.
"use strict";

(() => {
  const player = document.querySelector("[data-player]");
  if (!player) return;
  const box = document.querySelector("[data-lines]");
  const parts = document.querySelector("[data-parts]");
  let lines = [], starts = [], coming = null;
  for (const hint of document.querySelectorAll("[data-player-hint]")) hint.hidden = false;

  // A line says its time in its address alone: there are thousands.
  const secondsOf = (link) => Number(link.dataset.t ?? new URLSearchParams(link.search).get("t"));

  function read() {
    lines = box ? [...box.querySelectorAll("li")] : [];
    starts = lines.map((line) => secondsOf(line.querySelector("a")));
  }
  read();

  function mark(line) {
    const before = box?.querySelector("[aria-current]");
    if (before === line) return;
    before?.removeAttribute("aria-current");
    line?.setAttribute("aria-current", "true");
  }

  // Follows what is said inside its own box only, and not while somebody reads elsewhere in it.
  function follow(line) {
    if (!line || box.scrollHeight <= box.clientHeight || box.matches(":hover, :focus-within")) return;
    const top = line.offsetTop - box.offsetTop;
    if (top < box.scrollTop || top > box.scrollTop + box.clientHeight - 80) box.scrollTop = top - 40;
  }

  function lineAt(seconds) {
    let low = 0, high = lines.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= seconds) low = middle + 1;
      else high = middle;
    }
    return lines[low - 1];
  }

  // The link to the part in which something is said at that second, where it isn't the one shown.
  function partElsewhere(seconds) {
    const links = parts ? [...parts.querySelectorAll("[data-from]")] : [];
    const link = links.findLast((one) => Number(one.dataset.from) <= seconds) ?? links[0];
    return links.some((one) => one.matches("[aria-current]")) && !link.matches("[aria-current]") ? link : null;
  }

  // Whether the part has come; the one asked for last wins. One that didn't is asked for again by a click alone.
  async function show(link) {
    coming = link;
    const answer = await fetch(link.href, { credentials: "same-origin" }).catch(() => null);
    const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
    if (coming !== link || !page?.querySelector("[data-lines]")) return false;
    coming = null;
    box.replaceChildren(...page.querySelector("[data-lines]").children);
    parts.replaceChildren(...page.querySelector("[data-parts]").children);
    box.scrollTop = 0;
    read();
    return true;
  }

  async function turnTo(link) {
    history.replaceState(null, "", link.href);
    if (await show(link)) box.focus();
    else if (coming === link) location.reload();
  }

  async function markAt(seconds) {
    const part = partElsewhere(seconds);
    if (part && !(await show(part))) return;
    const line = lineAt(seconds);
    mark(line);
    if (part) follow(line);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-t], [data-lines] li > a, [data-parts] a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (parts?.contains(link)) {
      turnTo(link);
      return;
    }
    const seconds = secondsOf(link);
    player.currentTime = seconds;
    player.play().catch(() => {});
    markAt(seconds);
    // The address of the place, to be sent to somebody.
    history.replaceState(null, "", link.href);
    // Where the lines have no box of their own, as on a phone, the player may be far above.
    const isBeside = link.closest("[data-lines]") && box.scrollHeight > box.clientHeight;
    if (!isBeside) player.scrollIntoView({ block: "nearest" });
  });

  player.addEventListener("timeupdate", () => {
    if (player.paused) return;
    const part = partElsewhere(player.currentTime);
    if (part) {
      // Whoever reads another part goes on reading.
      if (!coming && !box.matches(":hover, :focus-within")) markAt(player.currentTime);
      return;
    }
    const line = lineAt(player.currentTime);
    mark(line);
    follow(line);
  });
})();
