/**
 * The benchmark in Chromium: `npm run bench:browser`, or with the names of groups,
 * `npm run bench:browser -- matmul`. CHROMIUM names another browser than Debian's.
 */
import { readFileSync } from "node:fs";
import { chromium, type Route } from "playwright-core";
import { report } from "../run.js";
import type { Table } from "../table.js";

/** No server stands there: every request is answered below. */
const origin = "http://localhost";

/** A page isolated like this gets a clock of 5 instead of 100 microseconds. */
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

const html = `<!doctype html><title>smolml bench</title><body><script type="module">
  import { run } from "./page.js";
  window.run = run;
</script>`;

async function answer(route: Route): Promise<void> {
  const { pathname } = new URL(route.request().url());
  const script = /^\/(?:build\/)?(page|index|pure)\.js$/.exec(pathname)?.[1];
  if (script !== undefined) {
    const body = readFileSync(new URL(`../build/${script}.js`, import.meta.url), "utf8");
    await route.fulfill({ contentType: "text/javascript", headers: isolation, body });
  } else if (pathname === "/") {
    await route.fulfill({ contentType: "text/html", headers: isolation, body: html });
  } else {
    await route.fulfill({ status: 404 });
  }
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
try {
  const page = await browser.newPage();
  page.on("pageerror", (error) => console.error(error));
  await page.route("**/*", answer);
  const keep = report("browser", `Chromium ${browser.version()}`);
  await page.exposeFunction("keepTable", (group: string, table: Table) => keep(group, table));
  const query = process.argv.slice(2).map((name) => `group=${encodeURIComponent(name)}`);
  await page.goto(`${origin}/?${query.join("&")}`, { waitUntil: "load" });
  await page.evaluate("run()");
} finally {
  await browser.close();
}
