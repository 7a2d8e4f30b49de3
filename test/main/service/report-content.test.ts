import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { collectReport, makePortable } from '#service/report-content';
import type { Run } from '#spec/run';
import { saveComparison } from '#storage/comparisons';
import type { ProjectFolder } from '#storage/projects';
import { writeRun } from '#storage/runs';
import { addRun } from '../exchange/exported-project';
import { newProject, spirals } from '../storage/helpers';

const resources = fileURLToPath(new URL('../../../resources', import.meta.url));

/** Two runs of each method: DNI at 0.5 and 0.7, backprop at 0.2 and 0.4. One has an alert, one has failed. */
async function makeRuns(project: ProjectFolder): Promise<Run[]> {
  const { training, ...spec } = spirals();
  const runs: Run[] = [];
  for (const [method, values] of [
    ['dni', [0.5, 0.7]],
    ['backprop', [0.2, 0.4]],
  ] as const)
    for (const [index, value] of values.entries()) {
      const points = [0, 10, 20].map((step) => ({
        metric: 'test/error',
        step,
        seconds: step,
        value: value + (20 - step) / 100,
      }));
      const seed = index + 1;
      const run = await addRun(project, points, {
        name: `${method} ${seed}`,
        method,
        seed,
        step: 20,
        spec: { ...spec, training: { ...training, method, seed } },
        alerts:
          method === 'dni' && seed === 1
            ? [
                {
                  kind: 'noProgress',
                  step: 10,
                  time: '2026-11-29T12:00:00.000Z',
                  message: 'It stands still.',
                },
              ]
            : [],
        metrics: { 'test/error': { last: value, best: value, bestStep: 20 } },
      });
      await writeRun(project, run);
      runs.push(run);
    }
  return runs;
}

describe('the content of a report', () => {
  it('has the charts, the texts, the statistics and the commands of a comparison', async () => {
    const project = await newProject();
    const runs = await makeRuns(project);
    const chart = { size: 'small' as const, smoothing: null };
    const comparison = await saveComparison(project, {
      name: 'Both',
      runs: runs.map(({ id }) => id),
      metrics: [],
      charts: [
        { kind: 'text', id: 't', size: 'full', text: '# Why', title: 'Notes' },
        { kind: 'lines', id: 'l', metric: 'test/error', ...chart },
        { kind: 'statistics', id: 's', size: 'full', field: 'test/error' },
      ],
      xAxis: 'step',
      smoothing: 0,
      logScale: false,
      groupBy: ['training.method'],
      baseline: '{"training.method":"backprop"}',
    });
    const source = {
      kind: 'comparison' as const,
      id: comparison.id,
      name: 'Both',
      runs,
      content: comparison,
    };
    const report = await collectReport({ project, resources, runs }, source);
    expect(report.texts).toEqual([{ title: 'Notes', markdown: '# Why' }]);
    expect(report.figures.map(({ title }) => title)).toEqual(['Test error']);
    const [figure] = report.figures;
    expect(report.recipes).toEqual([
      {
        metric: 'test/error',
        smoothing: 0,
        x: 'step',
        center: 'mean',
        band: 'interval',
        lines: figure?.series.map(({ label }, series) => ({
          series,
          runs: runs
            .filter(({ method }) => (method === 'dni' ? 'DNI' : method) === label)
            .map(({ id }) => id),
        })),
      },
    ]);
    expect(figure?.series.map(({ label }) => label).sort()).toEqual(['DNI', 'backprop']);
    // The means of 0.5 and 0.7, and of 0.2 and 0.4.
    const [table] = report.tables;
    const cells = table?.table.rows.map((row) => row.join(' ')) ?? [];
    expect(cells.find((text) => text.startsWith('DNI'))).toContain('60');
    expect(cells.find((text) => text.startsWith('backprop (baseline)'))).toContain('30');
    expect(report.remarks).toEqual(["'dni 1' at step 10: It stands still."]);
    expect(report.runs.items.map(({ result }) => result)).toEqual([
      '50.00 %',
      '70.00 %',
      '20.00 %',
      '40.00 %',
    ]);
    const commands = [...report.commands, ...report.runs.items.map(({ command }) => command ?? '')];
    expect(commands).toHaveLength(5);
    for (const command of commands) {
      expect(command).toMatch(/^npm run -s dni -- /);
      expect(command).toContain('--project PROJECT');
    }
  });

  it('has the charts that the window suggests of a run, and no table', async () => {
    const project = await newProject();
    const [run] = await makeRuns(project);
    if (!run) throw new Error('There is no run.');
    const source = { kind: 'run' as const, id: run.id, name: run.name, runs: [run], content: null };
    const report = await collectReport({ project, resources, runs: [run] }, source);
    expect(report.figures).toHaveLength(1);
    expect(report.recipes[0]?.lines).toEqual([{ series: 0, runs: [run.id] }]);
    expect(report.tables).toEqual([]);
    expect(report.commands).toEqual([]);
  });
});

describe('commands of a report', () => {
  it('have no folder of this machine, also where their names are quoted', () => {
    const project = { id: '', name: '', created: '', directory: "/home/ada/my $& project's" };
    const command = `npm run -s --prefix /work/dni dni -- study studies/a --project '/home/ada/my $& project'\\''s'`;
    expect(makePortable(command, { project, resources: '/work/dni/resources' })).toBe(
      'npm run -s dni -- study studies/a --project PROJECT',
    );
  });
});
