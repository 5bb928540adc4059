const unit = sizeof<real>();

/** The numbers of src/kernels/windows.ts as they lie in memory, and what follows from them. */
@unmanaged
@final
export class Windows {
  rows: u32;
  height: u32;
  width: u32;
  channels: u32;
  outHeight: u32;
  outWidth: u32;
  filters: u32;
  kernelHeight: u32;
  kernelWidth: u32;
  strideY: u32;
  strideX: u32;
  dilationY: u32;
  dilationX: u32;
  top: u32;
  left: u32;
  groups: u32;

  /** Windows of an image. */
  get count(): usize {
    return this.outHeight * this.outWidth;
  }

  /** Channels of a group. */
  get depth(): usize {
    return this.channels / this.groups;
  }

  /** Filters of a group. */
  get each(): usize {
    return this.filters / this.groups;
  }

  /** Elements of a window, of one group. */
  get size(): usize {
    return this.kernelHeight * this.kernelWidth * this.depth;
  }

  /** The image with the zeros around it that windows reach. */
  get paddedHeight(): usize {
    const reached = (this.outHeight - 1) * this.strideY + (this.kernelHeight - 1) * this.dilationY;
    return max<usize>(reached + 1, this.top + this.height);
  }

  get paddedWidth(): usize {
    const reached = (this.outWidth - 1) * this.strideX + (this.kernelWidth - 1) * this.dilationX;
    return max<usize>(reached + 1, this.left + this.width);
  }

  get isPadded(): bool {
    return this.paddedHeight != this.height || this.paddedWidth != this.width;
  }

  /** Each channel by itself: a case with kernels of its own. */
  get isDepthwise(): bool {
    return this.depth == 1 && this.channels > 1;
  }

  /** If a line of a window lies in one piece. */
  get hasWholeLines(): bool {
    return this.dilationX == 1 && this.groups == 1;
  }

  /** If each window is one piece, and they lie at equal distances: so a product can read them where they are. */
  get isUniform(): bool {
    if (this.kernelHeight != 1 || !this.hasWholeLines) return false;
    const line = this.outWidth * this.strideX;
    return this.outHeight == 1 || (this.strideY == 1 && this.paddedWidth == line);
  }

  /**
   * If the first elements of neighbours are neighbours, and so on: then whole lines of them are copied at once, and
   * windows need not lie in one piece.
   */
  get isByElements(): bool {
    return this.channels == 1 && this.strideX == 1 && !this.isUniform;
  }

  /** Windows that are unfolded at a time; whole lines of them where it goes by elements. */
  together(some: usize): usize {
    if (!this.isByElements) return some;
    return this.outWidth * min<usize>(this.outHeight, max<usize>(1, 256 / this.outWidth));
  }

  /** Bytes of an image, of one with its frame, and of what it gives. */
  get imageBytes(): usize {
    return this.height * this.width * this.channels * unit;
  }

  get paddedBytes(): usize {
    return this.paddedHeight * this.paddedWidth * this.channels * unit;
  }

  get outBytes(): usize {
    return this.count * this.filters * unit;
  }
}

/** Bytes, up to the next multiple of a cache line, and one more, which may be read. */
export function room(bytes: usize): usize {
  return ((bytes + 63) & ~63) + 64;
}
