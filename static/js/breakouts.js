// Breakouts at the desk: a seat is dragged onto another, and planning says that it is at work. All of it works by buttons too.
"use strict";

(() => {
  let held = null;

  for (const form of document.querySelectorAll("[data-seats]")) {
    const seatOf = (event) => event.target.closest?.("li[draggable]");
    form.addEventListener("dragstart", (event) => { held = seatOf(event); event.dataTransfer.effectAllowed = "move"; });
    form.addEventListener("dragend", () => { held = null; });
    form.addEventListener("dragover", (event) => {
      const seat = seatOf(event);
      if (!held || !seat || seat === held || !form.contains(held)) return;
      event.preventDefault();
      seat.classList.add("over");
    });
    form.addEventListener("dragleave", (event) => { seatOf(event)?.classList.remove("over"); });
    form.addEventListener("drop", (event) => {
      const seat = seatOf(event);
      if (!held || !seat || seat === held) return;
      event.preventDefault();
      for (const box of form.querySelectorAll('[name="person"]')) box.checked = false;
      for (const one of [held, seat]) one.querySelector('[name="person"]').checked = true;
      form.requestSubmit(form.querySelector('[name="swap"]'));
    });
  }

  const planning = document.querySelector("[data-planning]");
  const said = document.querySelector("[data-planning-said]");
  planning?.addEventListener("submit", () => { said.textContent = said.dataset.words; });
  addEventListener("pageshow", () => { if (said) said.textContent = ""; });
})();
