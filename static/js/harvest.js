// A harvest: a note is dragged onto a priority, and while one gives dots it says how many are left. All of it works by buttons too.
"use strict";

(() => {
  const wall = document.querySelector("[data-wall]");
  let held = null;
  wall?.addEventListener("dragstart", (event) => { held = event.target.closest?.(".wall-note"); });
  wall?.addEventListener("dragend", () => { held = null; });
  for (const priority of document.querySelectorAll("[data-priority]")) {
    priority.addEventListener("dragover", (event) => {
      if (!held) return;
      event.preventDefault();
      priority.classList.add("over");
    });
    priority.addEventListener("dragleave", () => { priority.classList.remove("over"); });
    priority.addEventListener("drop", (event) => {
      if (!held) return;
      event.preventDefault();
      held.querySelector('[name="note"]').checked = true;
      wall.elements.into.value = priority.dataset.priority;
      wall.requestSubmit(wall.elements.place);
    });
  }

  const giving = document.querySelector("[data-dots]");
  if (!giving) return;
  const said = giving.querySelector("[data-dots-left]");
  const tell = () => {
    const boxes = [...giving.querySelectorAll('[name^="dots-"]')];
    const given = boxes.reduce((sum, box) => sum + (box.type === "checkbox" ? Number(box.checked) : Number(box.value) || 0), 0);
    said.textContent = `${said.dataset.words} ${Number(giving.dataset.dots) - given}`;
  };
  giving.addEventListener("input", tell);
  tell();
})();
