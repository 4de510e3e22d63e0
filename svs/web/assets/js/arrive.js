// Does something to every element of a sort: to those that are there, and to those that come in with a piece of the page.
export function arrive(selector, begin) {
  const known = new WeakSet();
  const meet = (root) => [root, ...root.querySelectorAll(selector)].forEach((one) => {
    if (known.has(one) || !one.matches?.(selector)) return;
    known.add(one);
    begin(one);
  });
  meet(document);
  document.addEventListener("htmx:load", ({ target }) => meet(target));
}
