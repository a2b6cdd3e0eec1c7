// What a screen reader says on the main ways through the program, from the first word of a page's contents to the last.
//
// A reader that needs no sound (guidepup's virtual one) walks the page in the browser. What it said stands in `aloud/`, a
// file for each page, and a change of it is read in the diff like any other; LOFTE_BLESS=1 writes it anew. Ids, days, what
// is counted up to today and fingerprints differ from run to run and stand there as …. Left out: the head and the foot, which the first file has.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { packages } from "./people.mjs";

const FOLDER = new URL("aloud/", import.meta.url);
const BLESS = process.env.LOFTE_BLESS === "1";
/** More than any page says; a reader that goes round and round is stopped. */
const MOST = 4000;

let bundled;

/** The reader as a script for a page. */
async function reader() {
  const { build } = packages("esbuild");
  const made = await build({
    stdin: {
      contents: 'export { virtual } from "@guidepup/virtual-screen-reader";',
      resolveDir: new URL("../../assets/", import.meta.url).pathname,
    },
    bundle: true,
    write: false,
    format: "iife",
    globalName: "aloud",
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "error",
  });
  return made.outputFiles[0].text;
}

/** Everything that is said of a part of the page, in order. */
export async function said(page, part = "main") {
  bundled ??= await reader();
  await page.evaluate(bundled);
  const phrases = await page.evaluate(
    async ([part, most]) => {
      const { virtual } = globalThis.aloud;
      await virtual.start({ container: document.querySelector(part) });
      const first = await virtual.lastSpokenPhrase();
      for (let turn = 0; turn < most; turn += 1) {
        await virtual.next();
        // Past the end it begins again.
        if ((await virtual.lastSpokenPhrase()) === first) break;
      }
      const phrases = await virtual.spokenPhraseLog();
      await virtual.stop();
      return phrases.slice(0, -1);
    },
    [part, MOST],
  );
  if (phrases.length + 1 >= MOST) throw new Error("the reader did not come to an end");
  return calm(phrases.map(masked));
}

/** What waits grows with the days that pass: it is said once, and the list that it stands in has no size. */
function calm(phrases) {
  const waiting = phrases.flatMap((phrase, at) => (/: avstämningen … dag väntar/.test(phrase) ? [at] : []));
  if (waiting.length === 0) return phrases;
  const again = new Set(waiting.slice(1).flatMap((at) => [at - 1, at, at + 1]));
  const [from, to] = [phrases.lastIndexOf("list", waiting[0]), phrases.indexOf("end of list", waiting[0])];
  const unsized = (phrase, at) =>
    at > from && at < to ? phrase.replace(/position \d+, set size \d+$/, "position …, set size …") : phrase;
  return phrases.map(unsized).filter((_, at) => !again.has(at));
}

/** The day of this run, here and in Sweden. */
const TODAY = ["UTC", "Europe/Stockholm"].map((timeZone) => new Date().toLocaleDateString("sv-SE", { timeZone }));

/** Without what differs from run to run. */
function masked(phrase) {
  return TODAY.reduce((text, day) => text.replaceAll(new RegExp(`${day}(?! \\d{2}:)`, "g"), "… i dag"), phrase)
    .replaceAll("\u00a0", " ")
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "…")
    .replaceAll(/\b[0-9a-f]{64}\b/g, "…")
    .replaceAll(/\b(?=[a-z]*\d)[0-9a-f]{8,12}\b/g, "…")
    .replaceAll(/\b\d{1,2} (januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december) \d{4}(,? (kl\. )?\d{1,2}[.:]\d{2})?/g, "… dag")
    .replaceAll(/\d{4}-\d{2}-\d{2} \d{2}:\d{2}/g, "… stund")
    // How far one would have come by today at an even pace.
    .replaceAll(/Med jämn takt vore \d+ gjorda nu: det går (i takt|efter)\./g, "Med jämn takt vore … gjorda nu.")
    .replaceAll(/127\.0\.0\.1:\d+/g, "…");
}

/** Compares what is said with what was said before; both stand in the failure. */
export async function listen(page, name, part) {
  const now = `${(await said(page, part)).join("\n")}\n`;
  const file = new URL(`${name}.txt`, FOLDER);
  if (BLESS) {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, now);
  }
  const before = existsSync(file) ? readFileSync(file, "utf8") : "";
  if (now === before) return;
  const [old, fresh] = [before.split("\n"), now.split("\n")];
  const at = fresh.findIndex((phrase, place) => phrase !== old[place]);
  throw new Error(`${name} is read otherwise from line ${at + 1}; LOFTE_BLESS=1 writes it anew:\n- ${old.slice(at, at + 4).join("\n- ")}\n+ ${fresh.slice(at, at + 4).join("\n+ ")}`);
}
