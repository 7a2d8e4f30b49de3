import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Experiment } from '#spec/experiment';
import type { Run, TrainedRun } from '#spec/run';
import { readTemplate } from '#service/templates';
import { deleteModel, saveModel } from '#storage/models';
import { saveComparison } from '#storage/comparisons';
import { createProject, type ProjectFolder } from '#storage/projects';
import { createRun, writeRun } from '#storage/runs';
import { saveStudy } from '#storage/studies';
import { root } from '../cli/run-cli';
import { repeatRuns } from '#service/repeat-command';
import { openServiceFixture, resources, type ServiceFixture } from './service-fixture';

let fixture: ServiceFixture;
let project: ProjectFolder;
let spec: Experiment;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dni it\'s a "test" '));
  project = await createProject(join(folder, 'p'), 'P');
  fixture = await openServiceFixture({ project: project.directory });
  project = fixture.view.workspace.current ?? project;
  spec = (await readTemplate(resources, 'spirals-cdni')).spec;
});
afterEach(async () => {
  await fixture.close();
  await rm(folder, { recursive: true });
});

async function addRun(
  modelId: string | null,
  changes: Partial<TrainedRun> = {},
): Promise<TrainedRun> {
  const created = await createRun(project, { name: spec.name, modelId, spec });
  const run: TrainedRun = { ...created, status: 'finished', pid: null, ...changes };
  await writeRun(project, run);
  return run;
}

/** The words of a line as a shell reads it. */
const wordsOf = (line: string): string[] =>
  execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);

const start = ['npm', 'run', '-s', '--prefix', root.replace(/\/$/, ''), 'dni', '--'];
const end = (): string[] => ['--project', project.directory];
const commandOf = (...runs: readonly Run[]) =>
  fixture.call('repeat.runs', { projectId: project.id, runIds: runs.map(({ id }) => id) });

describe('the command of a run', () => {
  it('names its template, from any folder and for its own project', async () => {
    const run = await addRun('spirals-cdni');
    const { text, notes } = await commandOf(run);
    expect(wordsOf(text)).toEqual([...start, 'train', 'spirals-cdni', ...end()]);
    expect(notes).toEqual([]);
  });

  it('names the saved model with what has changed in it since, and itself where that is gone', async () => {
    const steps = spec.training.steps + 1;
    const changed = { ...spec, training: { ...spec.training, steps } };
    const { id } = await saveModel(project, changed);
    const run = await addRun(id);
    const old = String(spec.training.steps);
    expect(wordsOf((await commandOf(run)).text)).toEqual([
      ...start,
      'train',
      `models/${id}`,
      '--steps',
      old,
      ...end(),
    ]);
    await deleteModel(project, id);
    expect(wordsOf((await commandOf(run)).text)).toContain(`runs/${run.id}`);
  });

  it('is one line for each of several runs', async () => {
    const runs = [await addRun('spirals-cdni'), await addRun(null, { name: 'Other' })];
    const { text } = await commandOf(...runs);
    expect(
      text.split('\n').map((line) => wordsOf(line).slice(start.length, start.length + 4)),
    ).toEqual([
      ['train', 'spirals-cdni', ...end()],
      ['train', `runs/${runs[1]?.id ?? ''}`, '--name', 'Other'],
    ]);
  });

  it('says what it cannot repeat', async () => {
    const parent = { runId: 'gone', step: 5 };
    const rung = { id: 's', values: {}, rung: 0, until: 10 };
    const runs = [
      await addRun(null, { name: 'Later', parent }),
      await addRun(null, { name: 'Halved', step: 10, study: rung }),
    ];
    const { text, notes } = await commandOf(...runs);
    expect(wordsOf(text.split('\n')[0] ?? '')).toEqual(
      expect.arrayContaining(['--continue', 'gone', '--checkpoint', '5']),
    );
    expect(notes).toEqual([
      "The run that 'Later' goes on from is not in the project any more.",
      `Successive halving has ended 'Halved' at step 10; the command trains all ${spec.training.steps}.`,
    ]);
  });

  it('says that it names a model, and with which threads it repeats all digits', async () => {
    const { id } = await saveModel(project, spec);
    const environment = {
      ...{ workbench: '0.2.0', node: '20', backend: 'tensorflow' as const, tensorflow: '2.18.1' },
      ...{ device: 'CPU', fallbackReason: null, platform: 'linux x64' },
      threads: { interOp: 1, intraOp: 2 },
    };
    const { notes } = await commandOf(await addRun(id, { environment }));
    expect(notes).toEqual([
      `It names 'models/${id}' as saved now: after a change of it, copy the command again.`,
      'To the last digit it gives the same only on the same device with the threads of the run: TF_NUM_INTEROP_THREADS=1 TF_NUM_INTRAOP_THREADS=2.',
    ]);
  });

  it('says that a run was trained in two environments, with the threads of both', async () => {
    const environment = {
      ...{ workbench: '0.2.0', node: '20', backend: 'tensorflow' as const, tensorflow: '2.18.1' },
      ...{ device: 'CPU', fallbackReason: null, platform: 'linux x64' },
      threads: { interOp: 1, intraOp: 2 },
    };
    const before = { ...environment, threads: { interOp: 1, intraOp: 4 } };
    const earlierEnvironments = [{ untilStep: 5, environment: before }];
    const run = await addRun('', { name: 'Moved', environment, earlierEnvironments });
    expect((await commandOf(run)).notes).toEqual([
      "'Moved' was resumed in another environment, as the settings of each say; the command trains all steps in one, which rounds differently.",
      'To the last digit it gives the same only on the same device with the threads of the run, which are in the settings of each.',
    ]);
  });

  it('refuses runs that are gone', async () => {
    await expect(
      fixture.call('repeat.runs', { projectId: project.id, runIds: ['gone'] }),
    ).rejects.toMatchObject({ kind: 'notFound' });
  });

  it('has the form of the README where the sources are not there', async () => {
    const context = { project, resources: join(folder, 'app.asar', 'resources'), runs: [] };
    const { text } = await repeatRuns(context, [await addRun(null)]);
    expect(text).toMatch(/^npm run -s dni -- train runs\//);
  });
});

describe('other commands', () => {
  it('go on with a study and print the table of a comparison', async () => {
    const content = { version: 1 as const, name: 'Seeds', models: ['spirals-cdni'], axes: {} };
    const { id: studyId } = await saveStudy(project, content);
    const study = await fixture.call('repeat.study', { projectId: project.id, studyId });
    expect(wordsOf(study.text)).toEqual([...start, 'study', `studies/${studyId}`, ...end()]);
    const comparison = await saveComparison(project, {
      name: 'Both',
      runs: [],
      metrics: [],
      xAxis: 'step',
      smoothing: 0,
      logScale: false,
    });
    const { text } = await fixture.call('repeat.comparison', {
      projectId: project.id,
      comparisonId: comparison.id,
    });
    expect(wordsOf(text).slice(start.length)).toEqual([
      'export',
      comparison.id,
      '--kind',
      'comparison',
      '--format',
      'markdown',
      ...end(),
    ]);
  });
});
