// A toast goes by itself after a while; one that takes something back stays as long as it can. One that somebody reads or points at stays.
const LASTS = 8_000, CAN_UNDO = 58_000;
const closing = (toast) => setTimeout(() => toast.matches(":hover, :focus-within") ? closing(toast) : toast.remove(), toast.querySelector("form") ? CAN_UNDO : LASTS);

const toasts = document.getElementById("toasts");
const begin = (nodes) => nodes.forEach((node) => node.matches?.(".toast:not(.is-bad)") && closing(node));
if (toasts) {
  begin([...toasts.children]);
  new MutationObserver((changes) => changes.forEach((change) => begin([...change.addedNodes]))).observe(toasts, { childList: true });
}
toasts?.addEventListener("click", (event) => {
  event.target.closest(".toast-close")?.closest(".toast").remove();
});
