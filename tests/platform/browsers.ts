/** Chromium and Firefox, without a driver: they open an address, and the page posts its result. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "./serve.js";

export interface Browser {
  readonly name: string;
  /** Where it stands; undefined if it does not. */
  readonly path: string | undefined;
  readonly args: (profile: string, url: string) => string[];
}

function found(variable: string, ...paths: string[]): string | undefined {
  return [process.env[variable] ?? "", ...paths].find((path) => path !== "" && existsSync(path));
}

const quiet = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run"];

export const chromium: Browser = {
  name: "Chromium",
  path: found("CHROMIUM", "/usr/bin/chromium", "/usr/bin/google-chrome"),
  args: (profile, url) => [...quiet, `--user-data-dir=${profile}`, url],
};

export const firefox: Browser = {
  name: "Firefox",
  path: found("FIREFOX", "/usr/bin/firefox-esr", "/usr/bin/firefox"),
  args: (profile, url) => ["--headless", "--no-remote", "--profile", profile, url],
};

const patience = 60_000;

/** What the page at `path` below `folder` posts. */
export async function openPage<Result>(
  browser: Browser,
  folder: string,
  path: string,
  policy?: string,
): Promise<Result> {
  const { url, result, close } = await serve<Result>(folder, policy);
  try {
    return await openAddress(browser, url + path, result);
  } finally {
    close();
  }
}

/** Opens an address and waits for `result`, which whoever serves it knows. */
export async function openAddress<Result>(
  { name, path, args }: Browser,
  url: string,
  result: Promise<Result>,
): Promise<Result> {
  const profile = mkdtempSync(join(tmpdir(), "smolml-browser-"));
  // A group of its own, because a browser is many processes.
  const child = spawn(path as string, args(profile, url), { detached: true, stdio: "ignore" });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${name}: no result from ${url}`)), patience);
  });
  try {
    return await Promise.race([result, late]);
  } finally {
    clearTimeout(timer);
    await end(child);
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  process.kill(-child.pid, "SIGKILL");
  await gone;
}
