/** Samples whose figures the tests have from SciPy 1.17. */
export const a = [0.0162, 0.0158, 0.0171, 0.0149, 0.0166];
export const b = [0.017, 0.0175, 0.0168, 0.0163, 0.0181];
export const c = [0.031, 0.029, 0.035];
export const tiedA = [1, 2, 2, 3];
export const tiedB = [2, 3, 3, 4, 5];
/** Nine and ten values without ties. */
export const nine = [2.041, -2.556, 0.418, -0.568, -0.453, -0.216, -2.02, -0.232, -0.865];
export const ten = [5.784, 1.139, 0.271, 0.378, -0.202, -0.783, 0.214, 1.523, 0.442, 2.237];

/** Equal to a relative error of 1e-10. */
export function close(
  value: number | null | undefined,
  expected: number,
  tolerance = 1e-10,
): boolean {
  if (value === null || value === undefined) return false;
  return Math.abs(value - expected) <= tolerance * Math.abs(expected);
}
