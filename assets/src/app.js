// Everything here only makes easier what already works without it:
// a remembered theme, a question before a form that removes something, and live progress.
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

// <form data-confirm="question" data-confirm-yes="verb" data-confirm-no="way out">
function confirmations() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.confirm || form.dataset.confirmed) return;
    event.preventDefault();
    const { submitter } = event;
    const box = document.createElement("dialog");
    const question = document.createElement("p");
    question.id = "confirm-question";
    question.textContent = form.dataset.confirm;
    box.setAttribute("aria-labelledby", question.id);
    const row = document.createElement("div");
    row.className = "actions";
    const [yes, no] = [form.dataset.confirmYes, form.dataset.confirmNo].map((label, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = index === 0 ? "button button-danger" : "button button-quiet";
      button.textContent = label;
      row.append(button);
      return button;
    });
    yes.addEventListener("click", () => {
      form.dataset.confirmed = "yes";
      box.close();
      form.requestSubmit(submitter ?? undefined);
    });
    no.addEventListener("click", () => box.close());
    box.addEventListener("close", () => {
      box.remove();
      submitter?.focus();
    });
    box.append(question, row);
    document.body.append(box);
    box.showModal();
    no.focus();
  });
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

// Paper has nothing to click on: folded parts are printed open.
function unfolding() {
  addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll("main details:not([open])")) fold.open = true;
  });
}

wear(remembered());
document.addEventListener("DOMContentLoaded", () => {
  themes();
  confirmations();
  polling();
  unfolding();
});
