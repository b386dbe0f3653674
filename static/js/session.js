// A session that ends never takes the page with it: sign in again in another tab, and go on here.
(function () {
  const news = "BroadcastChannel" in window ? new BroadcastChannel("sign-in") : null;
  let waiting = null;

  if (document.documentElement.dataset.signedInAgain !== undefined || document.querySelector("[data-signed-in-again]")) {
    news?.postMessage("signed in");
    window.close();
  }

  document.addEventListener("signed-out", (event) => {
    const dialog = document.getElementById("sign-in-again");
    if (!dialog || dialog.open) return;
    waiting = event.target;
    say(dialog, "");
    dialog.showModal();
  });

  async function goOn() {
    const dialog = document.getElementById("sign-in-again");
    if (!dialog?.open) return;
    const answer = await fetch(dialog.dataset.session, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok) return say(dialog, "You are not signed in yet.");
    const { person, token } = await answer.json();
    if (person !== dialog.dataset.person) {
      return say(dialog, "Another person is signed in now. What stands here belongs to its author: sign in as that person.");
    }
    useToken(token);
    dialog.close();
    document.body.classList.remove("covered");
    used();
    sendAgain();
  }

  function say(dialog, words) {
    dialog.querySelector("[data-said]").textContent = words;
  }

  function useToken(token) {
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((field) => { field.value = token; });
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  }

  // What was refused is sent again: a form as a form, anything else by its own trigger.
  function sendAgain() {
    const element = waiting;
    waiting = null;
    if (element instanceof HTMLFormElement) element.requestSubmit();
    else element?.dispatchEvent(new CustomEvent("send-again", { bubbles: true }));
  }

  // Whoever types is there: the server is told at most once in HEARTBEAT, also when nothing else asks it.
  // Whoever is not is warned, then signed out, and the page is covered; what was typed stays beneath.
  const HEARTBEAT = 45_000, WARNING = 60_000, TICK = 5_000;
  let usedAt = Date.now(), toldAt = Date.now(), toTell = false, limit = 0;

  function used() {
    usedAt = Date.now();
    toTell = true;
    news?.postMessage("used");
    warn(false);
  }

  function warn(shown) {
    const warning = document.querySelector("[data-idle-warning]");
    if (warning) warning.hidden = !shown;
  }

  async function tick() {
    const dialog = document.getElementById("sign-in-again");
    if (!dialog || dialog.open) return;
    const idle = Date.now() - usedAt;
    if (idle >= limit) return cover(dialog);
    if (idle >= Math.max(limit - WARNING, limit / 2)) warn(true);
    if (!toTell || Date.now() - toldAt < HEARTBEAT) return;
    toTell = false;
    toldAt = Date.now();
    const answer = await fetch(dialog.dataset.session, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (answer?.status === 401) dialog.dispatchEvent(new CustomEvent("signed-out", { bubbles: true }));
  }

  function cover(dialog) {
    warn(false);
    document.body.classList.add("covered");
    say(dialog, "");
    dialog.showModal();
    const headers = JSON.parse(document.body.getAttribute("hx-headers") || "{}");
    fetch(dialog.dataset.signOut, { method: "POST", headers, keepalive: true }).catch(() => null);
  }

  document.addEventListener("DOMContentLoaded", () => {
    limit = Number(document.getElementById("sign-in-again")?.dataset.idleSeconds || 0) * 1000;
    if (!limit) return;
    for (const sign of ["input", "keydown", "pointerdown"]) document.addEventListener(sign, used, { passive: true });
    setInterval(tick, TICK);
  });

  news?.addEventListener("message", (event) => {
    if (event.data !== "used") return goOn();
    usedAt = Date.now();
    warn(false);
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) goOn(); });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-go-on]")) goOn(); });
})();
