import type { Optimizer } from "../nn/optimizers/index.js";
import { requireCount, requireList, requireObject } from "./check.js";
import { decodeConfig } from "./config.js";
import { optimizerTensorName } from "./description.js";
import { kindOf, type NamedArray } from "./named-arrays.js";
import { thingOf } from "./registry.js";
import type { Tensor } from "./safetensors.js";

/** The optimizer of a description, with its counters. */
export function restoreOptimizer(description: unknown): Optimizer {
  const data = requireObject("it", description);
  const type = thingOf("type", "optimizer", data.type);
  const optimizer = new type(decodeConfig("config", data.config));
  const { iterations, updates } = requireObject("counters", data.counters);
  optimizer.setCounters({
    iterations: requireCount("counters.iterations", iterations),
    updates: requireList("counters.updates", updates).map((pair) => {
      const [index, count] = requireList("counters.updates", pair);
      return [requireCount("an index", index), requireCount("a count", count)];
    }),
  });
  return optimizer;
}

/** Gives the optimizer what it remembered of the parameters; `take` removes a tensor by its name. */
export function restoreStates(
  optimizer: Optimizer,
  parameters: readonly NamedArray[],
  take: (name: string) => Tensor | undefined,
): void {
  for (const { name, place, array } of parameters) {
    const states = optimizer.stateNames.map((state) => take(optimizerTensorName(name, state)));
    const present = states.filter((state) => state !== undefined);
    if (present.length === 0) continue;
    if (
      present.length < states.length ||
      present.some((state) => kindOf(state) !== kindOf(array))
    ) {
      throw new RangeError(
        `optimizer: the file's states of ${place} are ${present.map(kindOf).join(" and ")}, expected ${states.length} of ${kindOf(array)}`,
      );
    }
    optimizer.setStateOf(
      array,
      present.map((state) => state.values),
    );
  }
}
