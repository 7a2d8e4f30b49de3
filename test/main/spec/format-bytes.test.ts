import { expect, it } from 'vitest';
import { formatBytes } from '#spec/format-bytes';

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_400_000, '1.4 MB'],
  [999_600, '1 MB'],
  [25_300_000_000, '25.3 GB'],
  [3.7e12, '3.7 TB'],
  [4e18, '4 EB'],
  [4e24, '4.0e+24 B'],
])('%d bytes: %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
