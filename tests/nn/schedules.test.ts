import { describe, expect, test } from "vitest";
import { Adam, MLArray, SGD, schedules } from "../../src/index.js";
import { scheduleOf } from "../../src/nn/schedules/restore.js";
import type { Schedule } from "../../src/nn/schedules/schedule.js";
import { onEachCore } from "../support/settings.js";

function rates(schedule: Schedule, n: number): number[] {
  return Array.from({ length: n }, (_, t) => schedule.at(t));
}

function expectRates(schedule: Schedule, expected: readonly number[]): void {
  for (const [t, rate] of rates(schedule, expected.length).entries()) {
    expect(rate, `step ${t}`).toBeCloseTo(expected[t], 12);
  }
}

// Expected rates are those of torch.optim.lr_scheduler 1.13, from a rate of 0.5.
describe("the rates of PyTorch's", () => {
  test("StepLR(3, gamma=0.5)", () => {
    const schedule = schedules.step({ learningRate: 0.5, stepSize: 3, gamma: 0.5 });
    expectRates(schedule, [0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125, 0.125]);
    expect(schedules.step({ learningRate: 1, stepSize: 1 }).at(2)).toBeCloseTo(0.01, 15);
  });

  test("ExponentialLR(0.9)", () => {
    const schedule = schedules.exponential({ learningRate: 0.5, gamma: 0.9 });
    expectRates(schedule, [0.5, 0.45, 0.405, 0.3645, 0.32805]);
  });

  test("CosineAnnealingLR(6, 0.02), which then stays at its minimum", () => {
    const schedule = schedules.cosine({ learningRate: 0.5, steps: 6, minimum: 0.02 });
    const expected = [0.5, 0.467846096908265, 0.38, 0.26, 0.14, 0.0521539030917347, 0.02];
    expectRates(schedule, [...expected, 0.02, 0.02]);
    expect(schedules.cosine({ learningRate: 0.5, steps: 2 }).at(2)).toBe(0);
  });

  test("LinearLR(0.25, total_iters=4), and from 0", () => {
    const schedule = schedules.warmup({ learningRate: 0.5, steps: 4, startFactor: 0.25 });
    expectRates(schedule, [0.125, 0.21875, 0.3125, 0.40625, 0.5, 0.5]);
    expectRates(schedules.warmup({ learningRate: 0.5, steps: 2 }), [0, 0.25, 0.5]);
  });

  test("OneCycleLR(0.5, 10), which then stays at its end", () => {
    const schedule = schedules.oneCycle({ learningRate: 0.5, steps: 10 });
    const rise = [0.02, 0.26, 0.5];
    const fall = [
      0.475242316006737, 0.405872826974882, 0.305631010968145, 0.194370989031855,
      0.0941291730251185, 0.0247596839932631, 2e-6,
    ];
    expectRates(schedule, [...rise, ...fall, 2e-6, 2e-6]);
  });

  test("OneCycleLR(0.5, 7, pct_start=0.5, div_factor=10, final_div_factor=100)", () => {
    const cycle = { learningRate: 0.5, steps: 7, riseShare: 0.5, divFactor: 10 };
    const schedule = schedules.oneCycle({ ...cycle, finalDivFactor: 100 });
    expectRates(
      schedule,
      [
        0.05, 0.205471176265637, 0.457028823734363, 0.475266974758629, 0.30582460325559,
        0.0945334219857813, 0.0005,
      ],
    );
  });
});

/** The rate before each value is observed. */
function observed(schedule: Schedule, values: readonly number[]): number[] {
  return values.map((value, t) => {
    const rate = schedule.at(t);
    schedule.observe?.(value);
    return rate;
  });
}

/** The rates of Keras' ReduceLROnPlateau: its on_epoch_end, line by line. */
function plateauOfKeras(values: number[], patience: number, cooldown: number): number[] {
  let [rate, best, wait, cooling] = [0.5, Infinity, 0, 0];
  return values.map((current) => {
    const before = rate;
    if (cooling > 0) {
      cooling -= 1;
      wait = 0;
    }
    if (current < best - 1e-4) {
      best = current;
      wait = 0;
    } else if (cooling === 0) {
      wait += 1;
      if (wait >= patience) {
        rate *= 0.5;
        cooling = cooldown;
        wait = 0;
      }
    }
    return before;
  });
}

describe("reduceOnPlateau", () => {
  const values = [1, 0.8, 0.85, 0.9, 0.81, 0.79999, 0.9, 0.9, 0.7, 0.9, 0.9, 0.9, 0.9, 0.9];
  const options = { learningRate: 0.5, factor: 0.5, patience: 2 } as const;

  test("halves the rate after two epochs that are not better by 1e-4, down to a minimum", () => {
    const schedule = schedules.reduceOnPlateau({ ...options, minimum: 0.1 });
    expect(observed(schedule, values)).toEqual([
      0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.125, 0.125, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1,
    ]);
  });

  test.each([
    [1, 0],
    [1, 1],
    [2, 0],
    [2, 2],
    [3, 1],
  ])("counts as Keras: a patience of %i, a cooldown of %i", (patience, cooldown) => {
    const schedule = schedules.reduceOnPlateau({ ...options, patience, cooldown });
    expect(observed(schedule, values)).toEqual(plateauOfKeras(values, patience, cooldown));
  });

  test("takes more as better for an accuracy", () => {
    const monitored = { monitor: "validationAccuracy", minDelta: 0.05, patience: 3 };
    const expected = [
      0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125, 0.125, 0.125, 0.0625, 0.0625, 0.0625, 0.03125,
    ];
    const schedule = schedules.reduceOnPlateau({ ...options, ...monitored });
    expect(observed(schedule, values)).toEqual(expected);
    const asked = { ...monitored, monitor: "own", mode: "max" } as const;
    expect(observed(schedules.reduceOnPlateau({ ...options, ...asked }), values)).toEqual(expected);
  });

  test("counts NaN as no better", () => {
    const schedule = schedules.reduceOnPlateau(options);
    expect(observed(schedule, [Number.NaN, Number.NaN, 1, 1])).toEqual([0.5, 0.5, 0.25, 0.25]);
  });
});

