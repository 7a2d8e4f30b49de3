import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { TrainedRun } from '#spec/run';
import { spirals } from '../storage/spirals';
import { objectsOf, runCli, Sandbox } from './run-cli';

let sandbox = new Sandbox();
afterEach(async () => {
  await sandbox.remove();
  sandbox = new Sandbox();
});
afterAll(() => sandbox.remove());

// Every command starts a process, and a worker for each run.
const longTimeout = { timeout: 400_000 };

const axes = { 'training.method': ['dni', 'none'], 'training.seed': [1, 2] };
const smallest = { version: 1, models: ['spirals-cdni'], axes };

function writeStudy(content: object = { ...smallest, steps: 20 }, name = 'methods.json'): string {
  const path = sandbox.path(name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

const study = (name: string, ...args: string[]): ReturnType<typeof runCli> =>
  runCli(['study', name, '--project', sandbox.project, ...args]);

function readRun(id: string): TrainedRun {
  return JSON.parse(readFileSync(`${sandbox.project}/runs/${id}/run.json`, 'utf8')) as TrainedRun;
}

describe('study', longTimeout, () => {
  it('runs a file to its end, prints its groups last, and runs nothing twice', async () => {
    const file = writeStudy({ ...smallest, steps: 20, evaluateEvery: 4 });
    const { status, stdout, stderr } = await study(file, '--json');
    expect(stderr).toMatch(/^note: .*interfaces are examined every 100.*\n$/);
    expect(status).toBe(0);
    const lines = objectsOf(stdout);
    expect(lines[0]).toMatchObject({ event: 'start', study: 'methods', runs: 4, done: 0 });
    const end = lines.at(-1) as {
      runs: string[];
      groups: { by: object; n: number; mean: number; sd: number; interval: [number, number] }[];
    };
    expect(Object.keys(end)).toEqual(['event', 'study', 'status', 'runs', 'groups']);
    expect(end).toMatchObject({ event: 'end', study: 'methods', status: 'finished' });
    expect(new Set(end.runs).size).toBe(4);
    expect(end.groups.map(({ by }) => by)).toEqual([
      { 'training.method': 'dni' },
      { 'training.method': 'none' },
    ]);
    for (const group of end.groups) {
      expect(Object.keys(group)).toEqual([
        'by',
        'n',
        'selectedBy',
        'metric',
        'mean',
        'sd',
        'interval',
      ]);
      expect(group).toMatchObject({
        n: 2,
        selectedBy: 'validation/error',
        metric: 'test/error',
      });
      const method = Object.values(group.by)[0] as string;
      const values = end.runs.map(readRun).flatMap((run) => {
        const value = run.selected?.values['test/error'];
        return run.method === method && value !== undefined ? [value] : [];
      });
      const [a = 0, b = 0] = values;
      expect(group.mean).toBeCloseTo((a + b) / 2, 12);
      expect(group.sd).toBeCloseTo(Math.abs(a - b) / Math.SQRT2, 12);
      // The 97.5 % quantile of Student's t with one degree of freedom.
      const half = (12.7062047362 * Math.abs(a - b)) / 2;
      expect(group.interval[0]).toBeCloseTo((a + b) / 2 - half, 8);
      expect(group.interval[1]).toBeCloseTo((a + b) / 2 + half, 8);
    }

    const again = await study('methods');
    expect(again.status).toBe(0);
    expect(again.stdout).toContain('methods: 4 runs, 0 of them left.');
    expect(again.stdout).toMatch(/DNI .* %.*none .* %.*2 seeds each/);
    expect(again.stdout).toContain('On average, DNI trained');

    const extended = await study('methods', '--seeds', '1,2,3', '--json');
    const more = objectsOf(extended.stdout);
    expect(more.filter(({ event }) => event === 'run')).toHaveLength(2);
    const last = more.at(-1) as typeof end;
    expect(last.runs).toHaveLength(6);
    expect(last.runs).toEqual(expect.arrayContaining(end.runs));
    expect(last.groups.map(({ n }) => n)).toEqual([3, 3]);
  });

  it('keeps its answer when its model is edited, until --update-models', async () => {
    mkdirSync(`${sandbox.project}/models`, { recursive: true });
    const created = '2026-11-29T08:00:00.000Z';
    const project = { version: 1, name: 'Edited', created };
    writeFileSync(`${sandbox.project}/project.json`, JSON.stringify(project));
    const saveModel = (batch: number): void => {
      const model = spirals('Mine');
      const spec = { ...model, training: { ...model.training, batch } };
      writeFileSync(`${sandbox.project}/models/mine.json`, JSON.stringify(spec));
    };
    saveModel(8);
    const file = writeStudy({ ...smallest, models: ['mine'], steps: 20, evaluateEvery: 4 });
    expect((await study(file)).status).toBe(0);
    saveModel(16);
    const again = await study('methods');
    expect(again.stdout).toContain('methods: 4 runs, 0 of them left.');
    expect(again.stderr).toContain(
      "note: The model 'mine' has changed since this study began; the study goes on with the model as it was. Give --update-models to use what is saved now.",
    );
    const place = ['--project', sandbox.project, '--out', sandbox.path('out')];
    const exported = await runCli(['export', 'methods', '--format', 'csv', ...place]);
    expect(exported.status).toBe(0);
    const updated = await study('methods', '--update-models', '--json');
    expect(updated.stderr).not.toContain('has changed');
    const { runs } = objectsOf(updated.stdout).at(-1) as { runs: string[] };
    expect(runs.map((id) => readRun(id).spec.training.batch)).toEqual([16, 16, 16, 16]);
  });

  it('stops with checkpoints at Ctrl-C, and goes on with the same runs', async () => {
    const file = writeStudy({ ...smallest, steps: 400 });
    let isInterrupted = false;
    const stopped = await runCli(
      ['study', file, '--project', sandbox.project, '--slots', '1', '--one-by-one', '--json'],
      {
        onStdout(text, child) {
          if (isInterrupted || !text.includes('"event":"run"')) return;
          isInterrupted = true;
          child.kill('SIGINT');
        },
      },
    );
    expect(stopped.status).toBe(0);
    expect(stopped.stderr).toContain('Stopping all runs with checkpoints.');
    const end = objectsOf(stopped.stdout).at(-1) as { runs: string[] };
    expect(end).toMatchObject({ event: 'end', status: 'stopped' });
    expect(end.runs.map(readRun).map(({ status }) => status)[0]).toBe('finished');
    expect(end.runs.length).toBeLessThan(4);

    // The study keeps that its runs train one by one.
    const again = await study('methods', '--json');
    expect(again.status).toBe(0);
    const whole = objectsOf(again.stdout).at(-1) as { runs: string[] };
    expect(whole.runs).toHaveLength(4);
    expect(whole.runs.slice(0, end.runs.length)).toEqual(end.runs);
    expect(whole.runs.map(readRun).map(({ step }) => step)).toEqual([400, 400, 400, 400]);
    for (const run of whole.runs.map(readRun)) expect(run.environment?.together).toBeUndefined();
  });

  it('fails where its project is moved while it trains, and says how to go on', async () => {
    const file = writeStudy({ ...smallest, axes: { 'training.seed': [1] }, steps: 100_000 });
    let isMoved = false;
    const { status, stdout, stderr } = await runCli(
      ['study', file, '--project', sandbox.project, '--json'],
      {
        onStdout: () => {
          if (!isMoved) renameSync(sandbox.project, sandbox.path('moved'));
          isMoved = true;
        },
      },
    );
    expect(objectsOf(stdout).at(-1)).toEqual({
      event: 'end',
      study: 'methods',
      status: 'failed',
      runs: [],
      groups: [],
    });
    expect(stderr).toContain(`error: The folder '${sandbox.project}' of the project was renamed,`);
    expect(stderr).toContain('--project names it');
    expect(status).toBe(1);
  });

  it('prints the answer of a finished study where nothing can be written, though a run has failed', async () => {
    const file = writeStudy({ ...smallest, steps: 10, evaluateEvery: 2 });
    const first = await study(file, '--json');
    const { runs } = objectsOf(first.stdout).at(-1) as { runs: string[] };
    const path = `${sandbox.project}/runs/${runs[3]}/run.json`;
    const failed = { ...readRun(runs[3] ?? ''), status: 'failed', failure: 'The data were gone.' };
    writeFileSync(path, JSON.stringify(failed));
    // The lock file cannot be made, as on a disk that is read-only.
    mkdirSync(`${sandbox.project}/studies/.methods.lock`);
    const { status, stdout, stderr } = await study('methods');
    expect(stderr).toMatch(/^Failed runs are not run again: .*\.methods\.lock/);
    expect(stdout).toContain('The study methods has finished, with 4 runs.');
    expect(stdout).toContain('1 of 2 runs of none failed before a value was measured');
    expect(status).toBe(1);
    // What is left to be run cannot be run there.
    const more = await study('methods', '--seeds', '1,2,3');
    expect(more.status).not.toBe(0);
    expect(more.stderr).toContain('.methods.lock');
    // A deleted run neither, but the answer of the others is there, and the plan names the run.
    mkdirSync(`${sandbox.project}/runs/.trash`, { recursive: true });
    renameSync(
      `${sandbox.project}/runs/${runs[1]}`,
      `${sandbox.project}/runs/.trash/${runs[1]}-2026-11-29T14-10-06-002Z`,
    );
    const less = await study('methods');
    expect(less.stdout).toMatch(/The study methods has failed, with 3 runs\. .*\.methods\.lock/);
    expect(less.stdout).toContain('1 of 4 runs was deleted and the answer is without it');
    expect(less.status).toBe(1);
    const plan = await study('methods', '--plan');
    expect(plan.stdout).toContain(
      '1 of 4 runs was deleted: restore it from the trash, or the study runs it again.',
    );
  });

  it('says before it starts which methods are left out, and when runs are hardly evaluated', async () => {
    const { stdout } = await study('recall-dni', '--plan', '--steps', '300');
    expect(stdout).toContain('backprop is left out: Backprop is unrolled over whole sequences');
    expect(stdout).not.toContain('are evaluated every');
    const short = writeStudy({ ...smallest, steps: 20 });
    const plan = await study(short, '--plan');
    expect(plan.stdout).toContain(
      `Runs of 20 steps are evaluated every 100 steps, so that their curves have 2 points: evaluate them every 1 step ("evaluateEvery" in the study's file).`,
    );
  });

  it('plans without writing anything', async () => {
    const { status, stdout } = await study('spirals-cdni', '--plan', '--steps', '100');
    expect(status).toBe(0);
    expect(stdout).toContain('15 runs, 0 of them done: 1,500 steps are left.');
    expect(stdout).toContain('the time is unknown until the first run has trained');
    const grouped = await study('spirals-cdni', '--plan', '--slots', '1');
    expect(grouped.stdout).toContain('15 runs train in 3 processes of 5.');
    const alone = await study('spirals-cdni', '--plan', '--slots', '1', '--one-by-one');
    expect(alone.stdout).not.toContain('ogether');
    const json = await study('spirals-cdni', '--plan', '--json', '--seeds', '7-8');
    expect(JSON.parse(json.stdout)).toMatchObject({ event: 'end', runs: 6, done: 0, problems: [] });
    expect(await sandbox.contents()).toBeNull();
  });

  it.each<[string, () => string, string]>([
    [
      'a name that is none',
      () => 'spirals-cdn',
      "error: There is no file, study, template or model 'spirals-cdn'. Did you mean 'spirals-cdni'?",
    ],
    [
      'a file that is not there',
      () => '/nowhere/study.json',
      "error: There is no file '/nowhere/study.json'.",
    ],
    [
      'a setting that is none',
      () => writeStudy({ ...smallest, axes: { 'training.methd': ['dni'] } }),
      "error: The axis 'training.methd' with the value \"dni\" does not fit the model 'spirals-cdni': There is no setting 'methd' in 'training'. Did you mean 'method'?",
    ],
    [
      'a combination that cannot be trained',
      () =>
        writeStudy({
          version: 1,
          models: ['recall-dni'],
          axes: { 'training.method': ['backprop'] },
        }),
      "error: The model 'recall-dni' cannot be trained: error at training.fullUnroll: Backprop is unrolled over whole sequences",
    ],
    [
      'a key of the file that is none',
      () => writeStudy({ ...smallest, seeds: [1] }),
      "There is no setting 'seeds'.",
    ],
  ])('refuses %s in a sentence, and writes nothing', async (_, name, sentence) => {
    const { status, stdout, stderr } = await study(name());
    expect(stderr).toContain(sentence);
    expect(stdout).toBe('');
    expect(status).toBe(2);
    expect(await sandbox.contents()).toBeNull();
  });
});
