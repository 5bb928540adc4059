/** For editors: the compiler is told which of the two it is, `--use real=f32` or `--use real=f64`. */
declare type real = f32;
