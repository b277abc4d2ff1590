// One box that ticks all the others of its table. Without this script each is ticked by itself.
for (const all of document.querySelectorAll("[data-tick-all]")) {
  all.closest(".govuk-checkboxes__item").hidden = false;
  all.addEventListener("change", () => {
    for (const box of all.closest("form").querySelectorAll(`input[name="${all.dataset.tickAll}"]:not(:disabled)`)) {
      box.checked = all.checked;
    }
  });
}
