// The focus is never lost when a piece of the page is exchanged: it goes into what was asked for, else stays where it was.
import { comeBack } from "./rows.js";

const FIELDS = "input:not([type=hidden], [type=file]), select, textarea";
export const enter = (opened) => {
  const field = opened?.querySelector(".is-invalid") ?? opened?.querySelector(FIELDS) ?? opened?.querySelector("button, a[href]");
  field?.focus();
  return Boolean(field);
};
const isLost = () => !document.activeElement || document.activeElement === document.body;
let before = null; // how to find again what had the focus

const find = (mark) => mark && (document.getElementById(mark.id) ?? (mark.name && document.querySelector(`${mark.form} [name="${mark.name}"]`)) ?? document.querySelector(mark.key));

document.addEventListener("htmx:beforeSwap", ({ target }) => {
  const held = document.activeElement;
  if (!target.contains(held) || held === document.body) return;
  const form = held.form?.id ? `#${held.form.id}` : "";
  before = { id: held.id || "none at all", name: held.name, form, key: held.dataset.key ? `[data-key="${held.dataset.key}"]` : ".nowhere" };
});
document.addEventListener("htmx:afterSettle", ({ target }) => {
  // The form of a verb is fetched when it is asked for; the hand is already on the keys.
  if (target.closest?.("details.act[open]")) enter(target);
  const was = before;
  before = null;
  if (!was || !isLost()) return; // nothing that had the focus went away
  const same = find(was);
  if (same && same.offsetParent) same.focus();
  if (isLost() && !comeBack()) document.getElementById("main")?.focus();
});
