// Comforts only: every page works without this file.
document.addEventListener("DOMContentLoaded", () => {
  const theme = document.querySelector("[data-theme-switch]");
  if (theme) {
    theme.hidden = false;
    theme.addEventListener("click", () => {
      const now = document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark";
      document.documentElement.dataset.bsTheme = now;
      localStorage.setItem("theme", now);
    });
  }
  openTarget();
});

// On a narrow screen only the first option stands open: the others are a list to choose from.
const narrow = matchMedia("(max-width: 619px)");
function foldOptions() {
  for (const body of document.querySelectorAll(".option:not(.first, .asked) > .option-body")) body.open = !narrow.matches;
}
document.addEventListener("DOMContentLoaded", foldOptions);
narrow.addEventListener("change", foldOptions);

// A mark leads to its details: open them on arrival.
function openTarget() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  const details = target.closest("details") || target.querySelector("details");
  if (details) details.open = true;
}
window.addEventListener("hashchange", openTarget);
// The same link again changes no address, and still opens what was closed meanwhile.
document.addEventListener("click", (event) => {
  if (event.target.closest?.("a[href*='#']")) setTimeout(openTarget);
});

// Dates and choices that only change what is shown apply at once.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-apply-at-once]");
  if (form) form.requestSubmit();
});

// In the picture the arrow keys go from mark to mark in time order, Home and End to the ends.
document.addEventListener("keydown", (event) => {
  const mark = event.target.closest?.(".timeline .mark");
  if (!mark) return;
  const marks = [...mark.closest(".timeline").querySelectorAll(".mark")];
  const at = marks.indexOf(mark);
  const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: marks.length - 1 }[event.key];
  if (next === undefined || !marks[next]) return;
  event.preventDefault();
  marks[next].focus();
});

// The picture by keys: + and - zoom, Shift with an arrow moves; the link that does it is used, so focus stays.
function move(name) {
  const link = document.getElementById(`move-${name}`);
  if (!link) return;
  link.focus({ preventScroll: true });
  link.click();
}
document.addEventListener("keydown", (event) => {
  if (!event.target.closest?.("#picture") || event.target.closest("input, select, textarea")) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const shifted = { ArrowLeft: "earlier", ArrowRight: "later" }[event.key];
  const name = { "+": "zoom-in", "=": "zoom-in", "-": "zoom-out" }[event.key] || (event.shiftKey && shifted);
  if (!name) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  move(name);
}, true);

// By touch: a swipe along the picture moves it, two fingers zoom; up and down still scrolls the page.
const SWIPE = 60;
const fingers = new Map();
let gap = 0;
const between = ([a, b]) => Math.hypot(a.x - b.x, a.y - b.y);
document.addEventListener("pointerdown", (event) => {
  if (event.pointerType !== "touch" || !event.target.closest?.(".timeline-touch")) return;
  fingers.set(event.pointerId, { x: event.clientX, y: event.clientY, from: event.clientX });
  if (fingers.size === 2) gap = between([...fingers.values()]);
});
document.addEventListener("pointermove", (event) => {
  const finger = fingers.get(event.pointerId);
  if (finger) Object.assign(finger, { x: event.clientX, y: event.clientY });
});
document.addEventListener("pointercancel", (event) => fingers.delete(event.pointerId));
document.addEventListener("pointerup", (event) => {
  const finger = fingers.get(event.pointerId);
  if (!finger) return;
  const two = fingers.size === 2 ? between([...fingers.values()]) - gap : 0;
  const swiped = event.clientX - finger.from;
  fingers.clear();
  if (Math.abs(two) > SWIPE / 2) move(two > 0 ? "zoom-in" : "zoom-out");
  else if (Math.abs(swiped) > SWIPE) move(swiped > 0 ? "earlier" : "later");
});

// Paper has no summary to open: each treatment prints with its reasons, each rung with all that carries it.
const opened = [];
window.addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll(".trial-row:not([open]), .ladder details:not([open]), .option-body:not([open])")) {
    details.open = true;
    opened.push(details);
  }
});
window.addEventListener("afterprint", () => opened.splice(0).forEach((details) => { details.open = false; }));
