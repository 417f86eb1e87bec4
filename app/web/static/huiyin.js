// What pages can do more with a script; all of them work without it.
"use strict";

// The demo's log-ins fill the form.
for (const button of document.querySelectorAll(".login")) {
  button.addEventListener("click", () => {
    document.getElementById("email").value = button.dataset.email;
    document.getElementById("password").value = button.dataset.password;
    for (const other of document.querySelectorAll(".login")) other.setAttribute("aria-pressed", String(other === button));
    document.querySelector("form .primary").focus();
  });
}

// What is typed stays in this tab (never longer) until it has arrived: a lost connection loses nothing.
const SENT = "huiyin:sent";
const form = document.querySelector("form[data-draft]");
const arrived = document.querySelector(".notice.good") || !form;
const sent = sessionStorage.getItem(SENT);
if (sent && arrived) {
  sessionStorage.removeItem(sent);
  sessionStorage.removeItem(SENT);
}
if (form) keepDraft(form, `huiyin:${form.dataset.draft}`);

function keepDraft(target, key) {
  const status = target.querySelector(".saved");
  const kept = sessionStorage.getItem(key);
  if (kept && !document.querySelector(".notice.bad")) restore(target, JSON.parse(kept), status);
  target.addEventListener("input", () => {
    const fields = [...new FormData(target)].filter(([name]) => name !== "form_token");
    sessionStorage.setItem(key, JSON.stringify(fields));
    status.textContent = status.dataset.kept;
  });
  target.addEventListener("submit", () => sessionStorage.setItem(SENT, key));
}

function restore(target, fields, status) {
  for (const [name, value] of fields) {
    const field = target.elements[name];
    if (field) field.value = value;
  }
  status.textContent = status.dataset.back;
}

const focus = document.querySelector("[data-focus]");
if (focus) focus.focus();
