// Keys of the desk: "/" and Ctrl-K find, "n" logs, "j" and "k" walk the queue, "o" or Enter opens.
const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
const rows = () => [...document.querySelectorAll("table.queue a.title")];

function walk(step) {
  const links = rows();
  const now = links.indexOf(document.activeElement);
  const next = links[Math.max(0, Math.min(links.length - 1, now + step))];
  if (next) next.focus();
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    document.querySelector("[data-find]")?.focus();
    return;
  }
  if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = { j: () => walk(1), k: () => walk(-1), "/": () => document.querySelector("[data-find]")?.focus(), n: () => document.querySelector("[data-new]")?.click() }[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
});
