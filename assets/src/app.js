// Everything here only makes easier what already works without it:
// a remembered theme, live progress, and folded parts that are printed open.
// The file is loaded before the body so that a chosen theme never flashes.
const root = document.documentElement;
const THEME = "lofte-theme";

function remembered() {
  try {
    return localStorage.getItem(THEME) ?? "auto";
  } catch {
    return "auto"; // storage may be switched off; the page then follows the system
  }
}

function wear(theme) {
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
  for (const button of document.querySelectorAll("[data-theme-set]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeSet === theme));
  }
}

function themes() {
  for (const group of document.querySelectorAll(".theme")) group.hidden = false;
  for (const button of document.querySelectorAll("[data-theme-set]")) {
    button.addEventListener("click", () => {
      try {
        localStorage.setItem(THEME, button.dataset.themeSet);
      } catch {
        // see remembered()
      }
      wear(button.dataset.themeSet);
    });
  }
  wear(remembered());
}

// <section data-poll="address" data-poll-seconds="3" id="x">: fetch the page again and swap the part.
// When the part no longer asks to be polled the work has ended, and the whole page is loaded anew.
function polling() {
  const part = document.querySelector("[data-poll]");
  if (!part) return;
  setTimeout(async () => {
    try {
      const answer = await fetch(part.dataset.poll, { headers: { accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const next = answer.ok ? page.getElementById(part.id) : null;
      if (answer.ok && !next?.dataset.poll) location.assign(answer.url);
      else if (next) part.replaceWith(next);
    } catch {
      // the network was away; the next round tries again
    }
    polling();
  }, 1000 * Number(part.dataset.pollSeconds || 5));
}

// Escape closes what was opened over the page, and goes back to what opened it.
function closing() {
  addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && document.querySelector("details.account[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
}

// Paper has nothing to click on: folded parts are printed open.
function unfolding() {
  addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll("main details:not([open])")) fold.open = true;
  });
}

wear(remembered());
document.addEventListener("DOMContentLoaded", () => {
  themes();
  polling();
  unfolding();
  closing();
});
