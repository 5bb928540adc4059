/**
 * Where this instance puts down what does not fit registers: memory that is handed in when it is made, so
 * that several instances may share one memory. It starts at a multiple of 64 bytes. Each kernel may use all
 * of it, and finds nothing in it.
 */
export declare const own: usize;

/** The bytes that an instance needs there. */
export const ownBytes: usize = 1088;
