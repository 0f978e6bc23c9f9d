// Bundles what the pages are drawn with into a folder: node build.mjs SOURCES OUT. Run by tollbook.web.assets_build, in a
// folder where npm has installed the packages of package-lock.json.
import { build } from "esbuild";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [sources, out] = process.argv.slice(2);
const installed = join(process.cwd(), "node_modules");
const font = "@fontsource/ibm-plex-sans-arabic";
mkdirSync(out, { recursive: true });

const entries = readdirSync(sources).filter((name) => name.endsWith(".js"));
const bundled = await build({
  entryPoints: entries.map((name) => join(sources, name)),
  outdir: out,
  bundle: true,
  format: "iife",
  minify: true,
  target: "es2020",
  charset: "utf8",
  legalComments: "none", // all of them are in NOTICE.txt
  nodePaths: [installed],
  metafile: true,
});

cpSync(join(installed, "world-atlas", "countries-50m.json"), join(out, "world.json"));
for (const script of ["arabic", "latin", "latin-ext"])
  for (const weight of [400, 600])
    cpSync(
      join(installed, font, "files", `ibm-plex-sans-arabic-${script}-${weight}-normal.woff2`),
      join(out, `plex-${script}-${weight}.woff2`),
    );

// The licence of every package of which anything is in the folder.
const used = new Set(["world-atlas", font]);
for (const file of Object.keys(bundled.metafile.inputs)) {
  const found = file.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//);
  if (found) used.add(found[1]);
}
const notices = [...used].sort().map((name) => {
  const folder = join(installed, name);
  const told = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const licence = readdirSync(folder).find((file) => /^(licen[cs]e|copying)/i.test(file));
  if (!licence) throw new Error(`${name} has no licence file: look for its terms before it is bundled`);
  const text = readFileSync(join(folder, licence), "utf8").trim();
  return `${name} ${told.version} (${told.license})\n\n${text}`;
});
const opening =
  "Tollbook's pages and situation reports contain the following. The map's outlines are Natural Earth's, which is in the\n" +
  "public domain.";
writeFileSync(join(out, "NOTICE.txt"), [opening, ...notices].join(`\n\n${"-".repeat(80)}\n\n`) + "\n");
