// Says while one writes how much of the page is left; the server has the last word.
const said = (box) => {
  const { pageLetters, pageLines, pageLine } = box.dataset;
  const text = box.value.trim();
  const lines = text ? text.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / pageLine)), 0) : 0;
  const over = text.length > pageLetters || lines > pageLines;
  const count = new Intl.NumberFormat("en");
  return { over, words: `${count.format(text.length)} of ${count.format(pageLetters)} characters, ${lines} of ${pageLines} lines${over ? ": longer than one page" : ""}` };
};

const show = (box) => {
  let told = document.getElementById(`${box.id}-left`);
  if (!told) {
    told = document.createElement("p");
    told.id = `${box.id}-left`;
    told.setAttribute("aria-live", "polite");
    box.after(told);
  }
  const { over, words } = said(box);
  told.textContent = words;
  told.className = over ? "page-left is-over" : "page-left";
};

document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-page-letters]")) show(event.target);
});
document.querySelectorAll("[data-page-letters]").forEach(show);
