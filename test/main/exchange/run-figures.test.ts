import { expect, it } from 'vitest';
import { drawRunCharts } from '#exchange/run-figures';
import type { RunChart } from '#spec/run-chart';
import type { ProjectFolder } from '#storage/projects';
import { newProject } from '../storage/helpers';
import { addRun } from './exported-project';

const chart: RunChart = { kind: 'metrics', title: 'Loss', metrics: ['train/loss'] };
const pointsAt = (...steps: number[]) =>
  steps.map((step) => ({ metric: 'train/loss', step, seconds: step, value: 1 / step }));

async function addChild(project: ProjectFolder, parentId: string) {
  return addRun(project, pointsAt(3, 4), { parent: { runId: parentId, step: 2 } });
}

it('draws what a run continues up to the step from which it goes on', async () => {
  const project = await newProject();
  const parent = await addRun(project, pointsAt(1, 2, 3));
  const child = await addChild(project, parent.id);
  const [drawn] = await drawRunCharts(project, child, { charts: [chart] });
  const { figure } = drawn ?? {};
  expect(figure?.series).toHaveLength(2);
  expect(figure?.table.rows.map((row) => row[3])).toEqual([3, 4, 1, 2]);
});

it('draws a run whose parent is gone', async () => {
  const project = await newProject();
  const child = await addChild(project, '20261101-101010-gone-1');
  const [drawn] = await drawRunCharts(project, child, { charts: [chart] });
  expect(drawn?.figure?.series).toHaveLength(1);
});

it('is nothing where the metric was not measured', async () => {
  const project = await newProject();
  const run = await addRun(project, pointsAt(1));
  const other: RunChart = { ...chart, metrics: ['test/loss'] };
  expect(await drawRunCharts(project, run, { charts: [other] })).toEqual([
    { chart: other, figure: null },
  ]);
});
