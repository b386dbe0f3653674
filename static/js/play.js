// Playing through the history: from change to change, a few seconds on each, until today or until stopped.
document.addEventListener("DOMContentLoaded", () => {
  const SECONDS = 3;
  const button = document.querySelector("[data-play]");
  if (!button) return;
  button.hidden = false;
  const chart = location.pathname;
  const last = sessionStorage.getItem("playing " + chart);
  const stop = () => sessionStorage.removeItem("playing " + chart);
  // The same day again: there is no later change.
  const playing = last !== null && last !== button.dataset.day && !("now" in button.dataset);
  if (!playing) stop();
  button.textContent = playing ? "❚❚ Pause" : "now" in button.dataset ? "▶ Play from the start" : "▶ Play on";
  const query = location.search || "?";
  const onwards = () => { location.href = button.dataset.play + query; };
  const timer = playing && setTimeout(() => {
    sessionStorage.setItem("playing " + chart, button.dataset.day);
    onwards();
  }, SECONDS * 1000);
  button.addEventListener("click", () => {
    if (timer) clearTimeout(timer);
    if (playing && button.textContent.includes("Pause")) {
      stop();
      button.textContent = "▶ Play on";
      return;
    }
    const fromStart = "now" in button.dataset;
    sessionStorage.setItem("playing " + chart, fromStart ? "" : button.dataset.day);
    if (fromStart) location.href = button.dataset.from;
    else onwards();
  });
});
