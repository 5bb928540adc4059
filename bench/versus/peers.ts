import type { Contestant } from "../group.js";
import type { Network } from "../networks.js";

/** The work that peers are asked for; its name is the row of the table. */
export interface Work {
  readonly name: string;
  readonly size?: number;
  readonly network?: Network;
}

/** A peer ready to be measured, or why it is not. */
export interface Peer {
  readonly name: string;
  readonly contestant: Contestant | null;
  readonly note: string;
}

export function absent(name: string, reason: string): Peer {
  return { name, contestant: null, note: `${name}: ${reason}` };
}
