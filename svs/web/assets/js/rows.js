// The rows of a list: which one the hand is on, and how it moves. The link of a row holds the focus, so Enter opens it.
export const links = () => [...document.querySelectorAll("table.queue a.title, table.agenda a.title, table.rows tbody tr > td:first-child a")];
export const rowOf = (element) => element?.closest?.("tr[data-ref]");
let last = null; // {ref, place}: where the hand was, for when what it was on goes away

document.addEventListener("focusin", ({ target }) => {
  const row = rowOf(target);
  if (row) last = { ref: row.dataset.ref, place: [...row.parentElement.children].indexOf(row) };
});

// The row that keys act on: the one with the focus, else the one the hand was on last.
export const current = () => rowOf(document.activeElement) ?? (last && document.querySelector(`:is(#queue, .agenda) tr[data-ref="${last.ref}"]`));

export function land(link) {
  if (!link) return;
  link.focus({ preventScroll: true });
  link.closest("tr")?.scrollIntoView({ block: "nearest" });
}

export function walk(step) {
  const all = links();
  const from = all.indexOf(current()?.querySelector("a.title") ?? document.activeElement);
  land(all[from < 0 ? (step > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, from + step))]);
}

// Back to the row the hand was on, or, where that went away, to the one that took its place.
export function comeBack() {
  const rows = [...document.querySelectorAll("#queue tbody tr")];
  const row = current() ?? rows[Math.min(last?.place ?? 0, rows.length - 1)];
  land(row?.querySelector("a.title"));
  return Boolean(row);
}
