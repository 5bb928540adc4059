/** Every place where the program runs, each found or not. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { type Browser, chromium, firefox, openPage } from "./browsers.js";
import type { Report } from "./programs/report.js";
import { project } from "./project.js";

export interface Runtime {
  readonly name: string;
  readonly found: boolean;
  run(): Promise<Report>;
}

const engines = join(import.meta.dirname, "engines/node_modules");
export const denoPath = join(engines, "@deno/linux-x64-glibc/deno");
export const bunPath = join(engines, "@oven/bun-linux-x64/bin/bun");

function commandLine(name: string, path: string, args: string[] = []): Runtime {
  return {
    name,
    found: existsSync(path),
    async run() {
      const options = { cwd: project, encoding: "utf8" } as const;
      const { status, stdout, stderr } = spawnSync(path, [...args, "cli.js"], options);
      if (status !== 0) throw new Error(`${path}: exit ${status}\n${stderr}`);
      return JSON.parse(stdout);
    },
  };
}

function inBrowser(browser: Browser, where: "page" | "worker"): Runtime {
  return {
    name: `${browser.name}, ${where}`,
    found: browser.path !== undefined,
    async run() {
      const result = await openPage<Report | { error: string }>(browser, project, `/${where}.html`);
      if ("error" in result) throw new Error(result.error);
      return result;
    },
  };
}

export const workerdPath = join(engines, "@cloudflare/workerd-linux-64/bin/workerd");

/** What the worker in the file `script` answers. */
export async function askWorkerd(script: string): Promise<Response> {
  const port = await freePort();
  const config = join(project, "workerd.capnp");
  writeFileSync(config, workerdConfig(port, script));
  const child = spawn(workerdPath, ["serve", config], { stdio: ["ignore", "ignore", "inherit"] });
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        const response = await fetch(`http://127.0.0.1:${port}`);
        if (!response.ok) throw new Error(`workerd answered ${response.status}`);
        // Read before the end of it all: the body comes from the process.
        return new Response(await response.text());
      } catch (error) {
        if (attempt === 50 || child.exitCode !== null) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  } finally {
    child.kill();
  }
}

function workerdConfig(port: number, script: string): string {
  const compiled = readdirSync(project)
    .filter((name) => name.endsWith(".wasm"))
    .map((name) => `(name = "${name}", wasm = embed "${name}")`)
    .join(", ");
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]
);
const worker :Workerd.Worker = (
  modules = [(name = "${script}", esModule = embed "${script}"), ${compiled}],
  compatibilityDate = "2025-01-01"
);
`;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? (address?.port ?? 0) : 0));
    });
  });
}

export const runtimes: readonly Runtime[] = [
  commandLine(`Node ${process.versions.node}`, process.execPath),
  ...[22, 24, 26].map((v) => commandLine(`Node ${v}`, join(engines, `node${v}/bin/node`))),
  commandLine("Deno", denoPath, ["run"]),
  commandLine("Bun", bunPath, ["run"]),
  {
    name: "workerd",
    found: existsSync(workerdPath),
    run: async () => (await askWorkerd("worker.js")).json() as Promise<Report>,
  },
  inBrowser(chromium, "page"),
  inBrowser(chromium, "worker"),
  inBrowser(firefox, "page"),
  inBrowser(firefox, "worker"),
];
