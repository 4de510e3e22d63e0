// Keys of the desk: "/" and Ctrl-K find, "n" logs, "j" and "k" walk the rows of a queue or table, Enter opens;
// on a record the keys that stand in its buttons ("h" waits, "m" hands over, "e" resolves) open them.
import { openPalette } from "./palette.js";

const typing = (target) => target.closest("input, textarea, select, [contenteditable], dialog");
const rows = () => [...document.querySelectorAll("table.queue a.title, table.rows tbody tr > td:first-child a")];

function walk(step) {
  const links = rows();
  const now = links.indexOf(document.activeElement);
  const next = links[Math.max(0, Math.min(links.length - 1, now + step))];
  if (next) next.focus();
}

function press(button, event) {
  if (!button) return;
  event.preventDefault();
  button.click();
  enter(button.closest("details[open]"));
}

// The form of a verb is fetched when it is asked for; the hand is already on the keys.
const enter = (opened) => opened?.querySelector("input:not([type=hidden]), select, textarea")?.focus();
document.addEventListener("htmx:afterSettle", ({ target }) => enter(target.closest?.("details.act[open]")));

const acts = { j: () => walk(1), k: () => walk(-1), "/": openPalette, n: () => document.querySelector("[data-new]")?.click() };

document.addEventListener("keydown", (event) => {
  const jump = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
  if (!jump && (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey)) return;
  const act = jump ? openPalette : acts[event.key];
  if (act) {
    event.preventDefault();
    act();
  } else if (/^[a-z]$/.test(event.key)) {
    press(document.querySelector(`[data-key="${event.key}"]`), event);
  }
});
