/** The library as its users get it; both entries offer the same names. */
export type Library = typeof import("../src/index.js");

/** The two cores, as the bundles in bench/build: each has state and compiled code of its own. */
export interface Cores {
  readonly wasm: Library;
  readonly typescript: Library;
}

export async function loadCores(): Promise<Cores> {
  const load = (entry: string): Promise<Library> =>
    import(new URL(`./build/${entry}.js`, import.meta.url).href);
  return { wasm: await load("index"), typescript: await load("pure") };
}
