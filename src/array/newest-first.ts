import type { GraphNode, NodeList } from "./graph.js";

/** The least number of orders that are looked at together. */
const smallestWindow = 256;
/** How much wider a window is for each node found so far. */
const widening = 8;

let passes = 0;

/**
 * The interior nodes that a root depends on, newest first, perhaps with gaps. A node is newer than all it
 * depends on, so a table by age finds and sorts in one sweep, each node looked at once: graphs made at one
 * go have few gaps. Nodes too old for the window of ages at hand wait until the sweep comes to its end.
 */
export class NewestFirst implements NodeList {
  readonly forBackward = true;
  /** Nodes, and gaps, from the newest on; from `length` on left-overs of larger passes, all gaps. */
  private readonly nodes: (GraphNode | undefined)[] = [];
  length = 0;
  /** What the graph was made from, each once. */
  private readonly leaves: GraphNode[] = [];
  private pass = 0;
  private waiting: GraphNode[] = [];
  private found = 0;
  /** Whether a node has a gradient of an earlier pass. */
  private seenBefore = false;
  /** Adds the gradients of earlier passes again; null without any. */
  private earlier: Map<GraphNode, () => void> | null = null;
  /** Where the window begins in `nodes`, the order of its newest node, and its width. */
  private start = 0;
  private newest = 0;
  private width = 0;

  /** Throws, before anything but marks is changed, if an earlier pass let part of the graph go. */
  collect(root: GraphNode): void {
    this.pass = ++passes;
    this.length = 0;
    this.found = 0;
    this.newest = root.order;
    this.width = 0;
    this.seenBefore = false;
    this.earlier = null;
    this.push(root);
    for (let i = 0; this.waiting.length > 0; ) {
      this.openWindow();
      for (; i < this.length; i++) this.nodes[i]?.pushParents(this);
    }
  }

  /** Those of earlier passes, for each pass to hand on its own alone. */
  setGradientsAside(): void {
    if (!this.seenBefore) return;
    this.earlier = new Map();
    for (let i = 0; i < this.length; i++) {
      const node = this.nodes[i];
      const addAgain = node?.setAside();
      if (node !== undefined && addAgain) this.earlier.set(node, addAgain);
    }
  }

  /** Adds what earlier passes gave to the gradient of a node that this one has been through. */
  addEarlier(node: GraphNode): void {
    this.earlier?.get(node)?.();
  }

  /** Takes note of a node, once. */
  push(node: GraphNode): void {
    if (node.mark === this.pass) return;
    if (!node.isInterior) {
      node.mark = this.pass;
      this.leaves.push(node);
      return;
    }
    if (node.released) throw releasedError();
    if (node.mark !== 0) this.seenBefore = true;
    node.mark = this.pass;
    this.found++;
    this.enter(node);
  }

  /** The node at i or a gap, and leaves a gap there. */
  take(i: number): GraphNode | undefined {
    const node = this.nodes[i];
    this.nodes[i] = undefined;
    return node;
  }

  /** Forgets the leaves, which nothing here is to keep alive. */
  finish(): void {
    this.leaves.length = 0;
    this.earlier = null;
  }

  /** Where the pass fails: no gradient that it has reached stays as far as it came. */
  abandon(): void {
    for (const leaf of this.leaves) leaf.resetGradient();
    for (let i = 0; i < this.length; i++) this.take(i)?.abandon();
    this.finish();
  }

  private enter(node: GraphNode): void {
    const age = this.newest - node.order;
    if (age >= this.width) {
      this.waiting.push(node);
      return;
    }
    const at = this.start + age;
    if (this.length <= at) {
      while (this.nodes.length <= at) this.nodes.push(undefined);
      this.length = at + 1;
    }
    this.nodes[at] = node;
  }

  private openWindow(): void {
    const { waiting } = this;
    this.waiting = [];
    this.start = this.length;
    this.width = smallestWindow + widening * this.found;
    this.newest = waiting.reduce((newest, { order }) => Math.max(newest, order), 0);
    for (const node of waiting) this.enter(node);
  }
}

function releasedError(): Error {
  return new Error(
    "backward: the graph was already released by an earlier backward; " +
      "give that one { retainGraph: true } to go through it twice",
  );
}
