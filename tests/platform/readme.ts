/** What README shows under "Install", block by block, each where it is said to run. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { allBlocks, statedOutput } from "../docs/blocks.js";
import { isInstalled, onViteServer, viteBuild } from "./apps.js";
import { chromium, openPage } from "./browsers.js";
import type { Check } from "./check.js";
import { bundleWorker, project, run } from "./project.js";
import { askWorkerd, bunPath, denoPath, workerdPath } from "./runtimes.js";

const text = readFileSync(resolve(import.meta.dirname, "../../README.md"), "utf8");
const [install] = text.slice(text.indexOf("\n## Install\n")).split(/^## (?!Install)/m);
const blocks = allBlocks("README.md", install).filter(({ language }) => language !== "ts");
const [esModule, commonJs, deno, bun, page, vite, worker] = blocks.map(({ code }) => code);

/** What arrays print as, where a block shows one. */
const printed = "[2. 4. 6.]";
const cdn = "https://cdn.jsdelivr.net/npm/smolml/";
/** Once the modules have run: what the page then says. */
const tell = `<script>
addEventListener("load", () => {
  fetch("/result", { method: "POST", body: JSON.stringify(document.body.textContent.trim()) });
});
</script>`;

/** A folder of its own below the project, with the page that is `html` and tells what it says. */
function folderWith(name: string, html: string): string {
  const folder = join(project, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "index.html"), `<!doctype html><head>${tell}${html}</head>`);
  return folder;
}

function commandLine(path: string, args: string[], file: string, code: string): string {
  writeFileSync(join(project, file), code);
  return run(path, [...args, file], project).trim();
}

/** The last line of a block for the shell is what runs the program: `deno run main.js`. */
function withRuntime(path: string, block: string): string {
  const [, ...args] = block.trim().split("\n").at(-1)?.split(" ") ?? [];
  return commandLine(path, args.slice(0, -1), args.at(-1) ?? "", esModule);
}

async function askWorker(): Promise<string> {
  await bundleWorker("readme-worker.js", worker);
  return (await askWorkerd("readme-worker.js")).text();
}

function check(
  name: string,
  found: boolean,
  expected: string,
  answer: () => string | Promise<string>,
): Check {
  const problems = async () => {
    const said = await answer();
    return said === expected ? [] : [`says ${said}, expected ${expected}`];
  };
  return { name: `README, ${name}`, found, problems };
}

const [stated] = statedOutput(esModule);
const browser = chromium.path !== undefined;
const withVite = browser && isInstalled("vite");

export const readme: readonly Check[] = [
  check("Node", true, stated, () => commandLine("node", [], "main.js", esModule)),
  check("CommonJS", true, stated, () => commandLine("node", [], "main.cjs", commonJs)),
  check("Deno", existsSync(denoPath), stated, () => withRuntime(denoPath, deno)),
  check("Bun", existsSync(bunPath), stated, () => withRuntime(bunPath, bun)),
  check("page", browser, printed, () => {
    folderWith("readme-page", page.replace(cdn, "/node_modules/smolml/"));
    return openPage(chromium, project, "/readme-page/index.html");
  }),
  check("Vite server", withVite, printed, () => onViteServer(folderWith("readme-vite", vite))),
  check("Vite build", withVite, printed, async () =>
    openPage(chromium, await viteBuild(folderWith("readme-vite", vite)), "/index.html"),
  ),
  check("workerd", existsSync(workerdPath), printed, askWorker),
];
