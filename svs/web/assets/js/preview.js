// A ticket beside its list: it follows the row with the focus, on screens wide enough, and stays as it was left (a cookie).
import htmx from "htmx.org";
import { comeBack, current, links, rowOf } from "./rows.js";

const WIDE = matchMedia("(min-width: 1100px)");
const LIST = document.querySelector(".split > .list:has(#queue)");
const button = document.querySelector("[data-preview]");
const pane = () => document.getElementById("preview");
let timer = 0;

function follow(row, wait = 150) {
  if (!row || !pane() || !WIDE.matches) return;
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (pane() && pane().dataset.ref !== row.dataset.ref) show(row.dataset.ref);
  }, wait);
}

function mark() {
  document.querySelectorAll("#queue tr.is-open").forEach((row) => row.classList.remove("is-open"));
  const ref = pane()?.dataset.ref;
  if (ref) document.querySelector(`#queue tr[data-ref="${ref}"]`)?.classList.add("is-open");
}

const show = (ref) => htmx.ajax("GET", `/tickets/${ref}/preview/`, { target: "#preview", swap: "outerHTML" });

export function toggle() {
  if (!LIST || !WIDE.matches) return current()?.querySelector("a.title")?.click();
  const on = !pane();
  document.cookie = `preview=${on ? "on" : "off"};path=/;max-age=31536000;samesite=lax`;
  button.setAttribute("aria-pressed", on);
  if (on) {
    LIST.insertAdjacentHTML("afterend", '<aside class="preview" id="preview"></aside>');
    follow(current() ?? rowOf(links()[0]), 0);
  } else {
    const held = pane().contains(document.activeElement);
    pane().remove();
    mark();
    if (held) comeBack();
  }
  return true;
}

// The hand goes into the box in which one writes, to the requester or to the desk alone.
export function compose(kind) {
  const form = document.querySelector("#preview .composer form, .talk .composer form");
  const text = form?.querySelector("textarea");
  if (!text?.offsetParent) return false;
  const tab = form.querySelector(`[name=kind][value="${kind}"]`);
  if (tab && !tab.checked) tab.click();
  text.focus();
  return true;
}

if (LIST && button) {
  button.hidden = false;
  button.addEventListener("click", toggle);
  document.addEventListener("focusin", ({ target }) => follow(rowOf(target)));
  document.addEventListener("tickets-changed", () => { if (pane()?.dataset.ref && !pane().contains(document.activeElement)) show(pane().dataset.ref); });
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    mark();
    if (detail.target?.id !== "preview" || detail.requestConfig?.verb !== "post" || pane()?.querySelector("[role=alert]")) return;
    document.dispatchEvent(new Event("tickets-changed")); // sent: the row may have changed, and the hand goes on
    comeBack();
  });
  if (WIDE.matches) follow(current() ?? rowOf(links()[0]), 0);
}
