/**
 * Holds the package to its promises: packs it as npm would publish it and asks publint whether bundlers
 * and Node find every entry, attw whether TypeScript does, and size-limit what a page loads.
 */
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";

/** Bytes of the tarball, and of what it unpacks to. */
const limits = { size: 680_000, unpackedSize: 2_000_000 };

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (status === 0) return stdout;
  console.error(`${command} ${args.join(" ")}\n${stdout}${stderr}`);
  process.exit(1);
}

const pack = ["pack", "--ignore-scripts", "--json", "--pack-destination", "build"];
const [packed] = JSON.parse(run("npm", pack));
const tarball = `build/${packed.filename}`;
console.log(`${tarball}: ${statSync(tarball).size} bytes, ${packed.unpackedSize} unpacked`);
for (const [what, most] of Object.entries(limits)) {
  if (packed[what] <= most) continue;
  console.error(`${tarball}: ${what} is ${packed[what]} bytes, at most ${most} are allowed`);
  process.exit(1);
}
console.log(run("npx", ["publint", "run", tarball, "--strict"]));
console.log(run("npx", ["attw", tarball]));
console.log(run("npx", ["size-limit"]));
