// Walks the story in a real browser against a built program; see README.md.
import { House } from "./house.mjs";
import { pages } from "./pages.mjs";
import { People } from "./people.mjs";
import { plain } from "./plain.mjs";
import { story } from "./story.mjs";
import { Tally } from "./tally.mjs";

// Longer than the busiest machine takes; a story that hangs still ends.
const LONGEST_MS = 3_600_000;

const program = process.env.LOFTE_BIN;
if (!program) {
  console.error("Name the program to try in LOFTE_BIN.");
  process.exit(2);
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(130));

const tally = new Tally();
const late = setTimeout(() => {
  tally.fail("the story ends in time", new Error(`it took longer than ${LONGEST_MS / 1000} seconds`));
  process.exit(tally.sum());
}, LONGEST_MS);

let house;
let people;
try {
  house = await House.open(program);
  people = await People.gather(house.address);
  const written = await story(tally, house, people);
  await plain(tally, people);
  await pages(tally, people, written);
} catch (error) {
  tally.fail("the story could be told", error);
} finally {
  clearTimeout(late);
  await people?.leave().catch(() => {});
  house?.close();
}
process.exit(tally.sum());
