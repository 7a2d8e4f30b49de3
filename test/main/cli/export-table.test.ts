import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Method } from '#spec/training';
import { saveComparison, type ComparisonToSave } from '#storage/comparisons';
import type { ProjectFolder } from '#storage/projects';
import { writeRun } from '#storage/runs';
import { saveStudy } from '#storage/studies';
import { addRun } from '../exchange/exported-project';
import { emptyFolder, newProject, spirals } from '../storage/helpers';
import { objectsOf, runCli } from './run-cli';

const errors: Record<'dni' | 'backprop', number[]> = {
  dni: [0.01, 0.02, 0.03],
  backprop: [0.02, 0.04, 0.06],
};
const content: Omit<ComparisonToSave, 'name'> = {
  runs: [],
  metrics: [],
  xAxis: 'step',
  smoothing: 0,
  logScale: false,
};

/** A study of two methods and three seeds, and comparisons of its runs. */
async function makeProject(): Promise<{ project: ProjectFolder; ids: string[] }> {
  const project = await newProject();
  const { training, ...spec } = spirals();
  const ids: string[] = [];
  for (const method of ['dni', 'backprop'] as const)
    for (const [index, value] of errors[method].entries()) {
      const seed = index + 1;
      const run = await addRun(project, [], {
        seed,
        method,
        step: training.steps,
        spec: { ...spec, training: { ...training, method: method satisfies Method, seed } },
        study: {
          id: 'methods',
          values: { 'training.method': method, 'training.seed': seed },
          rung: 0,
        },
      });
      const metric = { last: value, best: value, bestStep: 1 };
      await writeRun(project, {
        ...run,
        metrics: { 'test/error': metric, 'train/loss': { ...metric, last: 10 * value } },
      });
      ids.push(run.id);
    }
  await saveStudy(
    project,
    {
      version: 1,
      name: 'Methods',
      models: ['spirals'],
      axes: { 'training.method': ['dni', 'backprop'], 'training.seed': [1, 2, 3] },
      baseline: { 'training.method': 'backprop' },
    },
    { id: 'methods' },
  );
  const groups = { groupBy: ['training.method'], baseline: '{"training.method":"backprop"}' };
  await saveComparison(project, {
    ...content,
    ...groups,
    name: 'With statistics',
    runs: ids,
    charts: [{ kind: 'statistics', id: 's', size: 'full', field: 'train/loss' }],
  });
  await saveComparison(project, { ...content, ...groups, name: 'Plain', runs: ids });
  return { project, ids };
}

describe('dni export of tables', () => {
  const table = (name: string, format: string, ...more: string[]) =>
    runCli(['export', name, '--format', format, ...more, '--project', place]);
  let [place, runId] = ['', ''];
  beforeEach(async () => {
    const { project, ids } = await makeProject();
    [place, runId] = [project.directory, ids[0] ?? ''];
  });

  it('prints the table of a study, as its answer has it', async () => {
    const { status, stdout, stderr } = await table('methods', 'latex');
    expect([status, stderr]).toEqual([0, '']);
    // Half of the interval is 4.3027 · 1 / √3 = 2.48 points for DNI, and twice that for backprop.
    expect(stdout).toContain('\n    DNI & 3 & 2.0 $\\pm$ 2.5 & ');
    expect(stdout).toContain('\n    backprop & 3 & 4.0 $\\pm$ 5.0 & -- & baseline & -- \\\\\n');
    expect(stdout).toContain('\\label{tab:methods}');
    expect(stdout.endsWith('\\end{table}\n')).toBe(true);
  });

  it('prints the statistics of a comparison, else the metric that its list shows, or another one', async () => {
    const statistics = await table('with-statistics', 'markdown');
    expect(statistics.stdout).toMatch(/^Train loss/);
    expect(statistics.stdout).toMatch(/\n\| backprop \(baseline\) \| 3 \| 0\.40 ± 0\.50 \|/);
    const plain = await table('plain', 'markdown');
    expect(plain.stdout).toMatch(/^Test error/);
    const other = await table('plain', 'csv-table', '--metric', 'train/loss');
    const [head = '', first = ''] = other.stdout.split('\r\n');
    expect(head.startsWith('group,runs,n,diverged,failed,missing,mean,sd,')).toBe(true);
    expect(first.startsWith('DNI,3,3,0,0,0,0.2')).toBe(true);
  });

  it('prints the results of a comparison in several metrics, those of its charts or chosen ones', async () => {
    const results = await table('plain', 'markdown', '--table', 'results');
    // The means of 1, 2, 3 % and 2, 4, 6 %, and of ten times that.
    expect(results.stdout).toMatch(/\n\| Group \| n \| Train loss \| Test error \(%\) \|\n/);
    // The best result is bold; the loss in training is no result.
    expect(results.stdout).toContain('\n| DNI | 3 | 0.20 ± 0.25 | **2.0 ± 2.5** |');
    const chosen = await table(
      'plain',
      'csv-table',
      '--table',
      'results',
      '--metric',
      'test/error',
    );
    expect(chosen.stdout.split('\r\n')[0]).toBe(
      'group,runs,test/error n,test/error mean,test/error sd,test/error mean_low,test/error mean_high',
    );
    const charts = await table('with-statistics', 'csv-table', '--table', 'results');
    expect(charts.stderr).toContain('shows no metric as a curve');
    const study = await table('methods', 'markdown', '--table', 'results');
    expect([study.status, study.stderr]).toEqual([
      2,
      expect.stringContaining("'methods' is a study") as string,
    ]);
  });

  it('writes a file, and says what is in it', async () => {
    const out = join(await emptyFolder(), 'table.md');
    const written = await table('methods', 'markdown', '--out', out);
    expect(written.stdout).toBe(`${out}: 2 groups\n`);
    expect(await readFile(out, 'utf8')).toMatch(/^Test error.*\n\n\| Method \| n \|/);
    const again = await table('methods', 'markdown', '--out', out);
    expect([again.status, again.stderr]).toEqual([
      2,
      expect.stringContaining('--overwrite') as string,
    ]);
    const json = await table('methods', 'csv-table', '--json');
    expect(objectsOf(json.stdout)).toEqual([
      {
        kind: 'study',
        id: 'methods',
        name: 'Methods',
        format: 'csv-table',
        path: null,
        text: expect.stringMatching(
          /^group,training\.method,metric,.*\r\nDNI,dni,test\/error,/,
        ) as string,
      },
    ]);
  });

  it('says what is wrong in a sentence', async () => {
    const ofRun = await table(runId, 'latex');
    expect([ofRun.status, ofRun.stderr]).toEqual([
      2,
      `error: '${runId}' is a run, and the format latex is a table of groups: name a study or a comparison.\n`,
    ]);
    const unknown = await table('methods', 'latex', '--metric', 'test/eror');
    expect(unknown.stderr).toBe(
      "error: No run has a metric 'test/eror'. Did you mean 'test/error'?\n",
    );
    const two = await table('methods', 'latex', '--metric', 'test/error', 'train/loss');
    expect(two.stderr).toBe(
      'error: This table shows one metric: give --metric one name. Of a comparison, --table results shows several.\n',
    );
    const noFile = await table('methods', 'parquet');
    expect([noFile.status, noFile.stderr]).toEqual([
      2,
      'error: The format parquet is a file: say where to write it by --out <path>.\n',
    ]);
  });
});
