// "?" shows every key in a dialog; without JavaScript it is a page.
const dialog = document.getElementById("keys");

document.addEventListener("click", async (event) => {
  const asked = event.target.closest?.('[data-key="?"]');
  if (!asked || !dialog || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  if (!dialog.hasChildNodes()) {
    const answer = await fetch(asked.href, { headers: { "HX-Request": "true" } });
    if (!answer.ok) { location.href = asked.href; return; }
    dialog.replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes);
  }
  dialog.showModal();
});
dialog?.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
dialog?.addEventListener("keydown", (event) => { if (event.key === "?") dialog.close(); });
