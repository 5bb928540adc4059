/** The packed library in an empty project, and the program bundled for each kind of platform. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build, type Plugin } from "esbuild";

const root = resolve(import.meta.dirname, "../..");
export const project = join(root, "build/platform");
const programs = join(import.meta.dirname, "programs");

/** What a command prints; throws where it fails. */
export function run(command: string, args: string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}\n${stdout}${stderr}`);
  return stdout;
}

/** Packs, installs and bundles; what was there before is removed. */
export async function makeProject(): Promise<void> {
  rmSync(project, { recursive: true, force: true });
  mkdirSync(project, { recursive: true });
  const pack = ["pack", "--ignore-scripts", "--json", "--pack-destination", project];
  const [{ filename }] = JSON.parse(run("npm", pack, root));
  writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }');
  run("npm", ["install", "--ignore-scripts", "--offline", "--no-audit", `./${filename}`], project);
  await Promise.all([bundleForCommandLine(), bundleForPages(), bundleForWorkerd(), makeApp()]);
  cpSync(join(import.meta.dirname, "pages"), project, { recursive: true });
}

function bundle(
  name: string,
  contents: string,
  plugins: Plugin[],
  conditions: string[] = [],
  external: string[] = [],
) {
  return build({
    stdin: { contents, resolveDir: programs, loader: "ts" },
    outfile: join(project, name),
    bundle: true,
    format: "esm",
    target: "es2022",
    loader: { ".csv": "text" },
    logLevel: "error",
    plugins,
    conditions,
    external,
  });
}

function resolving(
  filter: RegExp,
  to: (path: string) => { path: string; external?: boolean },
): Plugin {
  return {
    name: "resolving",
    setup: ({ onResolve }) => onResolve({ filter }, ({ path }) => to(path)),
  };
}

const xorApp = 'import { post } from "./xor.js"; post();';

const library = /^smolml(\/|$)/;

async function bundleForCommandLine(): Promise<void> {
  const asItIs = resolving(library, (path) => ({ path, external: true }));
  const print =
    'import { report } from "./report.js"; console.log(JSON.stringify(await report()));';
  await bundle("cli.js", print, [asItIs]);
  await bundle("alive-cli.js", aliveInNode, [asItIs], [], ["node:worker_threads"]);
}

/** In the main thread a worker sends the message; in a worker the main thread does. */
const aliveInNode = `import { isMainThread, parentPort, Worker } from "node:worker_threads";
  import { alive } from "./alive.js";
  const now = () => performance.timeOrigin + performance.now();
  if (isMainThread) {
    const worker = new Worker(new URL(import.meta.url));
    const inWorker = new Promise((resolve, reject) => {
      worker.once("error", reject);
      worker.on("message", (message) => {
        if (message.result) resolve(message.result);
        else if (message.delay) setTimeout(() => worker.postMessage({ sent: now() }), message.delay);
      });
    });
    const result = { "in the worker": await inWorker };
    const main = await alive((delay, onMessage) => {
      worker.on("message", ({ sent }) => sent && onMessage(sent));
      worker.postMessage({ delay });
    });
    console.log(JSON.stringify({ ...result, "in the main thread": main }));
    await worker.terminate();
  } else {
    let onSent = () => {};
    parentPort.on("message", ({ sent, delay }) => {
      if (sent) onSent(sent);
      else setTimeout(() => parentPort.postMessage({ sent: now() }), delay);
    });
    const result = await alive((delay, onMessage) => {
      onSent = onMessage;
      parentPort.postMessage({ delay });
    });
    parentPort.postMessage({ result });
  }`;

/** In a page, then in a worker of that page; the other one sends the message. */
const aliveInPage = `import { alive } from "./alive.js";
  const now = () => performance.timeOrigin + performance.now();
  const send = (result) => fetch("/result", { method: "POST", body: JSON.stringify(result) });
  if (typeof document === "undefined") {
    let onSent = () => {};
    onmessage = ({ data: { sent, delay } }) => {
      if (sent) onSent(sent);
      else setTimeout(() => postMessage({ sent: now() }), delay);
    };
    alive((delay, onMessage) => {
      onSent = onMessage;
      postMessage({ delay });
    }).then((result) => postMessage({ result }), (error) => postMessage({ error: String(error) }));
  } else {
    const worker = new Worker("/alive.js", { type: "module" });
    const inWorker = new Promise((resolve, reject) => {
      worker.onmessage = ({ data: { delay, result, error } }) => {
        if (error) reject(error);
        if (result) resolve(result);
        if (delay) setTimeout(() => worker.postMessage({ sent: now() }), delay);
      };
    });
    const both = async () => {
      const worked = await inWorker;
      const page = await alive((delay, onMessage) => {
        worker.onmessage = ({ data: { sent } }) => sent && onMessage(sent);
        worker.postMessage({ delay });
      });
      return { "in the worker": worked, "in the page": page };
    };
    both().then(send, (error) => send({ error: String(error.stack ?? error) }));
  }`;

/** The app as its author wrote it, for bundlers to build. */
async function makeApp(): Promise<void> {
  const asItIs = resolving(library, (path) => ({ path, external: true }));
  await bundle("app/main.js", xorApp, [asItIs]);
  const html = '<!doctype html><script type="module" src="/main.js"></script>';
  writeFileSync(join(project, "app/index.html"), html);
}

/** As from a static folder or a CDN: modules of the package by their path. */
async function bundleForPages(): Promise<void> {
  const byPath = resolving(library, (path) => {
    const entry = path.split("/")[1] ?? "index";
    return { path: `/node_modules/smolml/dist/${entry}.js`, external: true };
  });
  const post = `import { report } from "./report.js";
    const send = (result) => fetch("/result", { method: "POST", body: JSON.stringify(result) });
    report().then(send, (error) => send({ error: String(error.stack ?? error) }));`;
  await bundle("report.js", post, [byPath]);
  await bundle("xor.js", xorApp, [byPath]);
  await bundle("alive.js", aliveInPage, [byPath]);
}

async function bundleForWorkerd(): Promise<void> {
  const answer = `import { report } from "./report.js";
    export default { fetch: async () => Response.json(await report()) };`;
  await bundleWorker("worker.js", answer);
  const build = join(project, "node_modules/smolml/build");
  for (const file of readdirSync(build)) cpSync(join(build, file), join(project, file));
}

/** As wrangler does: the condition "workerd", and compiled modules as modules beside the worker. */
export async function bundleWorker(name: string, contents: string): Promise<void> {
  const beside = resolving(/\.wasm\?module$/, (path) => ({
    path: `./${path.replace(/^.*\/|\?module$/g, "")}`,
    external: true,
  }));
  // From the project, so that the conditions of the package decide.
  const installed: Plugin = {
    name: "installed",
    setup: ({ onResolve, resolve }) =>
      onResolve({ filter: library }, ({ path, kind, resolveDir }) =>
        resolveDir === project ? undefined : resolve(path, { kind, resolveDir: project }),
      ),
  };
  await bundle(name, contents, [beside, installed], ["workerd"]);
}
