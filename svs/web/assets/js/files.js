// Files are taken by drop, paste and button, one request each, into the draft; the list says what came and what was refused.
import htmx from "htmx.org";
import { arrive } from "./arrive.js";

const LARGEST = 25 * 2 ** 20;

async function send(form, files) {
  for (const file of files) {
    if (file.size > LARGEST) {
      tell(form, `${file.name}: a file may have 25 MB at most.`);
      continue;
    }
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.append("files", file, file.name || "pasted.png");
    try {
      const answer = await fetch(form.dataset.files, { method: "POST", body, headers: { "HX-Request": "true" } });
      const text = await answer.text();
      if (!text.includes('id="unsent"')) throw new Error(answer.status);
      form.querySelector("#unsent").outerHTML = text;
      htmx.process(form.querySelector("#unsent"));
    } catch {
      tell(form, `${file.name} was not taken. Try again.`);
    }
  }
}

function tell(form, words) {
  const line = document.createElement("p");
  line.className = "invalid";
  line.setAttribute("role", "alert");
  line.textContent = words;
  form.querySelector("#unsent").append(line);
}

arrive("form[data-files]", (form) => {
  const box = form.querySelector(".composer-box") ?? form;
  form.querySelector(".attach-in").addEventListener("change", (event) => {
    send(form, [...event.target.files]);
    event.target.value = "";
  });
  form.addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files];
    if (!files.length) return;
    event.preventDefault();
    send(form, files);
  });
  box.addEventListener("dragover", (event) => {
    event.preventDefault();
    box.classList.add("is-over");
  });
  box.addEventListener("dragleave", () => box.classList.remove("is-over"));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    box.classList.remove("is-over");
    send(form, [...event.dataTransfer.files]);
  });
});
