/**
 * Makes the kernels of a table: each row's kernel under the row's name and a suffix. Rows for which
 * `make` gives nothing are left out.
 */
export function derive<Derived extends object, Row>(
  table: Readonly<Record<string, Row>>,
  suffix: string,
  make: (row: Row, name: string) => Derived[keyof Derived] | undefined,
): Derived {
  const kernels = Object.entries(table).map(([name, row]) => [name + suffix, make(row, name)]);
  // Object.fromEntries forgets the keys; the types of the contract follow the same table.
  return Object.fromEntries(kernels.filter(([, kernel]) => kernel)) as Derived;
}
