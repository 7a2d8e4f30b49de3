import { expect, it } from 'vitest';
import { readStudyResult } from '#analysis/study-result';
import { buildStudyFigure } from '#chart/figures/study-figure';
import { makeRun, makeStudy, specs } from '../../../renderer/studies/make-study';

it('has a row for each group of a study, with its mean and its runs', () => {
  const study = makeStudy();
  const runs = [
    makeRun({ method: 'dni', seed: 1, error: 0.1 }),
    makeRun({ method: 'dni', seed: 2, error: 0.3 }),
    makeRun({ method: 'none', seed: 1, error: 0.5 }),
  ];
  const figure = buildStudyFigure(study, readStudyResult(study, runs, specs));
  const [panel] = figure?.panels ?? [];
  expect(panel?.y.ticks.map(({ label }) => label)).toEqual(['DNI', 'none']);
  const means = panel?.layers.flatMap((layer) =>
    layer.kind === 'points' && layer.marker === 'diamond' ? [layer.x[0]] : [],
  );
  expect(means?.map((mean) => mean?.toFixed(3))).toEqual(['0.200', '0.500']);
  expect(figure?.table.rows.filter(([, what]) => what !== 'mean').map((row) => row[3])).toEqual([
    0.1, 0.3, 0.5,
  ]);
});

it('has lines over a setting with three values or more', () => {
  const rates = [0.001, 0.01, 0.1];
  const study = makeStudy({
    axes: {
      'training.method': ['dni', 'none'],
      'training.optimizer.rate': rates,
      'training.seed': [1],
    },
  });
  const runs = (['dni', 'none'] as const).flatMap((method, at) =>
    rates.map((rate, index) => makeRun({ method, rate, error: 0.1 * (at + 1) + 0.01 * index })),
  );
  const figure = buildStudyFigure(study, readStudyResult(study, runs, specs));
  const [panel] = figure?.panels ?? [];
  expect(figure?.series.map(({ label }) => label)).toEqual(['DNI', 'none']);
  // The rates are chosen by ratio.
  expect(panel?.x.isLog).toBe(true);
  const lines = panel?.layers.filter((layer) => layer.kind === 'line' && layer.role === 'main');
  expect(lines).toMatchObject([
    { series: 0, x: rates },
    { series: 1, x: rates },
  ]);
  const [first] = lines ?? [];
  const y = first?.kind === 'line' ? Array.from(first.y) : [];
  expect(y.map((value) => value.toFixed(3))).toEqual(['0.100', '0.110', '0.120']);
});

it('is missing while nothing is measured', () => {
  const study = makeStudy();
  expect(buildStudyFigure(study, readStudyResult(study, [], specs))).toBeNull();
});
