import { expect, it } from 'vitest';
import { drawBarPaths } from '#diagram/timeline/bar-paths';

it('draws the bars of each kind as one path, and instants with a width', () => {
  const paths = drawBarPaths(
    [
      { kind: 'forward', start: 0, end: 1, step: 1 },
      { kind: 'update', start: 1, end: 1.25, step: 1 },
      { kind: 'forward', start: 2, end: 3, step: 2 },
      { kind: 'interface-update', start: 3, end: 3, step: 2 },
    ],
    0.5,
  );
  expect([...paths]).toEqual([
    ['forward', 'M0,0.1H1V0.9H0ZM2,0.1H3V0.9H2Z'],
    ['update', 'M1,0.26H1.5V0.74H1Z'],
    ['interface-update', 'M3,0H3.5V1H3Z'],
  ]);
});
