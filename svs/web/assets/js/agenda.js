// A board's agenda: the item in focus, or clicked beside its links, lies beside the list; a vote that was cast shows in its row.
import htmx from "htmx.org";
import { rowOf } from "./rows.js";

const WIDE = matchMedia("(min-width: 1100px)");
const table = () => document.querySelector("table.agenda");
const pane = () => document.getElementById("preview");
let timer = 0;

function mark() {
  table()?.querySelectorAll("tr.is-open").forEach((row) => row.classList.remove("is-open"));
  table()?.querySelector(`tr[data-ref="${CSS.escape(pane()?.dataset.ref ?? "")}"]`)?.classList.add("is-open");
}

function show(row, wait = 0) {
  clearTimeout(timer);
  if (!row?.dataset.item || !pane() || !WIDE.matches || pane().dataset.ref === row.dataset.ref) return;
  timer = setTimeout(() => htmx.ajax("GET", row.dataset.item, { target: "#preview", swap: "outerHTML" }), wait);
}

// The hand goes to the choice, so that Ctrl Enter casts it.
export function vote(choice) {
  if (!choice) return false;
  choice.click();
  choice.focus();
  return true;
}

if (table()) {
  mark();
  document.addEventListener("focusin", ({ target }) => show(rowOf(target), 150));
  document.addEventListener("click", (event) => { if (!event.target.closest("a, button, input, select")) show(rowOf(event.target)); });
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    mark();
    if (detail.requestConfig?.verb === "post") htmx.trigger(document.body, "agenda-changed");
  });
}
