// The whole cycle as people walk it: a delivery, a picture, a promise with a rule, two signatures, a measure, a report,
// a publication, and a resident who reads it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { listen } from "./aloud.mjs";
import { group } from "./people.mjs";

const TITLE = "Tryggare väg till stationen";
const MEASURE = "Bostadsbolaget lyser upp gångvägen till stationen";

/** Returns the addresses of what it wrote. */
export async function story(tally, house, people) {
  const told = { house, people, heard: [] };
  await tally.inOrder([
    ["a screen reader reads the page for signing in", () => signInAloud(told)],
    ["the coordinator signs in and sees the whole chain", () => chain(told)],
    ["a delivered file is taken in by a job, and its rows add up", () => deliver(told)],
    ["the picture is computed again with the new rows, and opens", () => picture(told)],
    ["a promise without a goal says that it promises activities and no effect", () => draft(told)],
    ["with a goal, the gate says what the survey could show", () => goal(told)],
    ["the coordinator signs, and waits for the police", () => signFirst(told)],
    ["the police sign, and the promise is frozen", () => signSecond(told)],
    ["a measure is tied to a cause and to the housing company", () => measure(told)],
    ["the housing company reports on its measure, and on no other", () => report(told)],
    ["the coordinator publishes", () => publish(told)],
    ["a resident reads the new promise, the older verdict and the document", () => resident(told)],
    ["the coordinator takes a backup, which is read back", () => backUp(told)],
    ["a screen reader says what it said before", () => unchanged(told)],
    ["nothing went wrong in anybody's browser", () => untroubled(told)],
  ]);
  // What was written is looked over with the other pages.
  const addresses = [told.promise, told.measure].filter((address) => address !== undefined);
  return addresses.map((address) => new URL(address).pathname);
}

/** What is read otherwise is told at the end: the story goes on. */
async function hear(told, page, name, part) {
  await listen(page, name, part).catch((error) => told.heard.push(error.message));
}

function unchanged({ heard }) {
  if (heard.length > 0) throw new Error(heard.join("\n"));
}

async function signInAloud(told) {
  const page = await told.people.visitor();
  await page.goto("/logga-in");
  await hear(told, page, "sign-in", "body");
}

async function chain(told) {
  const page = (told.coordinator = await told.people.as("samordnare"));
  const links = page.getByRole("list", { name: "Kedjans länkar" }).getByRole("listitem");
  assert.equal(await links.count(), 8);
  const text = await page.locator("main").innerText();
  assert.match(text, /Effektmålet är nått i 1\./);
  assert.ok(!text.includes("saknas"), "no link of the demo is missing");
  await hear(told, page, "overview", "body");
}

/** Five new rows, one that the demo has already, and one without a day. */
function faults(house) {
  const [header, known] = readFileSync(house.material("syntetisk-felanmalan-2025.csv"), "utf8").split(/\r?\n/);
  const days = ["02", "03", "04", "05", "06"];
  const fresh = days.map((day) => `S2026-${day};2026-03-${day} 19:30;Klotter;59,05${day}3;16,58638`);
  return [header, known, ...fresh, "S2026-99;någon gång;Klotter;59,05153;16,58638", ""].join("\n");
}

