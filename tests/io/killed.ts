import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadFile } from "../../src/node/index.js";
import { numbersOf } from "./models.js";

/**
 * Kills a process that saves a large model again and again, so many milliseconds after it has begun to; returns what
 * is wrong with the file that it leaves, or null.
 */
export async function killedWhileSaving(milliseconds: number): Promise<string | null> {
  const folder = mkdtempSync(join(tmpdir(), "smolml-killed-"));
  const target = join(folder, "model.safetensors");
  const script = join(import.meta.dirname, "save-forever.ts");
  const child = spawn(process.execPath, ["--import", "tsx", script, target]);
  try {
    // The first line comes after the first save.
    await once(child.stdout, "data");
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    child.kill("SIGKILL");
    await once(child, "close");
    const [weights] = numbersOf(loadFile(target));
    const whole = weights.length === 1_000_000 && new Set(weights).size === 1;
    return whole ? null : `killed after ${milliseconds} ms: a file of two models`;
  } catch (error) {
    return `killed after ${milliseconds} ms: ${String(error)}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
