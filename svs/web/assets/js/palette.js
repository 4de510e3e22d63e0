// The command palette: Ctrl-K or "/" opens it, arrows walk the hits, Enter follows, Escape closes and gives the focus back.
const palette = document.getElementById("palette");
const input = palette?.querySelector("input");
const hits = () => [...palette.querySelectorAll("li > a")];

export function openPalette() {
  if (!palette || palette.open) return;
  palette.showModal();
  input.select();
  input.dispatchEvent(new Event("open"));
}

palette?.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const links = hits();
  if (step && links.length) {
    event.preventDefault();
    const next = links.indexOf(document.activeElement) + step;
    (next < 0 ? input : links[Math.min(next, links.length - 1)]).focus();
  } else if (event.key === "Enter" && document.activeElement === input && links.length) {
    event.preventDefault();
    links[0].click();
  }
});
palette?.addEventListener("click", (event) => {
  if (event.target === palette) palette.close();
});
document.querySelectorAll("[data-find]").forEach((link) =>
  link.addEventListener("click", (event) => {
    event.preventDefault();
    openPalette();
  }),
);
