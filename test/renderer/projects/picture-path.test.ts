import { expect, it } from 'vitest';
import { buildPicturePath } from '../../../src-renderer/projects/picture-path';

it('puts 0 at the left and the bottom, and 1 at the right and the top', () => {
  expect(buildPicturePath({ x: [0, 0.5, 1], y: [1, 0.5, 0] }, 120, 60, 10)).toBe(
    'M10.0 10.0L60.0 30.0L110.0 50.0',
  );
});

it('breaks where there is no value, and draws a point without neighbours as a dot', () => {
  expect(buildPicturePath({ x: [0, 0.5, 1], y: [0, null, 1] }, 100, 100, 0)).toBe(
    'M0.0 100.0h0M100.0 0.0h0',
  );
});
