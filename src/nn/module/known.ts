/** A class of modules that can be made anew. */
export interface ModuleClass<Made = unknown> {
  fromConfig(config: unknown): Made;
}

const classes = new Map<string, ModuleClass>();

/**
 * Lets files refer to a class by a name of ours, since a bundler may rename it. Called where a class makes its static
 * fields, so that a bundle has the class only if the program uses it.
 */
export function knownAs(name: string, made: ModuleClass): string {
  classes.set(name, made);
  return name;
}

/** The classes that said so. */
export const knownModules: ReadonlyMap<string, ModuleClass> = classes;
