/** The tiny app in pages: built by each bundler, from a static folder, and under strict policies. */
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { type Browser, chromium, firefox, openAddress, openPage } from "./browsers.js";
import type { Check } from "./check.js";
import type { Learnt } from "./programs/xor.js";
import { project } from "./project.js";
import { serve } from "./serve.js";

const engines = createRequire(join(import.meta.dirname, "engines/package.json"));
/** Where the app stands as it was written, beside the installed package. */
const source = join(project, "app/main.js");

export function isInstalled(name: string): boolean {
  try {
    engines.resolve(name);
    return true;
  } catch {
    return false;
  }
}

async function load<Module>(name: string): Promise<Module> {
  const module = await import(pathToFileURL(engines.resolve(name)).href);
  return module.default ?? module;
}

/** The folder that a bundler writes main.js into, with a page that loads it. */
function outputOf(bundler: string): string {
  const folder = join(project, bundler);
  mkdirSync(folder, { recursive: true });
  const html = '<!doctype html><script type="module" src="./main.js"></script>';
  writeFileSync(join(folder, "index.html"), html);
  return folder;
}

type Build = (options: object) => Promise<unknown>;

/** Each builds the app into a folder and returns the folder. */
const bundlers: Record<string, () => Promise<string>> = {
  async esbuild() {
    const { build } = await load<{ build: Build }>("esbuild");
    const folder = outputOf("esbuild");
    await build({
      entryPoints: [source],
      outfile: join(folder, "main.js"),
      bundle: true,
      minify: true,
      format: "esm",
    });
    return folder;
  },
  async rollup() {
    type Rollup = (options: object) => Promise<{ write: Build }>;
    const { rollup } = await load<{ rollup: Rollup }>("rollup");
    const resolve = (await load<() => object>("@rollup/plugin-node-resolve"))();
    const folder = outputOf("rollup");
    const bundle = await rollup({ input: source, plugins: [resolve] });
    await bundle.write({ file: join(folder, "main.js"), format: "es" });
    return folder;
  },
  async webpack() {
    type Webpack = (options: object, done: (error: Error | null, stats: Stats) => void) => void;
    type Stats = { hasErrors(): boolean; toString(): string };
    const webpack = promisify(await load<Webpack>("webpack"));
    const path = outputOf("webpack");
    const output = { path, filename: "main.js" };
    const stats = (await webpack({ mode: "production", entry: source, output })) as Stats;
    if (stats.hasErrors()) throw new Error(stats.toString());
    return path;
  },
  vite: () => viteBuild(join(project, "app")),
};

export async function viteBuild(root: string): Promise<string> {
  const { build } = await load<{ build: Build }>("vite");
  const outDir = `${root}-built`;
  await build({ root, logLevel: "warn", build: { outDir, emptyOutDir: true } });
  return outDir;
}

/** Vite serves the sources in `root` itself; what the page posts goes through its proxy to `server`. */
export async function onViteServer<Result>(root: string): Promise<Result> {
  type Server = {
    listen(): Promise<unknown>;
    close(): Promise<void>;
    resolvedUrls: { local: string[] };
  };
  const { createServer } = await load<{ createServer(options: object): Promise<Server> }>("vite");
  const { url, result, close } = await serve<Result>(project);
  const server = await createServer({
    root,
    logLevel: "warn",
    server: { host: "127.0.0.1", proxy: { "/result": url } },
  });
  try {
    await server.listen();
    return await openAddress(chromium, server.resolvedUrls.local[0], result);
  } finally {
    await server.close();
    close();
  }
}

function problemsOf({ predictions, backend, reason }: Learnt, core: string): string[] {
  const found: string[] = [];
  if (String(predictions.map(Math.round)) !== "0,1,1,0") found.push(`predicts ${predictions}`);
  if (backend !== core) found.push(`runs on ${backend} (${reason}), expected ${core}`);
  if (core === "typescript" && !/wasm did not start: .*(Security|CSP|unsafe-eval)/i.test(reason)) {
    found.push(`does not say why: ${reason}`);
  }
  return found;
}

function app(name: string, needs: boolean, core: string, run: () => Promise<Learnt>): Check {
  const found = needs && chromium.path !== undefined;
  return { name, found, problems: async () => problemsOf(await run(), core) };
}

const strict = "default-src 'self'; script-src 'self'";
const withWasm = `${strict} 'wasm-unsafe-eval'`;

function underPolicies(browser: Browser): Check[] {
  const open = (policy: string) => openPage<Learnt>(browser, project, "/xor.html", policy);
  const found = browser.path !== undefined;
  const check = (policy: string, core: string): Check => ({
    name: `${browser.name}, ${policy.slice(policy.indexOf("script-src"))}`,
    found,
    problems: async () => problemsOf(await open(policy), core),
  });
  return [check(strict, "typescript"), check(withWasm, "wasm")];
}

export const apps: readonly Check[] = [
  app("static folder", true, "wasm", () => openPage(chromium, project, "/xor.html")),
  ...Object.entries(bundlers).map(([name, build]) =>
    app(`${name} build`, isInstalled(name), "wasm", async () =>
      openPage(chromium, await build(), "/index.html"),
    ),
  ),
  app("vite server", isInstalled("vite"), "wasm", () => onViteServer(join(project, "app"))),
  ...underPolicies(chromium),
  ...underPolicies(firefox),
];
