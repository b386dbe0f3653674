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

  news?.addEventListener("message", goOn);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) goOn(); });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-go-on]")) goOn(); });
})();
