import { generator } from "../../array/random.js";

/** Those of the trainings that go on, by their networks. */
const streams = new WeakMap<object, OwnStream>();

/**
 * The random numbers of a training that pauses, so that what others draw meanwhile does not change it. It
 * starts where the common generator stands, which goes on elsewhere; that takes over where the training
 * ends, as after `train`, unless it was seeded in between, as by another such training.
 */
export class OwnStream {
  /** The state of this stream while the training pauses; of the common generator while it runs. */
  private aside = Int32Array.from(generator.getState());
  private running = false;
  /** What the common generator writes to until somebody seeds it. */
  private readonly common: Int32Array<ArrayBuffer>;

  constructor(network: object) {
    generator.seed(this.aside[0]);
    this.swap();
    this.common = this.aside;
    this.swap();
    streams.set(network, this);
  }

  /** Runs a part of the training, up to its next pause. */
  run<T>(fn: () => T): T {
    if (this.running) return fn();
    this.swap();
    this.running = true;
    try {
      return fn();
    } finally {
      this.running = false;
      this.swap();
    }
  }

  /** What another training has ended does not take over. */
  end(network: object, takesOver: boolean): void {
    if (streams.get(network) === this) streams.delete(network);
    if (!takesOver) return;
    this.swap();
    if (this.aside !== this.common) this.swap();
  }

  private swap(): void {
    this.aside = generator.exchange(this.aside);
  }
}

/** Says that the network is trained by the common generator, whatever an `epochs` that was left has stood at. */
export function leaveStream(network: object): void {
  streams.delete(network);
}

/** Where the random numbers stand that a network is trained by. */
export function randomStateOf(network: object): number[] {
  const stream = streams.get(network);
  return stream?.run(() => generator.getState()) ?? generator.getState();
}
