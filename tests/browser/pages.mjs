// Every page that links lead to, as each role sees it: axe finds nothing, and nothing is wider than the screen.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packages } from "./people.mjs";

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
/** Patterns that the walk must have met, so that a page nobody links to is missed here and not by its readers. */
const MET = [
  "/", "/logga-in", "/leveranser", "/leveranser/ny", "/leveranser/*", "/lagesbild", "/problem", "/problem/nytt", "/problem/*",
  "/loften", "/loften/nytt", "/loften/*", "/plan", "/plan/ny", "/plan/*", "/uppfoljning/*", "/publicering", "/publicering/ny",
  "/overenskommelser", "/konton", "/konton/*", "/konton/*/utdrag", "/konto", "/drift", "/drift/kontroll", "/drift/gallring",
  "/drift/radera", "/stil", "/offentligt", "/offentligt/loften/*", "/offentligt/lagesbild", "/offentligt/om",
];
/** Addresses that end in an error, which is a page too. */
const WRONG = ["/finns-inte", "/loften/finns-inte", "/offentligt/finns-inte", "/offentligt/loften/99"];
/** How many pages of a pattern are looked at: promises differ in what they show. */
const EACH = { "/loften/*": 3, "/offentligt/loften/*": 4 };

export async function pages(tally, people, extra) {
  await tally.try("a fault that is put in is found", () => fault(people));
  const met = new Set();
  const walks = [
    ["anonymous", await people.visitor(), ["/logga-in", "/offentligt", ...WRONG]],
    ["coordinator", await people.as("samordnare"), ["/", "/konto", ...WRONG, ...extra]],
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

/** Ids and numbers are what differs between pages of one kind. */
function pattern(path) {
  return path.replaceAll(/\/(\d+|[0-9a-f]{8}-[0-9a-f-]{27,})(?=\/|$)/g, "/*");
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
    await tally.try(`${who}: ${path}`, () => look(page, `${who}${path.replaceAll(/[0-9a-f-]{30,}/g, "x")}`));
  }
}

/** Goes there; says what the page holds and where it leads. Files are not pages. */
async function open(page, path) {
  if (/\.(csv|json|pdf)$/.test(path)) return undefined;
  await page.setViewportSize({ width: 1280, height: 900 });
  const answer = await page.goto(path);
  const found = await page.evaluate(() => {
    const links = [...document.querySelectorAll("a[href]")].map((a) => new URL(a.href));
    const own = links.filter((link) => link.origin === location.origin);
    return { links: own.map((link) => link.pathname + link.search), text: document.body.innerHTML };
  });
  return { ...found, refused: answer.ok() ? 0 : answer.status() };
}

/** Otherwise a page without faults and a check that sees nothing look the same. */
async function fault(people) {
  const page = await people.visitor();
  await page.goto("/offentligt");
  await page.evaluate(() => {
    const image = document.createElement("img");
    image.width = 2000;
    document.querySelector("main").append(image);
  });
  const told = await look(page, "").then(() => "", String);
  for (const sign of ["image-alt", "wider than the screen"]) {
    if (!told.includes(sign)) throw new Error(`it does not see ${sign}`);
  }
}

/** `name` is that of the pictures; without one there are none. */
async function look(page, name) {
  // Everything folded is part of the page.
  await page.evaluate(() => {
    document.querySelectorAll("main details").forEach((one) => (one.open = true));
    return document.fonts.ready;
  });
  await page.evaluate(AXE);
  const troubles = [];
  for (const { width, scheme, rules } of SIGHTS) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 900 });
    const { violations, over } = await page.evaluate(async (runOnly) => {
      const { violations } = await window.axe.run({ runOnly, resultTypes: ["violations"] });
      const { scrollWidth, clientWidth } = document.documentElement;
      const told = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0].target.join(" ")} (${nodes.length})`);
      return { violations: told, over: scrollWidth - clientWidth };
    }, rules);
    const where = `${width} px ${scheme}`;
    troubles.push(...violations.map((violation) => `${where}: ${violation}`));
    if (over > 0) troubles.push(`${where}: ${over} px wider than the screen`);
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
