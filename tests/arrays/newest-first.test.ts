import fc from "fast-check";
import { expect, test } from "vitest";
import { GraphNode, type NodeList } from "../../src/array/graph.js";
import { NewestFirst } from "../../src/array/newest-first.js";

/** A node of a graph without numbers. */
class Bare extends GraphNode {
  readonly isInterior = true;
  readonly operation = "bare";
  clears = 0;

  constructor(readonly parents: readonly Bare[]) {
    super(true);
  }

  pushParents(to: NodeList): void {
    for (const parent of this.parents) to.push(parent);
  }
  setAside(): null {
    this.clears++;
    return null;
  }
  propagate(): void {}
  letGo(): void {}
}

function collected(list: NewestFirst, root: Bare): (GraphNode | undefined)[] {
  list.collect(root);
  list.setGradientsAside();
  const nodes = Array.from({ length: list.length }, (_, i) => list.take(i));
  return nodes.filter((node) => node !== undefined);
}

/** All that `root` depends on, by the definition. */
function reachable(root: Bare): Bare[] {
  const found = new Set([root]);
  for (const node of found) node.pushParents({ push: (parent) => found.add(parent as Bare) });
  return [...found].sort((a, b) => b.order - a.order);
}

/** Nodes that were made before, how many others are made meanwhile, and which are parents. */
const graphs = fc.array(
  fc.record({
    gap: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(3000)),
    parents: fc.array(fc.nat(), { maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 80 },
);

test("every node comes once, newest first, however far apart they were made", () => {
  const list = new NewestFirst();
  const property = fc.property(graphs, (steps) => {
    const nodes: Bare[] = [];
    for (const { gap, parents } of steps) {
      for (let i = 0; i < gap; i++) new Bare([]);
      nodes.push(new Bare(nodes.length === 0 ? [] : parents.map((p) => nodes[p % nodes.length])));
    }
    const root = nodes[nodes.length - 1];
    const expected = reachable(root);
    expect(collected(list, root)).toEqual(expected);
    expect(expected.map(({ clears }) => clears)).toEqual(expected.map(() => 0));
    // Once more: now each has a gradient of an earlier pass.
    expect(collected(list, root)).toEqual(expected);
    expect(expected.map(({ clears }) => clears)).toEqual(expected.map(() => 1));
  });
  fc.assert(property, { numRuns: 200 });
});

test("a graph that was let go in part is refused before any gradient is forgotten", () => {
  const list = new NewestFirst();
  const old = new Bare([]);
  const root = new Bare([new Bare([old]), old]);
  collected(list, root);
  old.released = true;
  expect(() => list.collect(root)).toThrow(/^backward: the graph was already released/);
  expect(root.clears).toBe(0);
});
