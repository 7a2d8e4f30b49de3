import { describe, expect, it } from 'vitest';
import type { MetricSummary, TrainedRun, Selection } from '#spec/run';
import type { ProjectFolder } from '#storage/projects';
import { createRun, writeRun } from '#storage/runs';
import { consoleReporter } from '../../../src-main/cli/console-reporter';
import { demonstrationTable } from '../../../src-main/cli/demonstrate-table';
import { endEvent } from '../../../src-main/cli/json-reporter';
import { template } from '../spec/make';
import { newProject } from '../storage/helpers';
import { objectsOf, runCli } from './run-cli';

const last = (value: number): MetricSummary => ({ last: value, best: value / 100, bestStep: 3 });
const selected: Selection = {
  metric: 'validation/error',
  step: 1500,
  value: 0.02,
  values: { 'validation/error': 0.02, 'test/error': 0.0212 },
};
const metrics = {
  'train/loss': last(0.5),
  'validation/error': last(0.03),
  'test/error': last(0.0198),
};

async function makeRun(
  project: ProjectFolder,
  name: string,
  changes: Partial<TrainedRun>,
): Promise<TrainedRun> {
  const created = await createRun(project, { name, modelId: name, spec: template(name) });
  const run: TrainedRun = { ...created, status: 'finished', pid: null, step: 2000, ...changes };
  await writeRun(project, run);
  return run;
}

/** What the reporter prints at the end of a run. */
function printed(run: TrainedRun, project: ProjectFolder): string {
  let text = '';
  const stream = { isTTY: false, write: (part: string) => Boolean((text += part)) };
  consoleReporter({ stream: stream as unknown as NodeJS.WriteStream }).end(run, project);
  return text;
}

describe('the summary of a run', () => {
  it('has the values at the step that validation has chosen, and the last ones', async () => {
    const project = await newProject();
    const run = await makeRun(project, 'mnist-cdni', { metrics, selected });
    const text = printed(run, project);
    expect(text).toMatch(/metric +at step 1,500 +last\n/);
    expect(text).toMatch(/test\/error +2\.12 % +1\.98 %\n/);
    expect(text).toMatch(/train\/loss +– +0\.5000\n/);
    expect(text).toContain('Chosen by the best validation error (2.00 %), at step 1,500');
    expect(text).not.toContain('best  ');
    expect(endEvent(run, project)).toMatchObject({ metrics, selected });
  });

  it('comes after a name without control characters', async () => {
    const project = await newProject();
    const model = 'mnist-cdni';
    const run = await makeRun(project, model, { metrics, selected, name: 'a\u001b[2Jb' });
    let text = '';
    const stream = { isTTY: false, write: (part: string) => Boolean((text += part)) };
    consoleReporter({ stream: stream as unknown as NodeJS.WriteStream }).begin(run, project);
    expect(text).toMatch(/^a\\u001b\[2Jb: /);
  });

  it('has the last values alone where nothing was validated, and says why', async () => {
    const project = await newProject();
    const measured = { 'train/loss': metrics['train/loss'], 'test/error': metrics['test/error'] };
    const text = printed(await makeRun(project, 'mnist-cdni', { metrics: measured }), project);
    expect(text).toMatch(/metric +last\n/);
    expect(text).toMatch(/test\/error +1\.98 %\n/);
    expect(text).toMatch(/Nothing was measured on a validation part.*the latest values/);
  });

  it('names the loss of each figure where the model has several', async () => {
    const project = await newProject();
    const run = await makeRun(project, 'three-levels', {
      metrics: {
        'test/loss': last(3),
        'test/error': last(0.04),
        'test/error/oddLoss': last(0.04),
        'test/error/sevensLoss': last(0.84),
      },
    });
    const text = printed(run, project);
    expect(text).toMatch(/test\/loss \(sum\) +3\.000\n/);
    expect(text).toMatch(/test\/error\/sevensLoss +84\.00 %\n/);
    expect(text).not.toMatch(/test\/error +/);
  });
});

it('lists runs with their result, the loss it is of, and how the step was chosen', async () => {
  const project = await newProject();
  await makeRun(project, 'mnist-cdni', { metrics, selected });
  await makeRun(project, 'copy-dni', { metrics: { 'task/level': last(12) } });
  const levels = {
    'validation/error': last(0.05),
    'test/error': last(0.06),
    'test/error/oddLoss': last(0.06),
  };
  await makeRun(project, 'three-levels', {
    metrics: levels,
    selected: { ...selected, values: { 'validation/error': 0.05, 'test/error': 0.041 } },
  });
  await makeRun(project, 'mnist-dni', { metrics: { 'test/error': last(0.0198) } });
  const { stdout, status } = await runCli(['runs', '--project', project.directory]);
  expect(status).toBe(0);
  const [head, ...rows] = stdout.trim().split('\n');
  expect(head).toMatch(/^run +method +seed +status +steps +result +of +chosen by validation$/);
  expect(rows[0]).toMatch(/2,000 of 10,000 +2\.12 % +test error +step 1,500$/);
  expect(rows[1]).toMatch(/ 12 +level solved +–$/);
  expect(rows[2]).toMatch(/ 4\.10 % +test error, oddLoss +step 1,500$/);
  expect(rows[3]).toMatch(/ 1\.98 % +test error +no, last value$/);
  const json = await runCli(['runs', '--project', project.directory, '--json']);
  const [list] = objectsOf(json.stdout) as unknown as TrainedRun[][];
  expect(list?.[0]?.selected).toEqual(selected);
});

describe('the table of a demonstration', () => {
  const demonstration = {
    templates: ['counting-dni'],
    seeds: [1, 2, 3],
    metrics: [{ metric: 'test/error', label: 'error', digits: 1, percent: true }],
  };
  const of = (status: TrainedRun['status'], error: number) => ({
    template: 'counting-dni',
    run: {
      status,
      step: 100,
      seconds: 10,
      metrics: { 'test/error': last(error) },
    } as unknown as TrainedRun,
  });

  it('has means of last values over the runs that finished, and says how many did', () => {
    const runs = [of('finished', 0.1), of('finished', 0.2), of('failed', 0.9)];
    expect(demonstrationTable(demonstration, runs)[1]).toEqual([
      '`counting-dni`',
      '2 of 3',
      '100',
      '15.0 % (10.0 % to 20.0 %)',
      '10 s',
      '10',
    ]);
    expect(demonstrationTable(demonstration, [of('stopped', 0.1)])[1]).toEqual([
      '`counting-dni`',
      '0 of 1',
      '–',
      '–',
      '–',
      '–',
    ]);
  });

  it('has no mean where a finished run has no value', () => {
    const lost = of('finished', 0.1);
    lost.run.metrics = {};
    expect(demonstrationTable(demonstration, [of('finished', 0.2), lost])[1]).toEqual([
      '`counting-dni`',
      '2',
      '100',
      '–',
      '10 s',
      '10',
    ]);
  });
});
