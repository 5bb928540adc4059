import { randomUUID } from "node:crypto";
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { writeAll } from "./large-files.js";

/**
 * Writes a file beside its place, waits until it is on the disk, then moves it to its place. A link stays, and what
 * it leads to is replaced; a file keeps its permissions and, where this process may give it away, its owner.
 */
export function replaceFile(path: string | URL, bytes: Uint8Array): void {
  const target = placeOf(path instanceof URL ? fileURLToPath(path) : path);
  const old = statSync(target, { throwIfNoEntry: false });
  // A pipe or a device is no file that could be replaced.
  if (old !== undefined && !old.isFile() && !old.isDirectory()) {
    withFile(target, "w", (file) => writeAll(file, bytes));
    return;
  }
  // Not made of the file's name, which may be as long as names can be.
  const beside = join(dirname(target), `.${randomUUID()}.tmp`);
  try {
    withFile(beside, "wx", (file) => {
      writeAll(file, bytes);
      if (old?.isFile()) keepRights(file, old);
      fsyncSync(file);
    });
    renameSync(beside, target);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
  syncFolder(dirname(target));
}

/** Where a path leads in the end; a link may lead to where there is nothing yet. */
function placeOf(path: string, links = 0): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || links > mostLinks) throw error;
  }
  const folder = realpathSync(dirname(path));
  const own = join(folder, basename(path));
  const next = linkAt(own);
  return next === null ? own : placeOf(resolve(folder, next), links + 1);
}

/** As many as Linux follows. */
const mostLinks = 40;

function linkAt(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

function withFile<T>(path: string, flags: string, fn: (file: number) => T): T {
  const file = openSync(path, flags);
  try {
    return fn(file);
  } finally {
    closeSync(file);
  }
}

function keepRights(file: number, { mode, uid, gid }: Stats): void {
  try {
    fchownSync(file, uid, gid);
  } catch {
    // Only some may give files away; to others what they write belongs.
  }
  fchmodSync(file, mode & 0o7777);
}

/** The new name, too, has to be on the disk; systems that cannot open folders see to it themselves. */
function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  try {
    withFile(path, "r", fsyncSync);
  } catch {
    // A folder that may not be listed cannot be opened; the file is whole all the same.
  }
}
