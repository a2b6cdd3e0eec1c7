// Every page that links lead to, as each role sees it: axe finds nothing, ids and names are there and stand once, the HTML
// is valid, nothing is wider than the screen, a long page has a list of contents, and each working page leads to its help.
import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { packages } from "./people.mjs";
import { invalid, unnamed } from "./valid.mjs";

const AXE = readFileSync(packages.resolve("axe-core/axe.min.js"), "utf8");
const ALL = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };
/** In the dark only the colours are others. */
const COLOURS = { type: "rule", values: ["color-contrast", "link-in-text-block"] };
const SIGHTS = [
  { width: 1280, scheme: "light", rules: ALL },
  { width: 390, scheme: "light", rules: ALL },
  { width: 390, scheme: "dark", rules: COLOURS },
  { width: 1280, scheme: "dark", rules: COLOURS },
];
/** The chapters of the guide. */
const CHAPTERS = readdirSync(new URL("../../docs/guide/", import.meta.url))
  .filter((file) => file.endsWith(".md") && file !== "README.md")
  .map((file) => `/hjalp/${file.slice(0, -3)}`);
/** Screens of a page that needs a list of its contents, at the width of a desk. */
const LONG = 4;
/** Patterns that the walk must have met, so that a page nobody links to is missed here and not by its readers. */
const MET = [
  "/", "/logga-in", "/leveranser", "/leveranser/ny", "/leveranser/tabell", "/leveranser/*", "/leveranser/dubbletter", "/leveranser/mappningar", "/leveranser/indextabell", "/kategorier", "/kategorier/vikter", "/platser", "/platser/register", "/platser/tatorter", "/platser/ny", "/platser/*", "/lagesbild", "/lagesbild/hela", "/lagesbild/storst", "/lagesbild/vaxer", "/lagesbild/ovanligt", "/lagesbild/var", "/lagesbild/nar", "/lagesbild/aterkommer", "/lagesbild/kallor", "/lagesbild/boende", "/lagesbild/jamfor", "/lagesbild/egen", "/problem", "/problem/nytt", "/problem/*",
  "/loften", "/loften/nytt", "/loften/aldre", "/loften/aldre/fil", "/loften/*", "/loften/*/nasta", "/plan", "/plan/ny", "/plan/*", "/plan/tabell", "/plan/fil", "/plan/tidslinje", "/plan/om", "/plan/besluta", "/plan/version/*",
  "/plan/bibliotek", "/plan/bibliotek/ny", "/plan/ord", "/plan/ord/*", "/uppfoljning/*", "/uppfoljning/*/aterkoppling", "/uppfoljning/*/avstamningar", "/uppfoljning/lardomar", "/publicering", "/publicering/ny",
  "/uppfoljning", "/overenskommelser", "/overenskommelser/parter", "/overenskommelser/parter/*", "/loften/gemensamt",
  "/loften/*/skanningar", "/konton", "/konton/*", "/konton/*/utdrag", "/konto", "/drift", "/drift/kontroll", "/drift/gallring",
  "/drift/radera", "/stil", ...CHAPTERS, "/trad", "/lagen", "/lagen/samordning", "/lagen/samordning/andra", "/lagen/handelser/ny", "/trad/lofte/*", "/trad/problem/*", "/offentligt", "/offentligt/loften/*", "/offentligt/lagesbild", "/offentligt/om", "/offentligt/lardomar",
];
/** Addresses that end in an error, which is a page too. */
const WRONG = ["/finns-inte", "/loften/finns-inte", "/offentligt/finns-inte", "/offentligt/loften/99"];
/** The same pages in easy Swedish, which have the addresses of the usual ones. */
const EASY = ["/offentligt?sprak=latt", "/offentligt/loften/2?sprak=latt", "/offentligt/loften/3?sprak=latt"];
/** How many pages of a pattern are looked at: promises differ in what they show, and each way to answer a question is a page. */
const EACH = { "/lagesbild/vaxer": 3, "/lagesbild/ovanligt": 3, "/lagesbild/var": 6, "/lagesbild/nar": 2, "/lagesbild/aterkommer": 2, "/loften/*": 3, "/offentligt/loften/*": 4 };

export async function pages(tally, people, extra) {
  await tally.try("a fault that is put in is found", () => fault(people));
  const met = new Set();
  const walks = [
    ["anonymous", await people.visitor(), ["/logga-in", "/offentligt", ...EASY, ...WRONG]],
    // Nothing leads to the parts that pages are built of, but to those who build.
    ["coordinator", await people.as("samordnare"), ["/", "/konto", "/stil", ...WRONG, ...extra]],
    // A partner sees the same pages with fewer forms; the links must hold, and its own measure has a form of its own.
    ["partner", await people.as("bostadsbolag"), ["/", ...extra], ["/", "/plan/*"]],
  ];
  const seen = new Map();
  for (const [who, page, starts, only] of walks) await walk(tally, { who, page, starts, only, met, seen });
  await tally.try("the walk met every page", () => {
    const missed = MET.filter((pattern) => !met.has(pattern));
    if (missed.length > 0) throw new Error(`nothing leads to ${missed.join(", ")}`);
  });
}

/** Ids and numbers are what differs between pages of one kind, and codes of places. */
function pattern(path) {
  const place = path.replace(/^\/platser\/(?!(ny|register|tatorter)(\/|$))[^/]+/, "/platser/*");
  return place.replaceAll(/\/(\d+|[0-9a-f]{8}-[0-9a-f-]{27,})(?=\/|$)/g, "/*");
}

