// Names for the fields that Django's admin leaves unnamed: cells of inline tables, and the boxes select2 puts over selects.
"use strict";

(() => {
  const text = (element) => element?.textContent.trim().replace(/\s+/g, " ") ?? "";

  // The column's heading, and in which row: "Role, row 2".
  function nameCells(table) {
    const columns = [...table.querySelectorAll("thead th")];
    for (const empty of columns.filter((column) => !text(column) && !column.getAttribute("aria-label"))) {
      // A heading without words is none: it only holds the place over Django's own hidden fields and buttons.
      const cell = document.createElement("td");
      cell.className = empty.className;
      empty.replaceWith(cell);
    }
    const names = columns.flatMap((column) => Array(column.colSpan).fill(text(column)));
    [...table.querySelectorAll("tbody tr.form-row")].forEach((row, index) => {
      for (const field of row.querySelectorAll("input:not([type=hidden]), select, textarea")) {
        if (field.labels?.length || field.getAttribute("aria-label")) continue;
        const name = names[field.closest("td, th").cellIndex];
        if (name) field.setAttribute("aria-label", `${name}, ${index + 1}`);
      }
    });
  }

  function nameBoxes() {
    for (const box of document.querySelectorAll(".select2-selection[role=combobox]")) {
      const select = box.closest(".select2")?.previousElementSibling;
      const name = text(select?.labels?.[0]) || select?.getAttribute("aria-label");
      // The label first, then what is chosen.
      if (!name) continue;
      box.setAttribute("aria-label", `${name} ${text(box)}`.trim());
      box.removeAttribute("aria-labelledby");
      box.querySelector("[role=textbox]")?.setAttribute("aria-label", name);
    }
  }

  function nameAll() {
    document.querySelectorAll(".inline-group .tabular table").forEach(nameCells);
    nameBoxes();
  }

  // After jQuery's own "ready", in which Django puts the boxes up.
  addEventListener("load", () => setTimeout(nameAll));
  document.addEventListener("formset:added", () => setTimeout(nameAll));
})();
