// Lets people drag files onto the upload field. Without this script the field itself does the same.
for (const zone of document.querySelectorAll("[data-drop]")) {
  const field = zone.querySelector("input[type=file]");
  zone.querySelector("[data-drop-hint]")?.removeAttribute("hidden");
  const list = zone.querySelector("[data-drop-list]");
  const show = () => {
    list.textContent = Array.from(field.files).map((file) => file.name).join(", ");
  };
  field.addEventListener("change", show);
  for (const over of ["dragenter", "dragover"]) {
    zone.addEventListener(over, (event) => {
      event.preventDefault();
      zone.classList.add("pbr-drop--over");
    });
  }
  for (const out of ["dragleave", "drop"]) {
    zone.addEventListener(out, () => zone.classList.remove("pbr-drop--over"));
  }
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    field.files = event.dataTransfer.files;
    show();
  });
}
