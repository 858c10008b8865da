// A recording's page: a click on a time plays from there, and the line being said is marked. Without it every time is a link.
"use strict";

(() => {
  const player = document.querySelector("[data-player]");
  if (!player) return;
  const box = document.querySelector("[data-lines]");
  const lines = box ? [...box.querySelectorAll("li")] : [];
  for (const hint of document.querySelectorAll("[data-player-hint]")) hint.hidden = false;

  // A line says its time in its address alone: there are thousands.
  const secondsOf = (link) => Number(link.dataset.t ?? new URLSearchParams(link.search).get("t"));
  const starts = lines.map((line) => secondsOf(line.querySelector("a")));

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

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-t], [data-lines] li > a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const seconds = secondsOf(link);
    player.currentTime = seconds;
    player.play().catch(() => {});
    mark(lineAt(seconds));
    // The address of the place, to be sent to somebody.
    history.replaceState(null, "", link.href);
    // Where the lines have no box of their own, as on a phone, the player may be far above.
    const isBeside = link.closest("[data-lines]") && box.scrollHeight > box.clientHeight;
    if (!isBeside) player.scrollIntoView({ block: "nearest" });
  });

  player.addEventListener("timeupdate", () => {
    if (player.paused) return;
    const line = lineAt(player.currentTime);
    mark(line);
    follow(line);
  });
})();
