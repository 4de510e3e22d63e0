// Builds the front end into svs/web/static/web: styles, script, font and one sprite of the icons we use.
import { build } from "esbuild";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

const here = new URL(".", import.meta.url).pathname;
const out = `${here}../static/web`;
const modules = `${here}../../../node_modules`;
mkdirSync(out, { recursive: true });

cpSync(`${here}mark.svg`, `${out}/mark.svg`);
cpSync(`${modules}/@fontsource-variable/inter/files/inter-latin-opsz-normal.woff2`, `${out}/inter.woff2`);
const names = readFileSync(`${here}icons.txt`, "utf8").split(/\s+/).filter(Boolean);
const symbols = names.map((name) => {
  const svg = readFileSync(`${modules}/@tabler/icons/icons/outline/${name}.svg`, "utf8");
  const inner = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>")).trim();
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round">${inner}</symbol>`;
});
writeFileSync(`${out}/icons.svg`, `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`);

const shared = { bundle: true, minify: true, target: ["es2022"], logLevel: "warning" };
await build({ ...shared, entryPoints: [`${here}js/app.js`], outfile: `${out}/app.js`, format: "iife" });
await build({ ...shared, entryPoints: [`${here}css/app.css`], outfile: `${out}/app.css`, external: ["*.woff2"] });
