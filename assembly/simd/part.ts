const masks: usize = memory.data<u32>([-1, -1, -1, -1, 0, 0, 0, 0]);

/** All ones in the first `bytes` bytes, 0 to 16 of them. */
export function firstBytes(bytes: usize): v128 {
  return v128.load(masks + 16 - bytes);
}

/**
 * Stores what is left of a row: 16 bytes, or fewer at its end. Inline, as is all that hot loops use:
 * a call inside a loop, even one never made, costs the loop its registers.
 */
@unmanaged
@final
export class Part {
  @inline
  static put(y: usize, v: v128, bytesLeft: usize): void {
    if (bytesLeft >= 16) v128.store(y, v);
    else Part.store(y, v, bytesLeft);
  }

  /** Stores the first `bytes` bytes: those of one number or more, but fewer than 16. */
  @inline
  static store(y: usize, v: v128, bytes: usize): void {
    if (sizeof<real>() == 8) {
      v128.store_lane<f64>(y, v, 0);
    } else if (bytes & 8) {
      v128.store_lane<u64>(y, v, 0);
      if (bytes & 4) v128.store_lane<f32>(y, v, 2, 8);
    } else {
      v128.store_lane<f32>(y, v, 0);
    }
  }
}

/** The same as a function, where a call costs little. */
export function put(y: usize, v: v128, bytesLeft: usize): void {
  Part.put(y, v, bytesLeft);
}
