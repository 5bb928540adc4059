import {
  logSoftmaxColumns,
  logSoftmaxColumnsGrad,
  softmaxColumns,
  softmaxColumnsGrad,
} from "../loops/softmax-columns";
import {
  logSoftmaxRow,
  logSoftmaxRowGrad,
  softmaxRow,
  softmaxRowGrad,
  softmaxShortRows,
} from "../loops/softmax-row";
import { lanes } from "../simd/vector";

export function softmax(x: usize, y: usize, outer: usize, axis: usize, inner: usize): void {
  const bytes: usize = inner * sizeof<real>();
  if (inner == 1 && axis > 0 && axis <= lanes) {
    softmaxShortRows(x, y, outer, axis * bytes);
    return;
  }
  for (; outer > 0; outer--) {
    if (inner == 1) {
      softmaxRow(x, y, axis * sizeof<real>());
    } else {
      for (let at: usize = 0; at < bytes; at += 16) {
        softmaxColumns(x + at, y + at, axis, bytes, bytes - at);
      }
    }
    x += axis * bytes;
    y += axis * bytes;
  }
}

export function softmaxGrad(
  y: usize,
  dy: usize,
  dx: usize,
  outer: usize,
  axis: usize,
  inner: usize,
): void {
  const bytes: usize = inner * sizeof<real>();
  for (; outer > 0; outer--) {
    if (inner == 1) {
      softmaxRowGrad(y, dy, dx, axis * sizeof<real>());
    } else {
      for (let at: usize = 0; at < bytes; at += 16) {
        softmaxColumnsGrad(y + at, dy + at, dx + at, axis, bytes, bytes - at);
      }
    }
    y += axis * bytes;
    dy += axis * bytes;
    dx += axis * bytes;
  }
}

export function logSoftmax(x: usize, y: usize, outer: usize, axis: usize, inner: usize): void {
  const bytes: usize = inner * sizeof<real>();
  for (; outer > 0; outer--) {
    if (inner == 1) {
      logSoftmaxRow(x, y, axis * sizeof<real>());
    } else {
      for (let at: usize = 0; at < bytes; at += 16) {
        logSoftmaxColumns(x + at, y + at, axis, bytes, bytes - at);
      }
    }
    x += axis * bytes;
    y += axis * bytes;
  }
}

export function logSoftmaxGrad(
  y: usize,
  dy: usize,
  dx: usize,
  outer: usize,
  axis: usize,
  inner: usize,
): void {
  const bytes: usize = inner * sizeof<real>();
  for (; outer > 0; outer--) {
    if (inner == 1) {
      logSoftmaxRowGrad(y, dy, dx, axis * sizeof<real>());
    } else {
      for (let at: usize = 0; at < bytes; at += 16) {
        logSoftmaxColumnsGrad(y + at, dy + at, dx + at, axis, bytes, bytes - at);
      }
    }
    y += axis * bytes;
    dy += axis * bytes;
    dx += axis * bytes;
  }
}
