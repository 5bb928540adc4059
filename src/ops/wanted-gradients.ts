import { gradientAddress, type Node, takeFresh } from "../array/node.js";
import type { Address } from "../kernels/kernels.js";

/** Where a kernel's gradients go, to be asked in the kernel's order, should two operands be one array. */
export class WantedGradients {
  /** The bits of those that hold nothing yet. */
  fresh = 0;

  /** The address of an operand's gradient; 0 if it has none. */
  of(operand: Node | null, bit: number): Address {
    if (!operand?.requiresGrad) return 0;
    this.fresh |= takeFresh(operand) * bit;
    return gradientAddress(operand);
  }
}
