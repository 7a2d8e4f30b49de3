import { expect, it } from 'vitest';
import { buildInterfaceLines, styleEdges } from '#chart/lines/interface-lines';
import { paperColors } from '#chart/series-colors';
import { makeRun } from '../../../renderer/runs/table/make-run';
import { makeCurve } from '../figures/figure-sources';

const run = makeRun();
const [first = ''] = Object.keys(run.spec.model.nodes);

it('edges of one module have its colour and dashes of their own', () => {
  const styles = styleEdges(run, [`${first}->a`, `${first}->b`], paperColors);
  const [a, b] = [...styles.values()];
  expect(a?.color).toBe(b?.color);
  expect([a?.dash, b?.dash]).toEqual([[], [6, 3]]);
});

it('has a line for each edge that was measured, with an arrow in its name', () => {
  const request = { edges: ['core->core', 'core->other'], measure: 'cosine' as const };
  const curve = makeCurve('a', [0, 10], [0.1, 0.9]);
  const lines = buildInterfaceLines(
    run,
    request,
    (metric) => (metric === 'interface/core->core/cosine' ? curve : undefined),
    paperColors,
  );
  expect(lines.map(({ key, label, y }) => [key, label, Array.from(y)])).toEqual([
    ['core->core', 'core → core', [0.1, 0.9]],
  ]);
});
