// Runs axe over pages in Chromium, wide and narrow, light and dark, and fails on any violation.
// Also fails when a page is wider than the screen. `node axe.mjs <address> [<address> …]`;
// set CHROMIUM when the browser is not at /usr/bin/chromium.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const addresses = process.argv.slice(2);
if (addresses.length === 0) {
  console.error("Name at least one address to look at.");
  process.exit(2);
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
let problems = 0;
for (const address of addresses) {
  for (const width of [320, 390, 1280]) {
    for (const colorScheme of ["light", "dark"]) {
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
      await page.goto(address);
      await page.evaluate(() => document.fonts.ready);
      await page.addScriptTag({ content: axe });
      const { violations } = await page.evaluate(() =>
        window.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
      );
      const over = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      const where = `${address} ${width}px ${colorScheme}`;
      for (const { id, help, nodes } of violations) {
        problems += 1;
        console.error(`${where}: ${id}: ${help}`);
        for (const node of nodes.slice(0, 5)) console.error(`    ${node.target.join(" ")}`);
      }
      if (over > 0) {
        problems += 1;
        console.error(`${where}: ${over} px wider than the screen`);
      }
      await page.close();
    }
  }
}
await browser.close();
console.log(`${addresses.length} pages, ${problems} problems`);
process.exit(problems === 0 ? 0 : 1);
