import htmx from "htmx.org";

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

// Says every 20 seconds that this person looks at a ticket, as long as its tab is seen.
setInterval(() => {
  if (document.visibilityState === "visible") document.querySelectorAll("[data-beat]").forEach((one) => htmx.trigger(one, "beat"));
}, 20_000);
