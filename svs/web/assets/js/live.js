// A list that keeps itself true while somebody reads it. Every 15 seconds, while the tab is seen, the rows on the screen are asked for
// as they are now and put where they stand: nothing moves, no tick and no focus is lost. What came in is told, and shown when asked for.
const EVERY = 15_000;
const table = document.querySelector("table#queue[data-live]");
const rows = () => [...table.querySelectorAll("tbody > tr[data-ref]")];
const sign = document.getElementById("live-sign");

async function ask() {
  const refs = rows().map((row) => row.dataset.ref).join(",");
  const url = `${table.dataset.live}&since=${table.dataset.since}&refs=${refs}`;
  const answer = await fetch(url, { headers: { "HX-Request": "true" }, redirect: "error" });
  if (!answer.ok) throw new Error(answer.status);
  const told = new DOMParser().parseFromString(await answer.text(), "text/html");
  told.querySelectorAll("tbody > tr[data-ref]").forEach(mend);
  const seen = new Set([...told.querySelectorAll("tr[data-ref]")].map((row) => row.dataset.ref));
  rows().forEach((row) => row.classList.toggle("is-gone", !seen.has(row.dataset.ref) || row.classList.contains("is-gone")));
  put("counts", told);
  const news = put("news", told);
  news.hidden = !news.textContent.trim();
}

function put(id, told) {
  const here = document.getElementById(id), now = told.querySelector(`[data-part="${id}"]`);
  if (here.innerHTML.trim() !== now.innerHTML.trim()) here.replaceChildren(...now.childNodes);
  return here;
}

// Cell by cell, and only what differs: the tick stays ticked, the cell with the focus stays the same cell.
function mend(now) {
  const row = table.querySelector(`tr[data-ref="${CSS.escape(now.dataset.ref)}"]`);
  if (!row) return;
  row.dataset.version = now.dataset.version;
  for (const name of ["is-unread", "is-gone"]) row.classList.toggle(name, now.classList.contains(name));
  [...now.children].forEach((cell, place) => {
    const old = row.children[place];
    if (!old || cell.classList.contains("c-check") || old.innerHTML === cell.innerHTML) return;
    if (!old.contains(document.activeElement)) old.innerHTML = cell.innerHTML;
    else old.querySelector(".here")?.replaceWith(cell.querySelector(".here"));
  });
}

let asking = false;
async function tick() {
  if (asking || document.visibilityState !== "visible") return;
  asking = true;
  try {
    await ask();
    sign.hidden = false;
  } catch {
    sign.hidden = true; // away or signed out: the list stays readable, the next tick tries again
  }
  asking = false;
}

if (table) {
  setTimeout(tick, 300);
  setInterval(tick, EVERY);
  document.addEventListener("visibilitychange", tick);
  document.addEventListener("tickets-changed", tick);
}
