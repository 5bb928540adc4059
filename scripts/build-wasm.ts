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
  /** The bytes that an instance wants for itself, assembly/env.ts. */
  readonly own: number;
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
  const module = new WebAssembly.Module(bytes);
  checkImports(dtype, module);
  return { bytes, end: staticEnd(dtype, module, base), own: ownBytes(module) };
}

function checkImports(dtype: string, module: WebAssembly.Module): void {
  const all = WebAssembly.Module.imports(module);
  const imports = all.map((each) => `${each.module}.${each.name}`).sort();
  if (imports.join() !== "env.memory,env.own") {
    throw new Error(`${dtype}: imports ${imports.join()}, expected env.memory,env.own alone`);
  }
}

function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): WebAssembly.Exports {
  return new WebAssembly.Instance(module, { env: { memory, own: 0 } }).exports;
}

function ownBytes(module: WebAssembly.Module): number {
  const { ownBytes } = instantiate(module, new WebAssembly.Memory({ initial: 1 }));
  return (ownBytes as WebAssembly.Global).value;
}

/** Sees where the module writes when it is instantiated. */
function staticEnd(dtype: string, module: WebAssembly.Module, base: number): number {
  // Two fillings, because a byte of data may equal one of them.
  const written = [0x00, 0xff].flatMap((filling) => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const content = new Uint8Array(memory.buffer).fill(filling);
    instantiate(module, memory);
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
const own = alignUp(float64.end);
const start = alignUp(own + Math.max(float32.own, float64.own));
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
/** Behind the static data of both: what an instance has for itself, and where other data may begin. */
export const own = ${own};
export const start = ${start};
`,
);
console.log(
  `float32.wasm ${float32.bytes.length} bytes, float64.wasm ${float64.bytes.length} bytes, static data below ${own}`,
);
