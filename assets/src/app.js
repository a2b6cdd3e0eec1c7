// Everything here only makes easier what already works without it:
// a remembered theme, live progress, corners pointed out on a map, and folded parts that are printed open.
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

// <form data-live="a b">: a changed choice is sent as by the button "gor=rakna", and the parts named are swapped. What
// changes the form itself (data-whole) loads the page anew.
function living() {
  const form = document.querySelector("form[data-live]");
  form?.addEventListener("change", async (event) => {
    if (event.target.closest("[data-whole]")) {
      form.requestSubmit(form.querySelector("[name=gor][value=rakna]"));
      return;
    }
    const fields = new URLSearchParams(new FormData(form));
    fields.set("gor", "rakna");
    fields.delete("form_number"); // it is of the one sending that the button does
    try {
      const answer = await fetch(form.action, { method: "POST", body: fields });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const id of form.dataset.live.split(" ")) {
        const next = page.getElementById(id);
        if (next) document.getElementById(id)?.replaceWith(next);
      }
    } catch {
      // the network was away; the button still works
    }
  });
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

// <div data-draw="id of a textarea"> around a map: a click is a corner, written into the list as degrees. The list is what is
// sent, and can be written by hand; the drawing follows it.
function drawing() {
  const box = document.querySelector("[data-draw]");
  const map = box?.querySelector("svg");
  const list = box && document.getElementById(box.dataset.draw);
  if (!map || !list) return;
  const of = (name) => Number(map.dataset[name]);
  const lines = () => list.value.split("\n").filter((line) => line.trim());
  const point = (line) => {
    const [lat, lon] = line.split(",").map(Number);
    if (!(Math.abs(lat) <= 90 && Math.abs(lon) <= 180)) return null;
    return [(lon - of("west")) * of("across") + of("edge"), (of("north") - lat) * of("down") + of("edge")];
  };
  const show = () => {
    const points = lines().map(point).filter(Boolean);
    map.querySelector(".drawing").setAttribute("points", points.map((at) => at.join(" ")).join(" "));
    box.querySelector("[data-draw-said]").textContent = points.length === 1 ? "1 hörn" : `${points.length} hörn`;
  };
  const write = (all) => {
    list.value = all.join("\n");
    show();
  };
  map.addEventListener("click", (event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
    const lon = (at.x - of("edge")) / of("across") + of("west");
    const lat = of("north") - (at.y - of("edge")) / of("down");
    write([...lines(), `${lat.toFixed(5)}, ${lon.toFixed(5)}`]);
  });
  box.querySelector("[data-draw-undo]").addEventListener("click", () => write(lines().slice(0, -1)));
  box.querySelector("[data-draw-clear]").addEventListener("click", () => write([]));
  list.addEventListener("input", show);
  box.querySelector(".draw-tools").hidden = false;
  show();
}

wear(remembered());
document.addEventListener("DOMContentLoaded", () => {
  themes();
  polling();
  living();
  unfolding();
  closing();
  drawing();
});
