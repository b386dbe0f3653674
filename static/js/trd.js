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

// A mark leads to its details: open them on arrival.
function openTarget() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  const details = target.closest("details") || target.querySelector("details");
  if (details) details.open = true;
}
window.addEventListener("hashchange", openTarget);

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
