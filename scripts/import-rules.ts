/**
 * The layer rule: folders of src stand in one order, imports run downward in it and never in a circle, and
 * addresses stay where memory is spoken of. A pure function of paths and texts, so that its own test can
 * show it a violation.
 */
import { isBuiltin } from "node:module";
import { posix } from "node:path";
import ts from "typescript";

/**
 * The folders of src from the bottom up, as prefixes of paths below src; the longest that fits counts. A file
 * imports from its own folder and from those before it, so no two folders can import each other.
 */
const order: readonly string[] = [
  "errors/",
  "shape/",
  "kernels/",
  "backends/",
  "memory/",
  "array/",
  "value/",
  "ops/",
  "array-api/",
  "plot/",
  "data/",
  "preprocessing/",
  "datasets/",
  "nn/",
  "nn/metrics/",
  "nn/schedules/",
  "nn/optimizers/",
  "nn/module/",
  "nn/layers/",
  "nn/training/",
  "nn/callbacks/",
  "nn/scalar/",
  "io/",
  "network/",
  "regression/",
  "debug/",
  "backends/select.ts",
  // The entries: index.ts, pure.ts and what they share.
  "",
  "node/",
];

/** Folders whose files speak of addresses; all above them speaks of arrays. */
const withAddresses = ["kernels/", "backends/", "memory/", "array/", "ops/"];

/** What takes, gives or is about addresses in the modules of memory/ and array/. */
const addressWords: ReadonlySet<string> = new Set([
  "begin",
  "allocate",
  "allocateIn",
  "addressOf",
  "address",
  "gradientAddress",
  "inputGradientAddress",
  "elements",
  "view",
  "linearMemory",
  "kernelsFor",
  "kernelNamed",
  "newNode",
  "nodeOf",
]);

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
    .filter(
      (path) => path.startsWith("src/") && folderOf(path) === "" && path.split("/").length > 2,
    )
    .map((path) => `${path}:1: its folder has no place in scripts/import-rules.ts`);
  const spoken = [...sources].flatMap(([path, text]) => addressesIn(path, text));
  return [
    ...unplaced,
    ...found,
    ...spoken,
    ...circles(imports),
    ...wasmReachedFrom("src/pure.ts", imports),
  ];
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
  if (!to.startsWith("src/")) return rules;
  const [own, other] = [folderOf(from), folderOf(to)];
  if (order.indexOf(other) > order.indexOf(own)) {
    rules.push(`an import runs upward, from ${nameOf(own)} to ${nameOf(other)}`);
  }
  return rules;
}

function isWasm(path: string): boolean {
  return path.startsWith("src/backends/wasm/");
}

/** The entry of `order` that a file in src belongs to. */
function folderOf(path: string): string {
  const below = path.slice("src/".length);
  const fitting = order.filter((folder) => below.startsWith(folder));
  return fitting.reduce((longest, each) => (each.length > longest.length ? each : longest), "");
}

function nameOf(folder: string): string {
  return `src/${folder}`;
}

/** Where a file that is to speak of arrays imports what speaks of addresses. */
function addressesIn(path: string, text: string): string[] {
  const below = path.slice("src/".length);
  if (!path.startsWith("src/") || withAddresses.some((folder) => below.startsWith(folder)))
    return [];
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  const declarations = source.statements.filter(ts.isImportDeclaration);
  return declarations.flatMap((declaration) => {
    const { importClause, moduleSpecifier } = declaration;
    const to = targetOf(path, (moduleSpecifier as ts.StringLiteral).text);
    const bindings = importClause?.namedBindings;
    if (!/^src\/(memory|array)\//.test(to) || !bindings || !ts.isNamedImports(bindings)) return [];
    const names = bindings.elements.map(({ name, propertyName }) => (propertyName ?? name).text);
    const line = text.slice(0, declaration.getStart(source)).split("\n").length;
    return names
      .filter((name) => addressWords.has(name))
      .map((name) => `${path}:${line}: ${name} speaks of addresses, which stay below ops/ (${to})`);
  });
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
