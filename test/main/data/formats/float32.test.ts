import { describe, expect, it } from 'vitest';
import { toFloat32, warnOfRounding } from '#data/formats/float32';

describe('narrowing to 32 bits', () => {
  it('keeps floats of 32 bits, and converts all others', () => {
    const floats = Float32Array.of(1.5);
    expect(toFloat32(floats)).toBe(floats);
    expect(toFloat32(Uint8Array.of(255))).toEqual(Float32Array.of(255));
    expect(toFloat32(Float64Array.of(-1, 0.1))).toEqual(Float32Array.of(-1, 0.1));
  });

  it('warns of whole numbers that become equal to their neighbours', () => {
    const warn = (numbers: Float64Array, areIntegers = true): string | null =>
      warnOfRounding("'t.npy'", numbers, areIntegers);
    // 2²⁴ + 1 is the first whole number that 32-bit floats do not have.
    expect(Math.fround(2 ** 24 + 1)).toBe(2 ** 24);
    expect(warn(Float64Array.of(0, 2 ** 24, -(2 ** 24)))).toBeNull();
    expect(warn(Float64Array.of(0, 2 ** 24 + 1))).toMatch(
      /^'t.npy' has whole numbers beyond 16,777,216, such as 16777217, which become equal/,
    );
    expect(warn(Float64Array.of(-(2 ** 60)))).toContain('such as -1152921504606847000');
    expect(warnOfRounding('x', Float32Array.of(1e20), false)).toBeNull();
  });

  it('warns of floats only where they count whole things', () => {
    const milliseconds = Float64Array.of(1_700_000_000_001);
    expect(warnOfRounding('x', milliseconds, false)).toContain('such as 1700000000001');
    expect(warnOfRounding('x', Float64Array.of(0.1, 123456789.123, 1e20), false)).toBeNull();
  });
});
