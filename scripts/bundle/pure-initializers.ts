import { type AnyNode, parse } from "acorn";
import type { Options } from "tsup";

type Plugin = NonNullable<Options["plugins"]>[number];

/** What acts where it is evaluated, or may: an access can be that of a getter. */
const acting = new Set([
  "CallExpression",
  "MemberExpression",
  "NewExpression",
  "SpreadElement",
  "TaggedTemplateExpression",
]);

/** What is inside is not evaluated with it. */
const closed = /Function|^Class/;

/**
 * Marks as pure what the constants of a bundle are made by. No module of this library does anything at import but
 * make such values; in a bundle of all modules that has to be said of each, for bundlers to leave out what is not
 * used. Lines stay as they are, so that the map stays right.
 */
export const pureInitializers: Plugin = {
  name: "pure-initializers",
  renderChunk(code, { map }) {
    const { body } = parse(code, { ecmaVersion: "latest", sourceType: "module" });
    const pieces: string[] = [];
    let end = 0;
    for (const value of body.flatMap(valuesOf).filter(acts)) {
      const { start } = value;
      pieces.push(code.slice(end, start), marked(code.slice(start, value.end), value));
      end = value.end;
    }
    return { code: [...pieces, code.slice(end)].join(""), map };
  },
};

/** What constants and the static fields of classes are made by. */
function valuesOf(node: AnyNode): AnyNode[] {
  if (node.type === "VariableDeclaration") return node.declarations.flatMap(valuesOf);
  if (node.type === "VariableDeclarator" && node.init) {
    return node.init.type === "ClassExpression" ? valuesOf(node.init) : [node.init];
  }
  if (node.type !== "ClassDeclaration" && node.type !== "ClassExpression") return [];
  const fields = node.body.body.filter((each) => each.type === "PropertyDefinition");
  return fields.flatMap((each) => (each.static && each.value ? [each.value] : []));
}

function acts(node: AnyNode): boolean {
  if (closed.test(node.type)) return false;
  return acting.has(node.type) || partsOf(node).some(acts);
}

function partsOf(node: AnyNode): AnyNode[] {
  const isNode = (value: unknown): value is AnyNode =>
    typeof (value as AnyNode | null)?.type === "string";
  return Object.values(node).flat().filter(isNode);
}

/** A call of plain arguments needs the mark alone; all else is made by a function that is called at once. */
function marked(text: string, node: AnyNode): string {
  const isCall = node.type === "CallExpression" || node.type === "NewExpression";
  const isPlain = isCall && node.callee.type === "Identifier" && !node.arguments.some(acts);
  return isPlain ? `/* @__PURE__ */ ${text}` : `/* @__PURE__ */ (() => (${text}))()`;
}
