// Bundles src/ into dist/: one style sheet, one script, the fonts, the symbol and their licences.
// `node build.mjs` after `npm ci --ignore-scripts`.
import { build } from "esbuild";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";

const here = new URL("./", import.meta.url);
const dist = new URL("dist/", here);
const web = new URL("node_modules/@fontsource/source-sans-3/", here);
const print = new URL("node_modules/@expo-google-fonts/source-sans-3/", here);

await rm(dist, { recursive: true, force: true });
await mkdir(new URL("fonts/", dist), { recursive: true });

const shared = {
  bundle: true,
  minify: true,
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
};
await build({
  ...shared,
  entryPoints: [new URL("src/app.css", here).pathname],
  outfile: new URL("app.css", dist).pathname,
  external: ["./fonts/*"],
});
await build({
  ...shared,
  entryPoints: [new URL("src/app.js", here).pathname],
  outfile: new URL("app.js", dist).pathname,
  format: "iife",
  target: "es2021",
});

for (const subset of ["latin", "latin-ext"]) {
  for (const weight of [400, 600, 700]) {
    await cp(
      new URL(`files/source-sans-3-${subset}-${weight}-normal.woff2`, web),
      new URL(`fonts/source-sans-3-${subset}-${weight}.woff2`, dist),
    );
  }
}
for (const [folder, file] of [
  ["400Regular", "SourceSans3_400Regular.ttf"],
  ["700Bold", "SourceSans3_700Bold.ttf"],
]) {
  await cp(new URL(`${folder}/${file}`, print), new URL(`fonts/${file}`, dist));
}
await cp(new URL("src/symbol.svg", here), new URL("symbol.svg", dist));

const licences = [
  ["Source Sans 3 (woff2), @fontsource/source-sans-3", new URL("LICENSE", web)],
  ["Source Sans 3 (TTF), the typeface", new URL("LICENSE_FONT", print)],
  ["Source Sans 3 (TTF), the package @expo-google-fonts/source-sans-3", new URL("LICENSE", print)],
];
const parts = await Promise.all(
  licences.map(async ([name, file]) => `${name}\n${"=".repeat(name.length)}\n\n${await readFile(file, "utf8")}`),
);
await writeFile(new URL("licences.txt", dist), parts.join("\n\n"));
