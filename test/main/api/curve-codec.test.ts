import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCurves, encodeCurves } from '#api/curve-codec';
import type { Curve, NumberColumn, Points } from '#spec/curves';

const emptyCurve: Curve = {
  key: 'r',
  metric: 'train/loss',
  x: new Float32Array(),
  y: new Float32Array(),
  breaks: new Uint32Array(),
  lower: null,
  upper: null,
  n: null,
  raw: null,
  runs: [],
  total: 0,
  zero: 0,
  negative: 0,
  notFinite: 0,
  isRare: false,
  notes: [],
};

const numbers: fc.Arbitrary<NumberColumn> = fc.oneof(
  fc.float32Array({ maxLength: 20 }).map((column) => Float32Array.from(column)),
  fc.float64Array({ maxLength: 20 }).map((column) => Float64Array.from(column)),
);
const points: fc.Arbitrary<Points> = fc.record({
  x: numbers,
  y: numbers,
  breaks: fc.uint32Array({ maxLength: 5 }).map((column) => Uint32Array.from(column)),
});
const curve: fc.Arbitrary<Curve> = fc
  .tuple(
    points,
    fc.record({
      key: fc.string({ unit: 'grapheme' }),
      metric: fc.string(),
      lower: fc.option(numbers),
      upper: fc.option(numbers),
      n: fc.option(fc.uint16Array({ maxLength: 20 }).map((column) => Uint16Array.from(column))),
      raw: fc.option(points),
      runs: fc.array(fc.tuple(fc.string(), points).map(([runId, rest]) => ({ runId, ...rest }))),
      total: fc.nat(),
      zero: fc.nat(),
      negative: fc.nat(),
      notFinite: fc.nat(),
      isRare: fc.boolean(),
      notes: fc.array(fc.string()),
    }),
  )
  .map(([ownPoints, rest]) => ({ ...ownPoints, ...rest }));

describe('the bytes of curves', () => {
  it('hold every curve as it was, NaN, infinity and the type of each column included', () => {
    fc.assert(
      fc.property(fc.array(curve, { maxLength: 5 }), (curves) => {
        expect(decodeCurves(encodeCurves(curves))).toEqual(curves);
      }),
    );
  });

  it('store equal columns once, and those that differ in a sign of zero twice', () => {
    const x = () => Float64Array.from({ length: 1000 }, (_, step) => step);
    const withX = (column: Float64Array): Curve => ({ ...emptyCurve, x: column });
    const one = encodeCurves([withX(x())]).length;
    const two = encodeCurves([withX(x()), withX(x())]).length;
    expect(two - one).toBeLessThan(400);
    const signed = x();
    signed[0] = -0;
    const [first, second] = decodeCurves(encodeCurves([withX(x()), withX(signed)]));
    expect([first?.x[0], second?.x[0]]).toEqual([0, -0]);
  });

  it('are not copied when they are read, wherever they lie aligned in a buffer', () => {
    const bytes = encodeCurves([{ ...emptyCurve, x: Float32Array.from([1, 2]) }]);
    expect(decodeCurves(bytes)[0]?.x.buffer).toBe(bytes.buffer);
    const moved = new Uint8Array(bytes.length + 3);
    moved.set(bytes, 3);
    expect(decodeCurves(moved.subarray(3))[0]?.x).toEqual(Float32Array.from([1, 2]));
  });

  it('that are none of curves, or cut off, are refused with a sentence', () => {
    const bytes = encodeCurves([{ ...emptyCurve, y: Float32Array.from([1, 2, 3]) }]);
    for (const damaged of [new Uint8Array(), Uint8Array.from([1, 2, 3, 4, 5]), bytes.slice(0, -8)])
      expect(() => decodeCurves(damaged)).toThrow(/curves that this window cannot read/);
  });
});
