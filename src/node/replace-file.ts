import { randomUUID } from "node:crypto";
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** Writes a file beside its place, waits until it is on the disk, then moves it to its place. */
export function replaceFile(path: string | URL, bytes: Uint8Array): void {
  const target = path instanceof URL ? fileURLToPath(path) : path;
  const beside = `${target}.${randomUUID()}.tmp`;
  try {
    const file = openSync(beside, "wx");
    try {
      writeFileSync(file, bytes);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, target);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
  syncFolder(dirname(target));
}

/** The new name, too, has to be on the disk; systems that cannot open folders see to it themselves. */
function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
