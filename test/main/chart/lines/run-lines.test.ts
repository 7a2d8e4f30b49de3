import { expect, it } from 'vitest';
import type { Curve } from '#spec/curves';
import type { Run } from '#spec/run';
import { buildAncestorLines, buildRunLines } from '#chart/lines/run-lines';
import { paperColors } from '#chart/series-colors';
import { makeRun } from '../../../renderer/runs/table/make-run';

const curve = {
  x: Float32Array.of(100, 200, 300, 400),
  y: Float32Array.of(4, 3, 2, 1),
  breaks: Uint32Array.of(1, 3),
} as Curve;
const parent = { id: 'p', name: 'Parent', color: 3 } as Run;
const child = { id: 'c', name: 'Child', color: 5 } as Run;

it('the curve of a parent ends at the step that is continued, and has the colour of the run', () => {
  const build = (until: number) =>
    buildAncestorLines(
      child,
      [{ run: parent, until }],
      ['test/error', 'train/error'],
      (id, metric) => (id === 'p' && metric === 'test/error' ? curve : undefined),
      paperColors,
    );
  const [line, ...others] = build(300);
  expect(others).toEqual([]);
  expect(line).toMatchObject({
    label: 'test until 300, Parent',
    x: Float32Array.of(100, 200, 300),
    y: Float32Array.of(4, 3, 2),
    breaks: Uint32Array.of(1),
    dash: [2, 3],
  });
  expect(build(1000)[0]?.x).toHaveLength(4);
  expect(build(50)).toEqual([]);
});

it('a line is called by its split, or by the title of a metric that has none', () => {
  const run = makeRun();
  const label = (metrics: string[]) =>
    buildRunLines(run, metrics, () => curve, paperColors).map((line) => line.label);
  expect(label(['train/error', 'test/error'])).toEqual(['train', 'test']);
  // The template trains on a stream of ticks.
  expect(label(['speed/examples-seen'])).toEqual(['Ticks seen']);
});
