/**
 * The benchmark in a page: measures the groups that the address names (?group=matmul), or all of
 * them, and shows their tables. `main.ts` opens it, and listens where it reports.
 */
import { chosen } from "../group.js";
import { groups } from "../groups/index.js";
import { loadCores } from "../library.js";
import { measureGroup } from "../measure.js";
import { markdown, type Table, tableOf } from "../table.js";

declare global {
  interface Window {
    /** Given by whoever opened the page. */
    keepTable?(group: string, table: Table): Promise<void>;
  }
}

export async function run(): Promise<void> {
  const cores = await loadCores();
  const names = new URLSearchParams(location.search).getAll("group");
  for (const group of chosen(groups, names)) {
    const table = tableOf(group, await measureGroup(group, cores));
    document.body.append(
      Object.assign(document.createElement("pre"), { textContent: markdown(table) }),
    );
    await window.keepTable?.(group.name, table);
  }
}
