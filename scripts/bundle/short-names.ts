import { minify } from "terser";
import type { Options } from "tsup";
import { lineMapOf } from "./line-map.js";

/**
 * Shortens the names of what is local. Those of classes and of what users get stay, because errors,
 * summaries and metrics print them; esbuild's `keepNames` would see to that too, but makes eager
 * operations take twice as long.
 */
export const shortNames: NonNullable<Options["plugins"]>[number] = {
  name: "short-names",
  async renderChunk(code, { map }) {
    const result = await minify(code, {
      ...{ module: true, ecma: 2020, compress: false },
      mangle: { reserved: shownNames(code) },
      // Short lines, because Node prints the one that an error comes from.
      format: { comments: false, preserve_annotations: true, max_line_len: 500 },
      sourceMap: map ? { content: JSON.stringify(map) } : false,
    });
    const shortened = String(result.code);
    return { code: shortened, map: map && lineMapOf(JSON.parse(String(result.map))) };
  },
};

/** Classes, what is exported, and what namespaces hold: `class A`, `A = class`, `export { a as b }`, `b: () => a`. */
function shownNames(code: string): string[] {
  const classes = code.matchAll(/([\w$]+)\s*=\s*class\b|\bclass\s+([\w$]+)/g);
  const exported = [...code.matchAll(/export\s*\{([^}]*)\}/g)].flatMap(([, list]) =>
    list.split(","),
  );
  const held = code.matchAll(/[\w$]+:\s*\(\)\s*=>\s*([\w$]+)/g);
  return [
    ...[...classes, ...held].map(([, name, declared]) => name ?? declared),
    ...exported.map((each) => each.trim().split(" ")[0]),
  ];
}
