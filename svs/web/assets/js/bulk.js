// Tickets that are picked, and what is done to all of them at once. Nothing picked: the one the hand is on.
import htmx from "htmx.org";
import { enter } from "./focus.js";
import { comeBack, current } from "./rows.js";

const AT_ONCE = ["take", "resume", "undo"]; // ask for nothing
const bar = document.getElementById("bulk");
const panel = document.getElementById("bulk-panel");
const table = document.getElementById("queue");
const boxes = () => [...table.querySelectorAll("tbody .c-check input")];
const picked = () => boxes().filter((box) => box.checked).map((box) => box.value);
let from = null; // the box that was picked last: Shift picks up to here

function show() {
  const n = picked().length;
  const words = document.getElementById("picked");
  bar.hidden = n === 0;
  words.textContent = n === 1 ? words.dataset.one : words.dataset.many.replace("{n}", n);
  const all = table.querySelector("[data-check-all]");
  all.checked = n > 0 && n === boxes().length;
  all.indeterminate = n > 0 && !all.checked;
}

function range(box) {
  const all = boxes();
  const [a, b] = [all.indexOf(from), all.indexOf(box)].sort((x, y) => x - y);
  if (a >= 0) all.slice(a, b + 1).forEach((one) => { one.checked = true; });
}

export function pick(shift) {
  const box = current()?.querySelector(".c-check input");
  if (!box) return;
  if (shift && from) range(box);
  else box.checked = !box.checked;
  from = box;
  show();
}

export function pickPage(on) {
  boxes().forEach((box) => { box.checked = on; });
  show();
}

// Do a verb to these: what it asks for comes into the panel under the list.
export function ask(verb, refs) {
  if (!refs.length) return;
  const values = { verb, ref: refs, next: location.pathname + location.search };
  const how = AT_ONCE.includes(verb) ? "POST" : "GET";
  if (how === "POST") values.csrfmiddlewaretoken = document.querySelector("[name=csrfmiddlewaretoken]").value;
  htmx.ajax(how, bar.action, { target: panel, source: bar, values });
}

export function closePanel() {
  if (!panel?.hasChildNodes()) return false;
  const held = panel.contains(document.activeElement);
  panel.replaceChildren();
  if (held) comeBack();
  return true;
}

export function clear() {
  if (!table || picked().length === 0) return false;
  pickPage(false);
  return true;
}

function told(result) {
  const refused = result.dataset.refused.split(",");
  if (picked().length) boxes().forEach((box) => { box.checked = box.checked && refused.includes(box.value); });
  show();
  comeBack();
}

if (bar && table) {
  show();
  bar.addEventListener("submit", (event) => {
    event.preventDefault();
    const here = current()?.dataset.ref;
    const refs = picked();
    ask(event.submitter.value, refs.length ? refs : here ? [here] : []);
  });
  bar.addEventListener("reset", () => setTimeout(show));
  table.addEventListener("click", ({ target, shiftKey }) => {
    if (target.matches("tbody .c-check input") && shiftKey && from) range(target);
    if (target.matches("tbody .c-check input")) from = target;
  });
  table.addEventListener("change", ({ target }) => (target.matches("[data-check-all]") ? pickPage(target.checked) : show()));
  panel.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) { event.preventDefault(); closePanel(); }
  });
  panel.addEventListener("htmx:afterSettle", () => {
    const result = panel.querySelector("#bulk-told");
    if (result) told(result);
    else enter(panel);
  });
  document.addEventListener("click", (event) => {
    const control = event.target.closest("#preview [data-do]");
    if (!control || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    control.closest("details")?.removeAttribute("open");
    ask(control.dataset.do, [control.closest("#preview").dataset.ref]);
  });
}
