// The composer keeps what is typed on the server, and in this tab until the server has it: a lost session or a broken line
// costs no word. Ctrl-Enter sends; texts are put in at the cursor.
import { arrive } from "./arrive.js";

const QUIET = 900;
document.documentElement.classList.add("has-script");

function begin(form) {
  const text = form.elements.body;
  const here = `draft ${form.dataset.me} ${form.dataset.composer}`;
  let timer = 0;
  let under = null;

  const kind = () => form.querySelector("[name=kind]:checked, input[type=hidden][name=kind]").value;
  const said = (words) => { const line = form.querySelector("#draft-saved"); if (line) line.textContent = words; };

  async function keep() {
    under?.abort();
    under = new AbortController();
    const body = new URLSearchParams({ body: text.value, kind: kind(), csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body, headers: { "HX-Request": "true" }, signal: under.signal });
      if (answer.status === 401) return said("You are signed out. Your text is kept in this tab: sign in and come back.");
      if (!answer.ok) throw new Error(answer.status);
      if (body.get("body") === text.value) sessionStorage.removeItem(here);
      form.querySelector("#draft-saved").outerHTML = await answer.text();
    } catch (error) {
      if (error.name !== "AbortError") said("Not saved yet; kept in this tab.");
    }
  }
  const later = (wait = QUIET) => {
    clearTimeout(timer);
    sessionStorage.setItem(here, text.value);
    timer = setTimeout(keep, wait);
  };

  // A page with the message in it says that it was sent; anything else (a sign-in in between) gives the words back.
  const left = sessionStorage.getItem(here);
  const sent = sessionStorage.getItem("sent") === here && (location.hash.startsWith("#m") || form.closest("#preview"));
  sessionStorage.removeItem("sent");
  if (sent) sessionStorage.removeItem(here);
  else if (left !== null && left !== text.value && left.trim()) {
    text.value = left;
    later(0);
  }
  text.addEventListener("input", () => later());
  form.addEventListener("change", (event) => { if (event.target.name === "kind") later(0); });
  // A key of the desk chose who reads it: the next keys are the text. The arrows between the two stay there.
  form.addEventListener("click", (event) => { if (event.target.name === "kind" && !event.isTrusted) text.focus(); });
  form.addEventListener("insert", (event) => {
    text.setRangeText(event.detail, text.selectionStart, text.selectionEnd, "end");
    text.focus();
    later(0);
  });
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    const send = [...form.querySelectorAll("[name=send]")].find((button) => button.offsetParent);
    form.requestSubmit(send);
  });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented && !form.closest("#preview")) return; // beside a list it is sent without leaving the page
    clearTimeout(timer);
    under?.abort();
    if (event.submitter?.name === "send") {
      sessionStorage.setItem(here, text.value);
      sessionStorage.setItem("sent", here);
    } else if (event.submitter?.formAction.endsWith("/discard/")) sessionStorage.removeItem(here);
  });
}

arrive("form[data-composer]", begin);
document.addEventListener("click", (event) => {
  const pick = event.target.closest("[data-insert]");
  const form = document.querySelector("form[data-composer]");
  if (!pick || !form) return;
  event.preventDefault();
  pick.closest("details")?.removeAttribute("open");
  form.dispatchEvent(new CustomEvent("insert", { detail: pick.dataset.insert }));
});
const talk = document.querySelector(".talk-scroll");
if (talk && !(document.getElementById(location.hash.slice(1)))) talk.scrollTop = talk.scrollHeight;
