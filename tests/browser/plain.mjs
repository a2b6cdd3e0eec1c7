// Without a mouse, and without script.
import assert from "node:assert/strict";
import { PASSWORD, signIn } from "./people.mjs";

export async function plain(tally, people) {
  await tally.try("the skip link leads past the head", () => skip(people));
  await tally.try("what has the focus can be seen", () => visible(people));
  await tally.try("escape closes the account menu", () => escape(people));
  await tally.try("signing in needs only the keyboard", () => signInByKeyboard(people));
  await tally.try("a problem is written with the keyboard alone", () => writeByKeyboard(people));
  await tally.try("without script one can sign in, write and read", () => withoutScript(people));
}

async function focused(page) {
  return page.evaluate(() => {
    const { id, name, tagName, type, textContent, value } = document.activeElement;
    return { id, name, tagName, type, value, text: textContent.trim() };
  });
}

async function skip(people) {
  const page = await people.visitor();
  await page.goto("/offentligt");
  await page.keyboard.press("Tab");
  assert.equal((await focused(page)).text, "Hoppa till innehållet");
  assert.ok(await page.getByRole("link", { name: "Hoppa till innehållet" }).isVisible());
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  const inside = await page.evaluate(() => document.querySelector("main").contains(document.activeElement));
  assert.ok(inside, "the next stop is in the contents");
}

/** Every stop of a page shows that it is the stop: an outline, or a shadow, that is not there otherwise. */
async function visible(people) {
  const page = await people.as("samordnare");
  await page.goto("/problem/nytt");
  const seen = new Set();
  for (let stop = 0; stop < 60; stop += 1) {
    await page.keyboard.press("Tab");
    const ring = await page.evaluate(() => {
      const element = document.activeElement;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      const shown = (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none";
      return { name: `${element.tagName} ${element.id || element.textContent.trim().slice(0, 30)}`, shown };
    });
    if (ring.name.startsWith("BODY")) break;
    assert.ok(ring.shown, `no sign of focus on ${ring.name}`);
    seen.add(ring.name);
  }
  assert.ok(seen.size > 10, `only ${seen.size} stops`);
}

async function escape(people) {
  const page = await people.as("samordnare");
  await tabTo(page, "Inloggad som samordnare · samordnare");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Mitt konto" }).waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Escape");
  assert.equal(await page.getByRole("link", { name: "Mitt konto" }).count(), 0);
  assert.equal((await focused(page)).tagName, "SUMMARY");
}

/** Presses Tab until a control with this id or name has the focus. */
async function tabTo(page, wanted) {
  for (let stop = 0; stop < 120; stop += 1) {
    await page.keyboard.press("Tab");
    const at = await focused(page);
    if (at.id === wanted || at.name === wanted || (["BUTTON", "SUMMARY"].includes(at.tagName) && at.text === wanted)) return;
  }
  throw new Error(`Tab never reached ${wanted}`);
}

async function signInByKeyboard(people) {
  const page = await people.visitor();
  await page.goto("/logga-in");
  await tabTo(page, "login");
  await page.keyboard.type("polis");
  await tabTo(page, "password");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Översikt" }).waitFor();
}

async function writeByKeyboard(people) {
  const page = await people.as("samordnare");
  await page.goto("/problem/nytt");
  await tabTo(page, "title");
  await page.keyboard.type("Trasig belysning längs strandpromenaden");
  await tabTo(page, "description");
  await page.keyboard.type("Lampor är släckta efter mörkrets inbrott.");
  await tabTo(page, "areas");
  await page.keyboard.press("Space");
  await tabTo(page, "edition");
  await page.keyboard.press("End");
  // A group of choices is one stop; arrows choose in it.
  await tabTo(page, "decision");
  await page.keyboard.press("Space");
  await tabTo(page, "reason");
  await page.keyboard.type("Många går där, och det går att göra något åt.");
  await tabTo(page, "Spara problemet");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: /strandpromenaden/ }).waitFor();
}

async function withoutScript(people) {
  const page = await people.visitor({ javaScriptEnabled: false });
  await signIn(page, "samordnare");
  await page.goto("/leveranser/ny");
  await page.getByLabel(/^Brås statistik/).check();
  const file = { name: "tom.csv", mimeType: "text/csv", buffer: Buffer.from("kommun,year,key,count,per100k\n") };
  await page.getByLabel("Fil", { exact: true }).setInputFiles(file);
  await page.getByRole("button", { name: "Fortsätt" }).click();
  await page.waitForURL(/\/jobb\//);
  // The page fetches itself again until the job has ended.
  await page.getByRole("link", { name: /Leverera en fil|Alla leveranser|Till leveransen/ }).first().waitFor();
  await page.goto("/loften");
  await page.getByRole("link", { name: /Tryggare stationsområde/ }).first().click();
  await page.getByRole("heading", { level: 1, name: "Tryggare stationsområde" }).waitFor();
  await page.goto("/offentligt/loften/2");
  await page.getByText("Ledde det till det som var målet?").waitFor();
}
