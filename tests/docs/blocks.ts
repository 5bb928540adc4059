/** The code blocks of a Markdown text, and what they say that they print. */

export interface Block {
  /** The file and the line of the opening fence. */
  readonly where: string;
  readonly language: string;
  readonly code: string;
}

const fenced = /^```(\w+)\n(.*?)^```$/gms;
const languages: ReadonlySet<string> = new Set(["ts", "js"]);

/** All blocks of TypeScript and JavaScript. */
export function codeBlocks(file: string, markdown: string): Block[] {
  return allBlocks(file, markdown).filter(({ language }) => languages.has(language));
}

/** Those of any language. */
export function allBlocks(file: string, markdown: string): Block[] {
  return [...markdown.matchAll(fenced)].map(([, language, code], i, matches) => {
    const line = markdown.slice(0, matches[i].index).split("\n").length;
    return { where: `${file}:${line}`, language, code };
  });
}

const printing = /console\.log\(.*\);(?: \/\/ (.*))?$/;

/**
 * The lines that a block says it prints: the comment behind a `console.log(…);`, or the comment lines
 * right below it.
 */
export function statedOutput(code: string): string[] {
  const stated: string[] = [];
  let below = false;
  for (const line of code.split("\n")) {
    const print = printing.exec(line);
    const comment = /^\s*\/\/ ?(.*)$/.exec(line);
    if (print?.[1] !== undefined) stated.push(print[1]);
    else if (below && comment !== null) stated.push(comment[1]);
    below = (print !== null && print[1] === undefined) || (below && comment !== null);
  }
  return stated;
}
