// What only a browser can do with a page: copy its address, print it. The buttons are shown where it can.
const shown = (root) => root.querySelectorAll("[data-copy], [data-print]").forEach((button) => { button.hidden = false; });

shown(document);
document.addEventListener("click", (event) => {
  const copy = event.target.closest("[data-copy]");
  if (copy) navigator.clipboard?.writeText(copy.dataset.copy).then(() => copy.closest("details")?.removeAttribute("open"));
  if (event.target.closest("[data-print]")) window.print();
});
