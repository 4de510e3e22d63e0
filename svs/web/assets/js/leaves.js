// Counts the seconds down in which a reply can still be taken back.
let next = 0;
function count() {
  clearTimeout(next);
  for (const line of document.querySelectorAll("[data-leaves]")) {
    const left = Math.ceil((new Date(line.dataset.leaves) - Date.now()) / 1000);
    if (left > 0) {
      line.querySelector("[data-left]").textContent = `${left} s`;
    } else {
      line.querySelector("[role=status]").textContent = line.dataset.gone;
      line.querySelector("form")?.remove();
      delete line.dataset.leaves;
      line.removeAttribute("data-leaves");
    }
  }
  if (document.querySelector("[data-leaves]")) next = setTimeout(count, 250);
}
count();
document.addEventListener("htmx:load", count);
