// Keys do what a visible control does: most of them stand in the control itself (data-key). The whole table: svs/web/keys.py.
import { vote } from "./agenda.js";
import { clear, closePanel, pick, pickPage } from "./bulk.js";
import { enter } from "./focus.js";
import { openPalette } from "./palette.js";
import { compose, toggle } from "./preview.js";
import { comeBack, current, walk } from "./rows.js";

// A field of a dialog that was just closed keeps the focus for a moment: nobody types there any more.
const typing = (target) => !target.closest("dialog:not([open])") && target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog");
const here = (selector) => document.querySelector(selector);
const list = here("#queue") ?? here("table.queue, table.rows, table.agenda");
const ballot = (choice) => vote(here(`#preview .ballot input[value="${choice}"]:not(:disabled)`));
const click = (control) => { control?.click(); return Boolean(control); };
let going = 0; // until when the next letter says where to go

function escape() {
  const drop = here("details.act[open], details.drop[open], details.menu[open]");
  if (drop) {
    drop.open = false;
    drop.querySelector("summary").focus();
  } else if (!closePanel() && document.activeElement.closest("#preview, .composer, .rail")) {
    if (!comeBack()) here(".talk-scroll, #main")?.focus();
  } else clear();
}

// What needs no control of its own. A list walks its rows, a ticket the list it came from.
const acts = {
  j: () => (list ? walk(1) : click(here("[rel=next]"))),
  k: () => (list ? walk(-1) : click(here("[rel=prev]"))),
  "]": () => click(here("[rel=next]")),
  "[": () => click(here("[rel=prev]")),
  o: () => click(current()?.querySelector("a.title")),
  p: () => (list ? toggle() : false),
  a: () => ballot("approve") || press("a"),
  b: () => ballot("abstain") || press("b"),
  r: () => ballot("reject") || compose("reply") || click(current()?.querySelector("a.title")),
  R: () => compose("note"),
  n: () => click(here("[data-new]")) || compose("note"),
  x: () => pick(false),
  X: () => pick(true),
  "*": () => pickPage(true),
  "/": openPalette,
  z: () => press("u"),
  g: () => { going = Date.now() + 1500; },
  Backspace: () => !list && click(here(".crumbs a")),
};

function press(key) {
  const all = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)];
  const control = all.findLast((one) => one.closest("#toasts")) ?? all[0];
  if (!control) return key === "a" && press("m"); // on its page one hands it to a team or a person in one place
  control.click();
  enter(control.closest("details[open]"));
  return true;
}

function onKey(event) {
  const { key, target, ctrlKey, metaKey, altKey } = event;
  if ((ctrlKey || metaKey) && key.toLowerCase() === "k") return openPalette();
  if ((ctrlKey || metaKey) && key === "Enter") return Boolean(target.form) && !target.closest("[data-composer]") && target.form.requestSubmit();
  if (key === "Escape") return target.closest("dialog") ? false : escape();
  if (ctrlKey || metaKey || altKey || typing(target)) return false;
  if (going > Date.now()) {
    going = 0;
    return click(here(`[data-go="${CSS.escape(key)}"]`));
  }
  return acts[key] ? acts[key]() : press(key);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if (onKey(event) !== false && !["Escape", "Tab", "Enter"].includes(event.key)) event.preventDefault();
  else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.preventDefault();
});
