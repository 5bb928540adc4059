/**
 * Compiles the core's kernels, and those of each pack, once for each dtype. All modules share one memory, so the
 * static data of each begins where that of the one before ends. Writes them to build/, and as text to
 * build/wasm-NAME.ts, one file for the core and one for each pack.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import asc from "assemblyscript/asc";
import { encode, wordsFor } from "./dense-text.js";

/** Address 0 means "none"; blocks are 64-byte aligned. */
const alignment = 64;

/** The files of assembly/packs: kernels that come with the operations which use them. */
const packNames = ["training", "windows", "recurrent"];

interface Compiled {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The first address behind the module's static data. */
  readonly end: number;
  /** The bytes that an instance wants for itself, assembly/env.ts. */
  readonly own: number;
}

/**
 * One source for one target of asconfig.json. What stands there: -O3 would inline so much more that the modules grow by a
 * tenth, with nothing faster but for what local-cse does, the sharing of constants that loops load;
 * vectors pass between our own functions only, and classes are exported for our own modules.
 */
async function compile(source: string, name: string, base: number): Promise<Compiled> {
  const path = `build/${name}.wasm`;
  const dtype = name.slice(-"float32".length);
  const { error, stderr } = await asc.main([
    `assembly/${source}.ts`,
    ...["--config", "asconfig.json", "--target", dtype, "--outFile", path],
    ...["--memoryBase", String(base)],
  ]);
  if (error) throw new Error(`asc: ${error.message}\n${stderr}`);
  const bytes = readFileSync(path);
  const module = new WebAssembly.Module(bytes);
  checkImports(name, module);
  console.log(`${name}.wasm ${bytes.length} bytes`);
  return { bytes, end: staticEnd(name, module, base), own: ownBytes(module) };
}

function checkImports(name: string, module: WebAssembly.Module): void {
  const all = WebAssembly.Module.imports(module);
  const imports = all.map((each) => `${each.module}.${each.name}`);
  if (imports.some((each) => each !== "env.memory" && each !== "env.own")) {
    throw new Error(`${name}: imports ${imports.join()}, expected env.memory and env.own alone`);
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
function staticEnd(name: string, module: WebAssembly.Module, base: number): number {
  // Two fillings, because a byte of data may equal one of them.
  const written = [0x00, 0xff].flatMap((filling) => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const content = new Uint8Array(memory.buffer).fill(filling);
    instantiate(module, memory);
    const changed = (byte: number) => byte !== filling;
    return [content.findIndex(changed), content.findLastIndex(changed)].filter((at) => at >= 0);
  });
  if (Math.min(...written) < base) throw new Error(`${name}: static data lies below ${base}`);
  return Math.max(base, ...written.map((at) => at + 1));
}

function alignUp(address: number): number {
  return Math.ceil(address / alignment) * alignment;
}

/** Both modules of a source; the names of a pack's begin with its own. */
async function compileBoth(source: string, prefix: string, base: number): Promise<Modules> {
  const float32 = await compile(source, `${prefix}float32`, base);
  const float64 = await compile(source, `${prefix}float64`, alignUp(float32.end));
  return { float32, float64 };
}

interface Modules {
  readonly float32: Compiled;
  readonly float64: Compiled;
}

/**
 * Both as text, by turns in pieces short enough for gzip to find what the two have in common, which takes a seventh
 * off: it looks 32 KB back.
 */
function textsOf({ float32, float64 }: Modules, words: readonly string[]): string {
  const pieces = Math.ceil(float32.bytes.length / 14_000);
  const text = ({ bytes }: Compiled, i: number) => {
    const [from, to] = [i, i + 1].map((at) => Math.round((bytes.length * at) / pieces));
    return JSON.stringify(encode(bytes.subarray(from, to), words));
  };
  const numbers = Array.from({ length: pieces }, (_, i) => i);
  const list = numbers.map((i) => `[${text(float32, i)}, ${text(float64, i)}]`);
  return `// Written by scripts/build-wasm.ts.
const pieces = [${list.join(",\n")}];
export const modules = {
  float32: pieces.map(([piece]) => piece).join(""),
  float64: pieces.map(([, piece]) => piece).join(""),
};
`;
}

mkdirSync("build", { recursive: true });
const core = await compileBoth("core", "", alignment);
const packs: [name: string, Modules][] = [];
let last = core;
for (const name of packNames) {
  last = await compileBoth(`packs/${name}`, `${name}-`, alignUp(last.float64.end));
  packs.push([name, last]);
}
const own = alignUp(last.float64.end);
const all = [core, ...packs.map(([, both]) => both)].flatMap(({ float32, float64 }) => [
  float32,
  float64,
]);
const start = alignUp(own + Math.max(...all.map((each) => each.own)));
const words = wordsFor(Buffer.concat(all.map(({ bytes }) => bytes)));
writeFileSync(
  "build/wasm-core.ts",
  `${textsOf(core, words)}/** What each byte value is written as. */
export const words = ${JSON.stringify(words.join(""))};
/** Behind the static data of all modules: what an instance has for itself, and where other data may begin. */
export const own = ${own};
export const start = ${start};
`,
);
for (const [name, both] of packs) writeFileSync(`build/wasm-${name}.ts`, textsOf(both, words));
console.log(`static data below ${own}`);
