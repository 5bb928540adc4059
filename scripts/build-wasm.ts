/**
 * Compiles assembly/ once for each dtype. The two modules share one memory, so the static data of
 * the second begins where that of the first ends. Writes build/float32.wasm, build/float64.wasm and
 * build/wasm-modules.ts, which holds both as text.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import asc from "assemblyscript/asc";
import { encode, wordsFor } from "./dense-text.js";

/** Address 0 means "none"; blocks are 64-byte aligned. */
const alignment = 64;

interface Compiled {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The first address behind the module's static data. */
  readonly end: number;
}

/**
 * One target of asconfig.json. What stands there: -O3 would inline so much more that the modules grow by a
 * tenth, with nothing faster but for what local-cse does, the sharing of constants that loops load;
 * vectors pass between our own functions only, and classes are exported for our own modules.
 */
async function compile(dtype: string, base: number): Promise<Compiled> {
  const path = `build/${dtype}.wasm`;
  const { error, stderr } = await asc.main([
    ...["--config", "asconfig.json", "--target", dtype],
    ...["--memoryBase", String(base)],
  ]);
  if (error) throw new Error(`asc: ${error.message}\n${stderr}`);
  const bytes = readFileSync(path);
  return { bytes, end: staticEnd(dtype, bytes, base) };
}

/** Checks what the module asks for, and sees where it writes when it is instantiated. */
function staticEnd(dtype: string, bytes: Uint8Array<ArrayBuffer>, base: number): number {
  const module = new WebAssembly.Module(bytes);
  const imports = WebAssembly.Module.imports(module).map((each) => `${each.module}.${each.name}`);
  if (imports.join() !== "env.memory") {
    throw new Error(`${dtype}: imports ${imports.join()}, expected env.memory alone`);
  }
  // Two fillings, because a byte of data may equal one of them.
  const written = [0x00, 0xff].flatMap((filling) => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const content = new Uint8Array(memory.buffer).fill(filling);
    new WebAssembly.Instance(module, { env: { memory } });
    const changed = (byte: number) => byte !== filling;
    return [content.findIndex(changed), content.findLastIndex(changed)].filter((at) => at >= 0);
  });
  if (Math.min(...written) < base) throw new Error(`${dtype}: static data lies below ${base}`);
  return Math.max(base, ...written.map((at) => at + 1));
}

function alignUp(address: number): number {
  return Math.ceil(address / alignment) * alignment;
}

mkdirSync("build", { recursive: true });
const float32 = await compile("float32", alignment);
const float64 = await compile("float64", alignUp(float32.end));
const start = alignUp(float64.end);
const words = wordsFor(Buffer.concat([float32.bytes, float64.bytes]));
writeFileSync(
  "build/wasm-modules.ts",
  `// Written by scripts/build-wasm.ts.
export const modules = {
  float32: ${JSON.stringify(encode(float32.bytes, words))},
  float64: ${JSON.stringify(encode(float64.bytes, words))},
};
/** What each byte value is written as. */
export const words = ${JSON.stringify(words.join(""))};
/** The first address behind the static data of both. */
export const start = ${start};
`,
);
console.log(
  `float32.wasm ${float32.bytes.length} bytes, float64.wasm ${float64.bytes.length} bytes, static data below ${start}`,
);