async function deliver(told) {
  const { house, coordinator: page } = told;
  await page.getByRole("link", { name: "Underlag" }).first().click();
  await page.goto("/leveranser/ny");
  await hear(told, page, "deliver");
  await page.getByLabel(/^Händelser: /).check();
  const file = { name: "felanmalan-2026.csv", mimeType: "text/csv", buffer: Buffer.from(faults(house)) };
  await page.getByLabel("Fil", { exact: true }).setInputFiles(file);
  await page.getByText("För den som har en mappningsfil").click();
  await page.getByLabel(/^Mappningsfil/).setInputFiles(house.material("felanmalan.toml"));
  await page.getByRole("button", { name: "Fortsätt" }).click();
  await page.waitForURL(/\/jobb\//);
  await page.getByRole("link", { name: "Till leveransen" }).waitFor();
  await page.getByRole("link", { name: "Till leveransen" }).click();
  const count = async (name) => {
    const heading = page.getByRole("rowheader", { name, exact: true });
    return Number(await page.getByRole("row").filter({ has: heading }).getByRole("cell").innerText());
  };
  const [read, stored, known, rejected] = [
    await count("Lästa i filen"),
    await count("Sparade"),
    await count("Fanns redan, sparades inte igen"),
    await count("Avvisade"),
  ];
  assert.deepEqual([read, stored, known, rejected], [7, 5, 1, 1]);
  assert.equal(read, stored + known + rejected);
  await hear(told, page, "delivered");
}

async function picture({ coordinator: page }) {
  await page.goto("/lagesbild");
  // It knows that a delivery has come since.
  assert.match(await page.locator(".answered", { hasText: "Visar lägesbilden" }).innerText(), /Nej\..*Räkna om den\./s);
  await page.getByRole("button", { name: "Räkna om" }).click();
  await page.getByRole("link", { name: "Till lägesbilden" }).click();
  await page.getByRole("heading", { level: 1, name: "Lägesbild" }).waitFor();
  // Five sentences say what the situation is; each leads to a page with figure, table and source.
  assert.equal(await page.locator(".brief dd").count(), 5);
  await page.getByRole("link", { name: "Vad är ovanligt just nu?" }).click();
  assert.match(await page.locator(".answer").first().innerText(), /den senaste hela veckan/);
  await page.goto("/lagesbild");
  await page.getByRole("link", { name: "När händer det?" }).click();
  await page.getByText("Välj rader").click();
  await page.getByLabel("Plats", { exact: true }).selectOption({ label: "Stationsområdet" });
  await page.getByLabel("Dag", { exact: true }).selectOption({ label: "Fredag och lördag" });
  await page.getByLabel("Från kl.", { exact: true }).selectOption("18");
  await page.getByLabel("Till kl.", { exact: true }).selectOption("22");
  await page.locator("details.filter").getByRole("button", { name: "Visa" }).click();
  await page.getByText("Stationsområdet; fredag och lördag kl. 18–22").first().waitFor();
  assert.ok((await page.locator("figure").count()) > 0, "the question has figures");
  assert.match(await page.locator("main").innerText(), /Källa/);
}

async function draft(told) {
  const page = told.coordinator;
  await page.goto("/loften/nytt");
  await page.getByLabel("Kort namn").fill(TITLE);
  await page.getByLabel("Löftet med vanliga ord").fill("Vi gör vägen till och från stationen tryggare att gå på kvällen.");
  await page.getByLabel("Gäller från och med").fill("2026-07-01");
  await page.getByLabel("Gäller till och med").fill("2027-12-31");
  await group(page, "Var gäller löftet?").getByLabel(/station/i).check();
  await group(page, "Vilka problem svarar löftet på?").getByLabel(/stationsområde/).check();
  await page.getByLabel("Vad åtar ni er?").first().fill("Bostadsbolaget håller gångvägen till stationen upplyst");
  await group(page, "Vilka åtar sig det?").first().getByLabel("Bostadsbolaget").check();
  await page.locator("#commitment_1_kind").selectOption({ label: "Minst så här många" });
  await page.locator("#commitment_1_count").fill("2");
  await page.locator("#commitment_1_unit").fill("ronder");
  await page.locator("#commitment_1_per").selectOption("month");
  await page.getByRole("button", { name: "Spara utkastet" }).click();
  await page.getByRole("heading", { level: 1, name: TITLE }).waitFor();
  told.promise = page.url();
  const text = await page.locator("main").innerText();
  assert.match(text, /Inget saknas: löftet kan undertecknas/);
  assert.match(text, /Lovar insatser, inte effekt/);
}

async function goal({ coordinator: page }) {
  await page.getByRole("link", { name: "Ändra löftet" }).click();
  await page.getByLabel("Vad ska ändras?").selectOption("trygg_stationen");
  await page.getByLabel("Vilken mätning är utgångsläget?").selectOption("2025");
  await page.getByLabel("Vad heter mätningen som ska avgöra?").fill("2027");
  await page.getByLabel("Vilket år görs den?").fill("2027");
  await page.getByRole("button", { name: "Spara utkastet" }).click();
  await page.getByRole("heading", { name: "Vad mätningen kan visa" }).waitFor();
  const text = await page.locator("main").innerText();
  assert.match(text, /Inget saknas: löftet kan undertecknas/);
  assert.match(text, /Minsta förändring som går att se\s+\d+,\d procentenheter/);
}

async function signFirst(told) {
  const page = told.coordinator;
  await page.getByRole("link", { name: "Läs igenom och underteckna" }).click();
  await page.getByRole("button", { name: "Underteckna" }).waitFor();
  await hear(told, page, "sign-promise");
  await page.getByLabel("Genom vilken funktion?").fill("kommunstyrelsens ordförande");
  await page.getByRole("button", { name: "Underteckna" }).click();
  await page.getByText("Nu väntar underskrift från polisen").waitFor();
}

async function signSecond(told) {
  const page = (told.police = await told.people.as("polis"));
  // The first page leads there.
  await page.getByRole("link", { name: /Löfte \d+ väntar på din sidas underskrift/ }).click();
  await page.getByRole("link", { name: "Läs igenom och underteckna" }).click();
  await page.getByLabel("Genom vilken funktion?").fill("lokalpolisområdeschef");
  await page.getByRole("button", { name: "Underteckna" }).click();
  await page.getByText("Alla sidor har undertecknat").waitFor();
  assert.match(await page.locator("main").innerText(), /Fingeravtryck: [0-9a-f]{64}/);
  for (const someone of [told.police, told.coordinator]) {
    const refused = await someone.goto(`${told.promise}/andra`);
    assert.ok([403, 409, 422].includes(refused.status()), `changing a frozen promise gave ${refused.status()}`);
  }
  assert.match(await told.coordinator.locator("main").innerText(), /kan inte ändras/);
}

async function measure(told) {
  const page = told.coordinator;
  await page.goto(told.promise);
  await page.getByRole("link", { name: "Lägg till en åtgärd" }).click();
  await page.getByLabel("Åtgärden i några ord").fill(MEASURE);
  await group(page, "Vilka orsaker ska den ta bort eller försvaga?").getByLabel(/Problem 1, orsak 1:/).check();
  const promised = page.getByLabel("Vilket åtagande uppfyller den?").locator("option:checked");
  assert.match(await promised.innerText(), /håller gångvägen till stationen upplyst/);
  await page.getByLabel("Situationell").check();
  await page.getByLabel("Vilken organisation ansvarar?").selectOption({ label: "Bostadsbolaget" });
  await page.getByLabel("Vilken funktion där?").fill("driftchef");
  await page.getByLabel("Senast klar").fill("2027-10-31");
  await page.getByRole("button", { name: "Spara åtgärden" }).click();
  await page.getByRole("heading", { level: 1, name: MEASURE }).waitFor();
  told.measure = page.url();
}

async function report(told) {
  const page = (told.partner = await told.people.as("bostadsbolag"));
  await page.goto(told.measure);
  await page.getByLabel("Är den genomförd?").selectOption("ongoing");
  await page.getByLabel("Blev det som avsett?").selectOption("as_intended");
  await page.getByLabel(/Hur många ronder/).fill("3");
  await page.getByLabel("Vad har gjorts?").fill("Tre ronder, två lampor lagade.");
  await page.getByRole("button", { name: "Spara rapporten" }).click();
  await page.getByText("Hittills 3 ronder").waitFor();
  // Another's measure is not theirs to see, and does not take a report either.
  await page.goto("/plan");
  assert.equal(await page.getByRole("link", { name: /Fotpatrull/ }).count(), 0);
  await told.coordinator.goto("/plan");
  const other = await told.coordinator.getByRole("link", { name: /Fotpatrull/ }).first().getAttribute("href");
  const status = await page.evaluate(async (address) => {
    const body = new URLSearchParams({ execution: "done", fidelity: "partly", effect: "unknown", done: "9", note: "" });
    return (await fetch(`${address}/rapport`, { method: "POST", body })).status;
  }, other);
  assert.equal(status, 404);
}

async function publish(told) {
  const page = told.coordinator;
  await page.goto("/publicering");
  await page.getByRole("link", { name: /^Publicera/ }).last().click();
  await page.getByRole("heading", { level: 1, name: /Publicera nummer 3/ }).waitFor();
  assert.ok((await page.locator("main").innerText()).includes(TITLE));
  await hear(told, page, "publish");
  for (const read of await page.getByRole("checkbox", { name: /Jag har läst/ }).all()) await read.check();
  await page.getByRole("button", { name: "Publicera" }).click();
  await page.getByText(/Publicering 3 från/).waitFor();
}

async function resident(told) {
  const page = (told.resident = await told.people.visitor());
  // The public side looks for a newer publication every other second.
  await untilPublished(page);
  await page.getByRole("heading", { name: "Håller kommunen och polisen vad de lovar?" }).waitFor();
  await page.getByRole("link", { name: TITLE }).click();
  const text = await page.locator("main").innerText();
  assert.match(text, /Utfallet kommer efter mätningen 2027\./);
  assert.ok(text.includes(MEASURE), "the measure stands under its undertaking");
  assert.match(text, /Gjort: 3 av minst 36 ronder/);
  assert.ok(!text.includes("två lampor lagade"), "notes of reports are not for the public");
  await hear(told, page, "public-promise");
  await page.getByRole("navigation", { name: "Huvudmeny" }).getByRole("link", { name: "Löften" }).click();
  await page.getByRole("link", { name: "Tryggare stationsområde" }).click();
  assert.match(await page.locator("main").innerText(), /Ja\. Andelen som .* har ökat med/);
  const href = await page.getByRole("link", { name: "Löftet som PDF" }).getAttribute("href");
  const document = await page.request.get(href, { timeout: 300_000 });
  assert.equal(document.headers()["content-type"], "application/pdf");
  assert.equal((await document.body()).subarray(0, 5).toString(), "%PDF-");
}

async function untilPublished(page) {
  // It comes within seconds, or within minutes on a busy machine; a story that hangs is ended from outside.
  for (;;) {
    await page.goto("/offentligt", { waitUntil: "domcontentloaded" });
    const published = await page.request.get("/offentligt/data/promises.json", { headers: { "cache-control": "no-cache" } });
    if ((await published.json()).publication === 3) {
      await page.reload();
      return;
    }
    await page.waitForTimeout(250);
  }
}

async function backUp({ coordinator: page }) {
  await page.goto("/");
  await page.getByRole("link", { name: /ingen säkerhetskopia/ }).click();
  await page.getByRole("button", { name: "Ta en säkerhetskopia nu" }).click();
  await page.waitForURL(/\/jobb\//);
  await page.getByRole("link", { name: "Till driften" }).waitFor();
  assert.match(await page.locator(".answered").first().innerText(), /Ja\. Säkerhetskopian .* hel\./s);
  await page.getByRole("link", { name: "Till driften" }).click();
  assert.match(await page.locator(".answered").first().innerText(), /En hel säkerhetskopia togs/);
  await page.getByRole("link", { name: "Gå igenom hela installationen" }).click();
  assert.match(await page.locator(".answered").first().innerText(), /Ja, /);
}

function untroubled(told) {
  for (const who of ["coordinator", "police", "partner", "resident"]) {
    assert.deepEqual(told[who].troubles, [], who);
  }
}
