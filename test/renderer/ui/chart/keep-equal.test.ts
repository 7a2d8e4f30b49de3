import { describe, expect, it } from 'vitest';
import { keepEqual } from '../../../../src-renderer/ui/chart/keep-equal';
import { lineOf } from './plot';

describe('what replaces a value', () => {
  const x = Float32Array.of(1, 2);
  const y = Float32Array.of(3, 4);
  const lines = () => [
    lineOf(x, y, { dash: [2, 3], band: { lower: y, upper: y }, runs: [{ x, y }], n: null }),
  ];

  it('is the former value where the new one has the same content', () => {
    const former = lines();
    expect(keepEqual(former, lines())).toBe(former);
    const settings = { label: 'a', format: String, range: null };
    expect(keepEqual(settings, { ...settings })).toBe(settings);
  });

  it('is the new one where anything differs, however deep', () => {
    const former = lines();
    const [line] = lines();
    if (!line) throw new Error('There is one line.');
    for (const next of [
      [],
      [line, line],
      [{ ...line, label: 'other' }],
      [{ ...line, dash: [2, 4] }],
      [{ ...line, band: { lower: x, upper: y } }],
      [{ ...line, n: undefined }],
      [{ ...line, width: 2 }],
    ])
      expect(keepEqual(former, next)).toBe(next);
  });

  it('is the new one where columns or functions are others, even of the same content', () => {
    const former = lines();
    const next = [{ ...former[0], y: Float32Array.from(y) }];
    expect(keepEqual<unknown>(former, next)).toBe(next);
    const settings = { format: () => '' };
    expect(keepEqual({ format: () => '' }, settings)).toBe(settings);
  });

  it('is the new one where there was none', () => {
    expect(keepEqual(null, x)).toBe(x);
  });
});
