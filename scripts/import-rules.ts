/**
 * The layer rule: in src, imports run downward only and never in a circle. A pure function of paths
 * and texts, so that its own test can show it a violation.
 */
import { isBuiltin } from "node:module";
import { posix } from "node:path";
import ts from "typescript";

/** The level of each file in src, by its path below src; the first pattern that fits counts. */
const levels: readonly (readonly [RegExp, number])[] = [
  [/^node\//, 8],
  [/^(index|pure|commonjs|api)\.ts$|^backends\/select\.ts$/, 7],
  [/^(nn|preprocessing|datasets|data|debug|io|plot|regression)\//, 6],
  [/^random\.ts$/, 3],
  [/^[^/]+\.ts$/, 5],
  [/^ops\//, 4],
  [/^kernels\/(?!kernels\.ts)|^array\/(dtype|shape|nested)\.ts$/, 0],
  [/^array\//, 3],
  [/^backends\/(typescript|wasm)\//, 2],
  [/^kernels\/kernels\.ts$|^memory\/|^backends\/[^/]+\.ts$/, 1],
];

interface Import {
  readonly from: string;
  readonly line: number;
  /** A file's path, or the name of a module that is no file here. */
  readonly to: string;
}

type Sources = ReadonlyMap<string, string>;

/** What is wrong with the imports of `sources` (path from the root => text), one line per finding. */
export function importViolations(sources: Sources): string[] {
  const imports = [...sources].flatMap(([path, text]) => importsOf(path, text));
  const found = imports.flatMap((each) =>
    brokenRules(each).map((rule) => `${each.from}:${each.line}: ${rule} (${each.to})`),
  );
  const unplaced = [...sources.keys()]
    .filter((path) => path.startsWith("src/") && levelOf(path) === undefined)
    .map((path) => `${path}:1: has no level in scripts/import-rules.ts`);
  return [...unplaced, ...found, ...circles(imports), ...wasmReachedFrom("src/pure.ts", imports)];
}

function brokenRules({ from, to }: Import): string[] {
  const rules: string[] = [];
  if (from.startsWith("assembly/") && to.startsWith("src/")) {
    rules.push("assembly imports nothing from src");
  }
  if (!from.startsWith("src/")) return rules;
  if (isBuiltin(to) && !from.startsWith("src/node/")) {
    rules.push("modules of Node are for src/node alone");
  }
  if (isWasm(to) && !isWasm(from) && from !== "src/backends/select.ts") {
    rules.push("only backends/select.ts names the WASM core");
  }
  const [own, other] = [levelOf(from), levelOf(to)];
  if (own !== undefined && other !== undefined && other > own) {
    rules.push(`an import runs upward, from level ${own} to level ${other}`);
  }
  return rules;
}

function isWasm(path: string): boolean {
  return path.startsWith("src/backends/wasm/");
}

function levelOf(path: string): number | undefined {
  if (!path.startsWith("src/")) return undefined;
  return levels.find(([pattern]) => pattern.test(path.slice("src/".length)))?.[1];
}

/** All imports of a file, those of types alone included. */
function importsOf(from: string, text: string): Import[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName, pos }) => ({
    from,
    line: text.slice(0, pos).split("\n").length,
    to: fileName.startsWith(".") ? targetOf(from, fileName) : fileName,
  }));
}

function targetOf(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier).replace(/\.js$/, ".ts");
}

function byFile(imports: readonly Import[]): Map<string, Import[]> {
  const edges = new Map<string, Import[]>();
  for (const each of imports) {
    const known = edges.get(each.from);
    if (known) known.push(each);
    else edges.set(each.from, [each]);
  }
  return edges;
}

/** Depth first; an import that leads back into the path walked so far closes a circle. */
function circles(imports: readonly Import[]): string[] {
  const edges = byFile(imports);
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (done.has(file)) return;
    for (const { to, line } of edges.get(file) ?? []) {
      const start = [...path, file].indexOf(to);
      if (start < 0) visit(to, [...path, file]);
      else {
        const circle = [...path, file, to].slice(start).join(" -> ");
        found.push(`${file}:${line}: a circle of imports (${circle})`);
      }
    }
    done.add(file);
  };
  for (const file of edges.keys()) visit(file, []);
  return found;
}

function wasmReachedFrom(entry: string, imports: readonly Import[]): string[] {
  const edges = byFile(imports);
  const reached = new Set([entry]);
  const found: string[] = [];
  for (const file of reached) {
    for (const { to, line } of edges.get(file) ?? []) {
      if (isWasm(to)) found.push(`${file}:${line}: ${entry} reaches the WASM core (${to})`);
      else reached.add(to);
    }
  }
  return found;
}
