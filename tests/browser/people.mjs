// The browser, and those who use it: each person has cookies of their own.
import { createRequire } from "node:module";

/** Playwright and axe come with the browser assets. */
export const packages = createRequire(new URL("../../assets/package.json", import.meta.url));
const { chromium } = packages("playwright-core");

const PASSWORD = "loftet-ska-hallas";
const QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync",
  "--no-first-run", "--disable-default-apps", "--disable-dev-shm-usage"];

export class People {
  static async gather(address) {
    const people = new People();
    people.address = address;
    people.browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: QUIET,
    });
    return people;
  }

  /** Somebody who is not signed in. */
  async visitor(settings = {}) {
    const context = await this.browser.newContext({ baseURL: this.address, locale: "sv-SE", ...settings });
    // A busy machine is no fault: only what never comes is.
    context.setDefaultTimeout(300_000);
    const page = await context.newPage();
    // A page whose own script fails has failed, even if it looks right.
    page.troubles = [];
    page.on("pageerror", (error) => page.troubles.push(String(error)));
    page.on("console", (message) => {
      // A refused page is told by its status; that is not trouble.
      const refused = message.text().startsWith("Failed to load resource: the server responded with a status of 4");
      if (message.type() === "error" && !refused) page.troubles.push(message.text());
    });
    return page;
  }

  /** Somebody with an account in the demo. */
  async as(login, settings = {}) {
    const page = await this.visitor(settings);
    await signIn(page, login);
    return page;
  }

  async leave() {
    await this.browser.close();
  }
}

export async function signIn(page, login) {
  await page.goto("/logga-in");
  await page.getByLabel("Användarnamn").fill(login);
  await page.getByLabel("Lösenord").fill(PASSWORD);
  await page.getByRole("button", { name: "Logga in" }).click();
  await page.getByRole("heading", { level: 1, name: "Översikt" }).waitFor();
}

/** The boxes of a group of choices. */
export function group(page, name) {
  return page.getByRole("group", { name });
}

export { PASSWORD };
