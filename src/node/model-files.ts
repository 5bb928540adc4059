import { NeuralNetwork } from "../index.js";
import { readAll } from "./large-files.js";
import { replaceFile } from "./replace-file.js";

/**
 * Writes `model.save()` to a file. Whatever happens in between (an error, a full disk, a process that is killed,
 * a power cut), the file is the old one or the new one, and whole; what is killed may leave a file of a name like
 * .0b3c….tmp beside it. When it returns, the new one is on the disk, its bytes and its name: it stays after a power
 * cut, as far as disks keep their word. In a folder that this process may not list, only the bytes are, so that a power
 * cut soon after may bring back the old file. A symbolic link stays, and the file that it leads to is replaced; a
 * file that was there keeps its permissions. Synchronous, as `save` and `train` are.
 */
export function saveFile(model: { save(): Uint8Array }, path: string | URL): void {
  replaceFile(path, model.save());
}

/** The network that `saveFile` wrote, as `NeuralNetwork.load` makes it. */
export function loadFile(path: string | URL): NeuralNetwork {
  return NeuralNetwork.load(readAll(path));
}