async function walk(tally, { who, page, starts, only, met, seen }) {
  const queue = [...starts];
  const queued = new Set(starts);
  const times = new Map();
  while (queue.length > 0) {
    const path = queue.shift();
    const kind = pattern(path.split("?")[0]);
    const count = times.get(kind) ?? 0;
    if (count >= (EACH[kind] ?? (starts.includes(path) ? 9 : 1))) continue;
    times.set(kind, count + 1);
    const found = await open(page, path);
    if (!found) continue;
    if (found.refused && !WRONG.includes(path)) {
      tally.fail(`${who}: ${path}`, new Error(`a link leads here, and the answer is ${found.refused}`));
      continue;
    }
    met.add(pattern(new URL(page.url()).pathname));
    for (const link of found.links) {
      if (!queued.has(link)) queue.push(link);
      queued.add(link);
    }
    // What looks the same to somebody else has been looked at already.
    if (seen.get(found.text) === path || (only && !only.includes(kind))) continue;
    seen.set(found.text, path);
    await tally.try(`${who}: ${path}`, () => look(page, found.html, `${who}${path.replaceAll(/[0-9a-f-]{30,}/g, "x")}`));
  }
}

/** Goes there; says what the page holds and where it leads. Files are not pages. */
async function open(page, path) {
  if (/\.(csv|docx|geojson|ics|json|pdf|svg|xlsx)$/.test(path.split("?")[0])) return undefined;
  await page.setViewportSize({ width: 1280, height: 900 });
  const answer = await page.goto(path);
  const found = await page.evaluate(() => {
    const links = [...document.querySelectorAll("a[href]")].map((a) => new URL(a.href));
    const own = links.filter((link) => link.origin === location.origin);
    return { links: own.map((link) => link.pathname + link.search), text: document.body.innerHTML };
  });
  return { ...found, html: await answer.text(), refused: answer.ok() ? 0 : answer.status() };
}

/** Otherwise a page without faults and a check that sees nothing look the same. */
async function fault(people) {
  const page = await people.visitor();
  await page.goto("/logga-in");
  await page.evaluate((tall) => {
    document.querySelector(".help").remove();
    const image = document.createElement("img");
    image.width = 2000;
    image.height = tall * innerHeight;
    const [one, other, box, ...heads] = ["p", "p", "select", "h2", "h2", "h2"].map((name) => document.createElement(name));
    one.id = other.id = "twice";
    document.querySelector("main").append(image, one, other, box, ...heads);
    const wide = document.createElement("div");
    wide.className = "table-scroll";
    wide.innerHTML = '<table class="cards"><tr><td>x</td></tr></table>';
    wide.querySelector("td").style.minWidth = "1500px";
    document.querySelector("main").append(wide);
  }, LONG);
  const told = await look(page, "<p><div></div></p>", "").then(() => "", String);
  const signs = ["image-alt", "wider than the screen", "the id twice", "a combobox has no name", "html 1:", "list of contents",
    "no link to its help", "is hidden at the side"];
  for (const sign of signs) {
    if (!told.includes(sign)) throw new Error(`it does not see ${sign}`);
  }
}

/** What a whole page has: HTML that is valid, and the ways about it. */
async function whole(page, html) {
  const faults = await invalid(html);
  const seen = await page.evaluate(() => ({
    help: document.querySelector("a.help") !== null,
    contents: document.querySelector("main .contents") !== null,
    screens: document.documentElement.scrollHeight / innerHeight,
    // One long table has nothing to list.
    parts: document.querySelectorAll("main h2").length,
  }));
  const { pathname } = new URL(page.url());
  // What residents read explains itself, and the guide is the help.
  const helpless = ["/offentligt", "/hjalp", "/publicering/forhandsvisning", "/stil"].some((start) => pathname.startsWith(start));
  if (!seen.help && !helpless && !/^\/publicering\/\d+\/sidor/.test(pathname)) faults.push("it has no link to its help");
  if (!seen.contents && seen.parts > 2 && seen.screens > LONG && pathname !== "/stil") faults.push(`${seen.screens.toFixed(1)} screens without a list of contents`);
  return faults;
}

/** `html` is the page as it was sent; `name` is that of the pictures; without one there are none. */
async function look(page, html, name) {
  await page.setViewportSize({ width: 1280, height: 900 });
  const troubles = await whole(page, html);
  // Everything folded is part of the page.
  await page.evaluate(() => {
    document.querySelectorAll("main details").forEach((one) => (one.open = true));
    return document.fonts.ready;
  });
  troubles.push(...(await unnamed(page)));
  await page.evaluate(AXE);
  for (const { width, scheme, rules } of SIGHTS) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 900 });
    const { violations, over, cut } = await page.evaluate(async (runOnly) => {
      const { violations } = await window.axe.run({ runOnly, resultTypes: ["violations"] });
      const { scrollWidth, clientWidth } = document.documentElement;
      const told = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0].target.join(" ")} (${nodes.length})`);
      const hidden = [...document.querySelectorAll(".table-scroll:has(.cards)")].filter(
        (box) => innerWidth <= 480 && box.scrollWidth > box.clientWidth,
      );
      const cut = hidden.map((box) => box.getAttribute("aria-label") ?? "a table");
      return { violations: told, over: scrollWidth - clientWidth, cut };
    }, rules);
    const where = `${width} px ${scheme}`;
    troubles.push(...violations.map((violation) => `${where}: ${violation}`));
    if (over > 0) troubles.push(`${where}: ${over} px wider than the screen`);
    troubles.push(...cut.map((table) => `${where}: something of “${table}” is hidden at the side`));
    if (scheme === "light") await shoot(page, name && `${name.replaceAll(/[^a-z0-9åäö]+/gi, "-")}-${width}`);
  }
  if (troubles.length > 0) throw new Error(troubles.join("\n"));
}

async function shoot(page, name) {
  const folder = process.env.LOFTE_SHOTS;
  if (!folder || !name) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