describe("a warm-up hands over", () => {
  test("to a schedule that starts then", () => {
    const after = schedules.exponential({ learningRate: 0.8, gamma: 0.5 });
    expectRates(schedules.warmup({ learningRate: after, steps: 2 }), [0, 0.4, 0.8, 0.4, 0.2]);
  });

  test("and tells it what is observed", () => {
    const plateau = schedules.reduceOnPlateau({ learningRate: 1, patience: 1, monitor: "loss" });
    const schedule = schedules.warmup({ learningRate: plateau, steps: 1 });
    expect(schedule.monitor).toBe("loss");
    schedule.observe?.(3);
    schedule.observe?.(3);
    expect(schedule.at(5)).toBeCloseTo(0.1, 15);
  });
});

const all: readonly Schedule[] = [
  schedules.step({ learningRate: 0.5, stepSize: 3 }),
  schedules.exponential({ learningRate: 0.5, gamma: 0.9 }),
  schedules.cosine({ learningRate: 0.5, steps: 4 }),
  schedules.oneCycle({ learningRate: 0.5, steps: 9 }),
  schedules.reduceOnPlateau({ learningRate: 0.5, patience: 2 }),
  schedules.warmup({
    learningRate: schedules.reduceOnPlateau({ learningRate: 0.5, patience: 2 }),
    steps: 3,
  }),
];

test.each(all.map((schedule) => [schedule.name, schedule] as const))(
  "%s survives JSON, with what it has observed",
  (_, schedule) => {
    for (const value of [1, 1, 1, 0.5, 0.6]) schedule.observe?.(value);
    const again = scheduleOf(JSON.parse(JSON.stringify(schedule)));
    expect(rates(again, 12)).toEqual(rates(schedule, 12));
    for (const each of [schedule, again]) for (const value of [0.7, 0.7]) each.observe?.(value);
    expect(rates(again, 12)).toEqual(rates(schedule, 12));
    expect(JSON.stringify(again)).toBe(JSON.stringify(schedule));
  },
);

onEachCore(() => {
  test("an optimizer's schedule counts its steps, and decay comes on top", () => {
    const schedule = schedules.exponential({ learningRate: 0.5, gamma: 0.5 });
    const w = new MLArray([4], { dtype: "float64" });
    const optimizer = new SGD({ learningRate: schedule, decay: 1 });
    const path = [0, 1, 2].map(() => {
      w.restart();
      w.sum().backward();
      optimizer.step([w]);
      return w.item();
    });
    expect(path).toEqual([4 - 0.5, 4 - 0.5 - 0.25 / 2, 4 - 0.5 - 0.25 / 2 - 0.125 / 3]);
    expect(optimizer.learningRate).toBe(0.0625);
    optimizer.learningRate = 3;
    expect(optimizer.learningRate).toBe(3);
  });
});

test("a schedule of one's own is an object with `at`; what it gives is checked", () => {
  const own: Schedule = { name: "own", options: {}, at: (t) => (t < 1 ? 0.25 : Number.NaN) };
  const optimizer = new Adam({ learningRate: own });
  const w = new MLArray([1, 2]);
  w.sum().backward();
  optimizer.step([w]);
  const before = w.toList();
  expect(() => optimizer.step([w])).toThrow(
    "Adam: the schedule's rate of step 1 must be a finite number >= 0, got NaN",
  );
  expect(w.toList()).toEqual(before);
});

test.each<readonly [() => unknown, string]>([
  [
    () => schedules.step({ learningRate: 1, stepSize: 0 }),
    "schedules.step: stepSize must be a positive integer, got 0",
  ],
  [
    () => schedules.exponential({ learningRate: -1, gamma: 1 }),
    "schedules.exponential: learningRate must be a finite number >= 0, got -1",
  ],
  [
    () => schedules.exponential({ learningRate: 1, gamma: Number.NaN }),
    "schedules.exponential: gamma must be a finite number >= 0, got NaN",
  ],
  [
    () => schedules.cosine({ learningRate: 1, steps: 1.5 }),
    "schedules.cosine: steps must be a positive integer, got 1.5",
  ],
  [
    () => schedules.warmup({ learningRate: 1, steps: 3, startFactor: 2 }),
    "schedules.warmup: startFactor must be a finite number >= 0 and <= 1, got 2",
  ],
  [
    () => schedules.oneCycle({ learningRate: 1, steps: 1 }),
    "schedules.oneCycle: steps must be an integer >= 2, got 1",
  ],
  [
    () => schedules.oneCycle({ learningRate: 1, steps: 3, divFactor: 0 }),
    "schedules.oneCycle: divFactor must be a finite number >= 1, got 0",
  ],
  [
    () => schedules.reduceOnPlateau({ learningRate: 1, factor: 2 }),
    "schedules.reduceOnPlateau: factor must be a finite number >= 0 and <= 1, got 2",
  ],
  [
    () => schedules.reduceOnPlateau({ learningRate: 1, mode: "less" as "min" }),
    'schedules.reduceOnPlateau: mode must be "min" or "max", got less',
  ],
  [
    () => scheduleOf({ name: "toString", options: {} }),
    'scheduleOf: unknown schedule "toString"; expected one of step, exponential,',
  ],
])("%#: says %s", (call, message) => {
  expect(call).toThrow(message);
});
