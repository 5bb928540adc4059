/** The rows of each class, in the order given. */
function byClass(order: Int32Array, labels: readonly number[]): number[][] {
  const classes = new Map<number, number[]>();
  for (const row of order) {
    const rows = classes.get(labels[row]);
    if (rows === undefined) classes.set(labels[row], [row]);
    else rows.push(row);
  }
  // By label, so that the order of the rows decides nothing but who of a class is taken.
  return [...classes].sort(([a], [b]) => a - b).map(([, rows]) => rows);
}

/**
 * The last rows of each class, so many in all that `held` are held back, in its share of all rows: what
 * rounding down leaves goes to the classes that lost most by it.
 */
export function heldOfEachClass(
  order: Int32Array,
  labels: readonly number[],
  held: number,
): Set<number> {
  const classes = byClass(order, labels).map((rows) => {
    const share = (rows.length * held) / order.length;
    return { rows, count: Math.floor(share), lost: share - Math.floor(share) };
  });
  let left = classes.reduce((rest, { count }) => rest - count, held);
  for (const each of [...classes].sort((a, b) => b.lost - a.lost)) {
    if (left-- > 0) each.count++;
  }
  return new Set(classes.flatMap(({ rows, count }) => rows.slice(rows.length - count)));
}

/** The rows in an order whose `parts` slices, the larger ones first, have a share of each class alike. */
export function dealt(order: Int32Array, labels: readonly number[], parts: number): Int32Array {
  const rows = byClass(order, labels).flat();
  return Int32Array.from(
    Array.from({ length: parts }, (_, part) => rows.filter((_, i) => i % parts === part)).flat(),
  );
}
