// What axe does not look for: ids and names that stand twice, controls without a name in the browser's own accessibility
// tree, and HTML that is not valid. The page is taken as the program sent it, before any script has touched it.
import { readFileSync } from "node:fs";
import { packages } from "./people.mjs";

const { HtmlValidate } = packages("html-validate");
const RULES = JSON.parse(readFileSync(new URL("html-validate.json", import.meta.url), "utf8"));
const checker = new HtmlValidate(RULES);

/** What is wrong with the HTML, a line for each fault. */
export async function invalid(html) {
  const report = await checker.validateString(html);
  const faults = report.results.flatMap(({ messages }) => messages);
  return faults.map(({ ruleId, message, line, column }) => `html ${line}:${column}: ${message} (${ruleId})`);
}

/** Roles that people find by their name, and that may therefore not share one on a page. */
const FOUND_BY_NAME = new Set(["navigation", "region", "table", "textbox", "searchbox", "combobox"]);
/** Roles that do nothing without a name. */
const NEED_A_NAME = new Set([...FOUND_BY_NAME, "button", "link", "checkbox", "radio", "heading", "image"]);

/** What is wrong with ids and names, a line for each fault. */
export async function unnamed(page) {
  const ids = await page.evaluate(() => [...document.querySelectorAll("[id]")].map((one) => one.id));
  const faults = doubles(ids).map((id) => `two elements have the id ${id}`);
  const session = await page.context().newCDPSession(page);
  try {
    const { nodes } = await session.send("Accessibility.getFullAXTree");
    const seen = nodes.filter((node) => !node.ignored);
    const named = seen.map((node) => ({ role: node.role?.value ?? "", name: (node.name?.value ?? "").trim() }));
    for (const { role, name } of named) {
      if (NEED_A_NAME.has(role) && name === "") faults.push(`a ${role} has no name`);
    }
    const shared = named.filter(({ role, name }) => FOUND_BY_NAME.has(role) && name !== "");
    faults.push(...doubles(shared.map(({ role, name }) => `${role} “${name}”`)).map((one) => `there are two: ${one}`));
  } finally {
    await session.detach();
  }
  return faults;
}

function doubles(all) {
  return [...new Set(all.filter((one, place) => all.indexOf(one) !== place))];
}
