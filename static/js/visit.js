// Speed for the keyboard in the forms of recording; every field works and is stored without this file.
document.documentElement.classList.add("scripted");

const FIELDS = "input:not([type=hidden]), select, textarea";

function fieldsOf(form) {
  const away = "details:not([open]), .add-line";
  return [...form.querySelectorAll(FIELDS)].filter((field) => field.offsetParent !== null && !field.closest(away));
}

function go(field, step) {
  const fields = fieldsOf(field.form);
  const next = fields[fields.indexOf(field) + step];
  if (!next) return;
  next.focus();
  if (next.select && next.type !== "date") next.select();
}

// An answer is complete when no further digit could belong to it.
function complete(item) {
  const digits = item.value.trim();
  if (!/^\p{Nd}+$/u.test(digits)) return false;
  return digits.length >= item.maxLength || Number(digits) * 10 > Number(item.dataset.high);
}

function markAnchor(item) {
  const anchors = item.closest("tr")?.querySelectorAll(".anchors span") || [];
  anchors.forEach((anchor) => anchor.classList.toggle("chosen", anchor.querySelector("b")?.textContent === item.value.trim()));
}

// A suicide item answered above 0 brings up the safety assessment; once answered it is never hidden again.
function askForSafety(item) {
  if (item.closest(".suicide-item") && Number(item.value) > 0) {
    document.getElementById("safety")?.classList.remove("safety-quiet");
  }
}

document.addEventListener("input", (event) => {
  const item = event.target;
  if (!item.matches?.(".visit-form .item")) return;
  markAnchor(item);
  askForSafety(item);
  if (event.inputType !== "deleteContentBackward" && complete(item)) go(item, 1);
});

document.addEventListener("keydown", (event) => {
  const field = event.target;
  const form = field.closest?.(".visit-form");
  if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    document.getElementById("save")?.click(); // a click: else htmx takes the button that has the focus for the one pressed
  }
  if (event.defaultPrevented || !field.matches?.(".visit-form :is(input, select, textarea)")) return;
  if (event.key === "Enter" && field.matches("input:not([type=submit]), select")) {
    event.preventDefault();
    go(field, 1);
  } else if (field.matches(".item")) {
    itemKey(event, field);
  }
});

function itemKey(event, item) {
  if (event.key === "-") {
    event.preventDefault();
    item.value = "";
    item.dispatchEvent(new InputEvent("input", { bubbles: true }));
    go(item, 1);
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    go(item, event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Backspace" && item.value === "") {
    event.preventDefault();
    go(item, -1);
  }
}

// What is typed is kept after a short pause, and at the latest every few seconds while someone types on; what could
// not be sent is tried again.
const PAUSE = 700, LATEST = 3000, AGAIN = 5000;
let timer = 0, unkeptSince = 0;

function keepSoon(event) {
  if (!event.target.closest?.(".visit-form") || !document.getElementById("draft")) return;
  unkeptSince ||= Date.now();
  clearTimeout(timer);
  timer = setTimeout(keep, Math.max(0, Math.min(PAUSE, unkeptSince + LATEST - Date.now())));
}

function keep() {
  clearTimeout(timer);
  unkeptSince = 0;
  document.getElementById("draft")?.dispatchEvent(new CustomEvent("keep"));
}

function keepAgain(status) {
  if (status && status < 500) return;
  clearTimeout(timer);
  timer = setTimeout(keep, AGAIN);
}

document.addEventListener("input", keepSoon);
document.addEventListener("change", keepSoon);
document.addEventListener("visibilitychange", () => { if (document.hidden && unkeptSince) keep(); });

// What went wrong is said beside the form, and the form stays as it is.
const REASONS = {
  0: "The server cannot be reached. Nothing is lost: everything typed is still here. Try again when the network is back.",
  401: "You are signed out. Everything typed is still here: sign in again in another tab, then save.",
  403: "This was refused: you may have signed in anew elsewhere. Everything typed is still here: open this page in another tab, then save here again.",
  404: "This chart, or what you are changing, is no longer yours to change. Nothing was saved; copy what you still need.",
  413: "This is too long to be sent. Shorten the note; everything typed is still here.",
};

function notSaved(event) {
  const status = event.detail.xhr?.status || 0;
  const box = document.getElementById("not-saved");
  const draft = document.getElementById("draft");
  if (event.target.matches?.("form") && box) {
    box.querySelector("[data-reason]").textContent = REASONS[status] || "Something went wrong on our side. Nothing was saved; everything typed is still here. Try again.";
    box.hidden = false;
    box.scrollIntoView({ block: "center" });
  }
  if (event.target.id === "draft" && draft) {
    draft.textContent = "Draft not kept: " + (REASONS[status] || "something went wrong on our side.");
    keepAgain(status);
  }
}
document.addEventListener("htmx:responseError", notSaved);
document.addEventListener("htmx:sendError", notSaved);
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.matches?.("form")) document.getElementById("not-saved")?.setAttribute("hidden", "");
});

function ready() {
  const form = document.querySelector("form.visit-form");
  if (!form || form.dataset.ready) return;
  form.dataset.ready = "yes";
  form.querySelectorAll(".item").forEach((item) => { if (item.value) { markAnchor(item); askForSafety(item); } });
  const wanted = form.querySelector("[autofocus]");
  const told = document.querySelector("#problems, #doubts");
  if (wanted) {
    wanted.closest("details:not([open])")?.setAttribute("open", "");
    wanted.focus({ preventScroll: true });
    wanted.scrollIntoView({ block: "center" });
  } else if (told) {
    told.scrollIntoView({ block: "center" });
  } else {
    (form.querySelector(".scale[open] .item") || form.querySelector(FIELDS))?.focus({ preventScroll: true });
  }
}
document.addEventListener("DOMContentLoaded", ready);
document.addEventListener("htmx:afterSettle", ready);
