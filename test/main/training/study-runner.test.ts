import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { WorkbenchEvent } from '#api/events';
import { tryAcquireLock, type FileLock } from '#files/lock';
import { isTrained, type TrainedRun } from '#spec/run';
import type { Study, StudyInput } from '#spec/study';
import { readLog } from '#storage/log';
import type { ProjectFolder } from '#storage/projects';
import { listRuns, runDirectory } from '#storage/runs';
import { saveStudy, studyLock } from '#storage/studies';
import { claimStudy, StudyRunner } from '#training/study-runner';
import { emptyFolder, newProject, spirals } from '../storage/helpers';
import { newManager, waitForRun } from './helpers';
import { launchStudyWorker, type StudyWorkerOptions } from './study-worker';

const models = new Map([['a', spirals('A', 40)]]);
const methods = { 'training.method': ['dni', 'none'], 'training.seed': [1, 2] };

/** A program that runs studies. */
function program(
  options: StudyWorkerOptions = {},
  slots = 1,
  warn: (message: string) => void = () => undefined,
  mostTogether = 1,
) {
  const { manager, events } = newManager(launchStudyWorker(options), slots);
  const studies = new StudyRunner({
    runs: manager,
    slots: () => slots,
    mostTogether: () => mostTogether,
    warn,
    emit: (event, payload) => events.push({ event, payload } as WorkbenchEvent),
  });
  return { manager, events, studies };
}

const save = (project: ProjectFolder, input: Partial<StudyInput> = {}): Promise<Study> =>
  saveStudy(project, { version: 1, models: ['a'], axes: methods, ...input }, { id: 's' });

async function runToEnd(
  project: ProjectFolder,
  studies: StudyRunner,
  study: Study,
): ReturnType<StudyRunner['whenEnded']> {
  await studies.start(project, { study, models });
  return studies.whenEnded(project, study.id);
}

const runsOf = async (project: ProjectFolder): Promise<TrainedRun[]> =>
  (await listRuns(project)).items.filter(isTrained);
const describeRuns = (runs: readonly TrainedRun[]) =>
  runs.map(({ seed, method, status, step }) => [seed, method, status, step]);

describe('StudyRunner', () => {
  it('trains every combination, all of one seed before the next, and says how far it is', async () => {
    const project = await newProject();
    const { studies, events } = program();
    const study = await save(project);
    const started = await studies.start(project, { study, models });
    expect(started).toMatchObject({ isActive: true, status: 'running', done: 0, total: 4 });
    expect(await studies.whenEnded(project, 's')).toEqual({
      studyId: 's',
      name: 's',
      isActive: false,
      status: 'finished',
      done: 4,
      total: 4,
      rung: null,
      secondsLeft: null,
      places: [],
      failure: null,
    });
    const runs = await runsOf(project);
    expect(describeRuns(runs)).toEqual([
      [1, 'dni', 'finished', 40],
      [1, 'none', 'finished', 40],
      [2, 'dni', 'finished', 40],
      [2, 'none', 'finished', 40],
    ]);
    expect(runs[3]).toMatchObject({
      modelId: 'a',
      study: { id: 's', values: { 'training.method': 'none', 'training.seed': 2 }, rung: 0 },
    });
    const done = events.flatMap(({ event, payload }) =>
      event === 'study.changed' ? [payload.activity.done] : [],
    );
    expect([...new Set(done)]).toEqual([0, 1, 2, 3, 4]);
    expect(studies.activities(project)).toHaveLength(1);
  });

  it('trains runs that differ in their seed together, and all of them where it is stopped in between', async () => {
    const project = await newProject();
    const { studies } = program({}, 1, undefined, 8);
    const study = await save(project);
    expect(await runToEnd(project, studies, study)).toMatchObject({ status: 'finished', done: 4 });
    const all = [
      [1, 'dni', 'finished', 40],
      [2, 'dni', 'finished', 40],
      [1, 'none', 'finished', 40],
      [2, 'none', 'finished', 40],
    ];
    expect(describeRuns(await runsOf(project))).toEqual(all);

    const other = await newProject();
    const slow = program({ delayMs: 50 }, 1, undefined, 8);
    await slow.studies.start(other, { study: await save(other), models });
    await vi.waitUntil(async () => (await runsOf(other)).some(({ step }) => step > 0), 20_000);
    await slow.studies.stop(other, 's');
    await slow.studies.whenEnded(other, 's');
    // Those that were stopped are not done, and no time is left for them.
    const told = slow.events.flatMap(({ event, payload }) =>
      event === 'study.changed' ? [payload.activity] : [],
    );
    const finished = (await runsOf(other)).filter(({ status }) => status === 'finished').length;
    expect(Math.max(...told.map(({ done }) => done))).toBe(finished);
    expect(told.at(-1)).toMatchObject({ status: 'stopped', secondsLeft: null });
    const again = program({}, 1, undefined, 8);
    expect(await runToEnd(other, again.studies, study)).toMatchObject({ status: 'finished' });
    expect(describeRuns(await runsOf(other))).toEqual(all);
  });

  it('does each run by itself where the study says so', async () => {
    const project = await newProject();
    const { studies, manager } = program({}, 1, undefined, 8);
    const together = vi.spyOn(manager, 'startTogether');
    await runToEnd(project, studies, await save(project, { together: false }));
    expect(await runsOf(project)).toHaveLength(4);
    expect(together).not.toHaveBeenCalled();
  });

  it('says how long it still takes once its first run has trained', async () => {
    const project = await newProject();
    const { studies, events } = program();
    await runToEnd(project, studies, await save(project));
    const left = events.flatMap(({ event, payload }) =>
      event === 'study.changed' ? [[payload.activity.done, payload.activity.secondsLeft]] : [],
    );
    expect(left[0]).toEqual([0, null]);
    // The fake worker counts a tenth of a second a step: three runs of 40 steps, then two, then one.
    for (const [done, seconds] of [
      [1, 12],
      [2, 8],
      [3, 4],
    ])
      expect(
        left.some(([at, value]) => at === done && Math.abs((value ?? 0) - (seconds ?? 0)) < 1.5),
      ).toBe(true);
  });

  it('runs nothing again, and what is new where the study was extended', async () => {
    const project = await newProject();
    const { studies } = program({}, 2);
    await runToEnd(project, studies, await save(project));
    const before = await runsOf(project);
    expect(await runToEnd(project, studies, await save(project))).toMatchObject({ done: 4 });
    expect(await runsOf(project)).toEqual(before);

    const axes = { 'training.batch': [32, 64], ...methods, 'training.seed': [1, 2, 3] };
    await runToEnd(project, studies, await save(project, { axes }));
    const all = await runsOf(project);
    expect(all).toHaveLength(12);
    expect(all.slice(0, 4)).toEqual(before);
  });

  it('goes on with the same runs for more steps', async () => {
    const project = await newProject();
    const { studies } = program();
    await runToEnd(project, studies, await save(project));
    const before = await runsOf(project);
    await runToEnd(project, studies, await save(project, { steps: 60 }));
    const after = await runsOf(project);
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(after.map(({ step }) => step)).toEqual([60, 60, 60, 60]);
  });

  it('is at work once, in this program and in all', async () => {
    const project = await newProject();
    const { studies } = program({ delayMs: 20 });
    const study = await save(project);
    await studies.start(project, { study, models });
    await expect(studies.start(project, { study, models })).rejects.toMatchObject({
      kind: 'conflict',
      message: "The study 's' is at work already.",
    });
    await expect(program().studies.start(project, { study, models })).rejects.toThrow(
      "The study 's' is at work in another program",
    );
    await studies.stop(project, 's');
    await studies.whenEnded(project, 's');
    await expect(studies.stop(project, 's')).rejects.toMatchObject({ kind: 'conflict' });
    const lock = (await tryAcquireLock(studyLock(project, 's'))) as FileLock;
    await lock.release();
  });

  it('takes the lock that its caller holds already, and releases it', async () => {
    const project = await newProject();
    const lock = await claimStudy(project, { id: 's', name: 's' });
    await expect(claimStudy(project, { id: 's', name: 's' })).rejects.toMatchObject({
      kind: 'conflict',
    });
    const { studies } = program();
    const study = await save(project);
    await studies.start(project, { study, models, lock });
    await studies.whenEnded(project, 's');
    await eventually(
      () => lock.isHeld(),
      (isHeld) => !isHeld,
    );
  });

  it('makes shorter runs anew than it has', async () => {
    const project = await newProject();
    const { studies } = program();
    await runToEnd(project, studies, await save(project));
    await runToEnd(project, studies, await save(project, { steps: 20 }));
    expect((await runsOf(project)).map(({ step }) => step)).toEqual([
      40, 40, 40, 40, 20, 20, 20, 20,
    ]);
  });

  it('is refused where it is wrong, and can be started then', async () => {
    const project = await newProject();
    const { studies } = program();
    const wrong = await save(project, { axes: { 'training.method': ['dni', 'dnii'] } });
    await expect(studies.start(project, { study: wrong, models })).rejects.toMatchObject({
      kind: 'validation',
      message: expect.stringContaining('with the value "dnii"') as string,
    });
    expect(studies.activities(project)).toEqual([]);
    expect(await runToEnd(project, studies, await save(project))).toMatchObject({ done: 4 });
  });

  it('stops with checkpoints, and goes on with the same runs in another program', async () => {
    const project = await newProject();
    const first = program({ delayMs: 100 }, 2);
    await first.studies.start(project, { study: await save(project), models });
    const [run] = await eventually(
      () => runsOf(project),
      (runs) => runs.length >= 2,
    );
    await waitForRun(first.manager, project, run?.id ?? '', ({ step }) => step >= 10);
    await first.studies.stop(project, 's');
    expect(await first.studies.whenEnded(project, 's')).toMatchObject({
      isActive: false,
      status: 'stopped',
      failure: null,
    });
    const stopped = await runsOf(project);
    expect(stopped.map(({ status }) => status)).toEqual(stopped.map(() => 'stopped'));

    const second = program();
    expect(await runToEnd(project, second.studies, await save(project))).toMatchObject({
      status: 'finished',
      done: 4,
    });
    const runs = await runsOf(project);
    expect(runs).toHaveLength(4);
    expect(runs.map(({ step }) => step)).toEqual([40, 40, 40, 40]);
    expect(runs.slice(0, stopped.length).map(({ id }) => id)).toEqual(stopped.map(({ id }) => id));
  });

  it('goes on after its program was killed', async () => {
    const project = await newProject();
    const { studies } = program();
    await runToEnd(project, studies, await save(project, { steps: 20 }));
    const [run] = await runsOf(project);
    const path = join(runDirectory(project, run?.id ?? ''), 'run.json');
    const text = await readFile(path, 'utf8');
    // As a program leaves it that is killed: no process has this number.
    const killed = { ...(JSON.parse(text) as TrainedRun), status: 'running', pid: 2 ** 22 + 1 };
    await writeFile(path, JSON.stringify({ ...killed, spec: spirals('A', 40) }));
    expect(await runToEnd(project, program().studies, await save(project))).toMatchObject({
      status: 'finished',
    });
    const runs = await runsOf(project);
    expect(runs.map(({ step, status }) => [step, status])).toEqual(Array(4).fill([40, 'finished']));
  });

  it('starts nothing more when the program closes', async () => {
    const project = await newProject();
    const { studies, manager } = program({ delayMs: 20 });
    const study = await save(project);
    await studies.start(project, { study, models });
    await Promise.all([studies.shutdown(), manager.shutdown()]);
    expect(studies.activities(project)).toMatchObject([{ isActive: false, status: 'stopped' }]);
    expect((await runsOf(project)).length).toBeLessThan(4);
    await expect(studies.start(project, { study, models })).rejects.toMatchObject({
      kind: 'unavailable',
    });
  });

  it('counts failed runs as ended, and starts them again with the study', async () => {
    const project = await newProject();
    const failing = program({
      failure: ({ training }) => (training.method === 'none' ? 'There is no data set here.' : null),
    });
    const study = await save(project);
    expect(await runToEnd(project, failing.studies, study)).toMatchObject({
      status: 'finished',
      done: 4,
    });
    const failed = (await runsOf(project)).filter(({ status }) => status === 'failed');
    expect(failed.map(({ failure }) => failure)).toEqual(
      Array(2).fill('There is no data set here.'),
    );
    await runToEnd(project, program().studies, study);
    expect(await runsOf(project)).toHaveLength(4);
    expect((await runsOf(project)).every(({ status }) => status === 'finished')).toBe(true);
  });

  it('does not start a run again that has diverged', async () => {
    const project = await newProject();
    const diverging = (): StudyWorkerOptions => ({
      error: ({ training }, step) => (training.seed === 2 && step === 30 ? Number.NaN : 0.5),
    });
    const study = await save(project);
    await runToEnd(project, program(diverging()).studies, study);
    const before = await runsOf(project);
    expect(before.map(({ failedStep }) => failedStep)).toEqual([null, null, 30, 30]);
    expect(await runToEnd(project, program(diverging()).studies, study)).toMatchObject({ done: 4 });
    expect(await runsOf(project)).toEqual(before);
  });

  it('waits for a run that a user has resumed meanwhile, and leaves one alone that a user has stopped', async () => {
    const project = await newProject();
    const { studies, manager } = program({ delayMs: 20 });
    const study = await save(project);
    await studies.start(project, { study, models });
    const [first] = await eventually(
      () => runsOf(project),
      (runs) => runs.length > 0,
    );
    await waitForRun(manager, project, first?.id ?? '', ({ step }) => step >= 10);
    await manager.stop(project, first?.id ?? '');
    expect(await studies.whenEnded(project, 's')).toMatchObject({ status: 'stopped', done: 3 });
    const runs = await runsOf(project);
    expect(runs.map(({ status }) => status)).toEqual([
      'stopped',
      'finished',
      'finished',
      'finished',
    ]);

    await manager.resume(project, first?.id ?? '');
    await runToEnd(project, studies, study);
    expect((await runsOf(project)).map(({ step }) => step)).toEqual([40, 40, 40, 40]);
  });

  it('does not train a run again that cannot be read, and does where it was deleted', async () => {
    const project = await newProject();
    const { studies } = program();
    const study = await save(project);
    await runToEnd(project, studies, study);
    const [first] = await runsOf(project);
    const directory = runDirectory(project, first?.id ?? '');
    await writeFile(join(directory, 'run.json'), '{');
    await expect(studies.start(project, { study, models })).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringMatching(
        /^'.*' is left out: .*run\.json.* The study would train it again: make the run readable first, or delete its folder\.$/,
      ) as string,
    });
    expect(await runsOf(project)).toHaveLength(3);
    await rm(directory, { recursive: true });
    await runToEnd(project, studies, study);
    expect(await runsOf(project)).toHaveLength(4);
  });

  it('fails where the project is moved while its last run trains', async () => {
    const project = await newProject();
    const { studies } = program({ delayMs: 100 });
    const study = await save(project, { axes: {} });
    await studies.start(project, { study, models });
    await vi.waitFor(
      async () => expect((await runsOf(project))[0]?.status).toBe('running'),
      60_000,
    );
    const place = join(await emptyFolder(), 'moved');
    await rename(project.directory, place);
    expect(await studies.whenEnded(project, 's')).toMatchObject({
      status: 'failed',
      failure: `The folder '${project.directory}' of the project was renamed, moved or removed while the study trained: start the study again in its new place (in a command, --project names it), and it goes on with its runs.`,
    });
  });

  it('says once that it cannot note which runs it has made', async () => {
    const project = await newProject();
    const warnings: string[] = [];
    const { manager, studies } = program({}, 1, (message) => warnings.push(message));
    const study = await save(project);
    const record = join(project.directory, 'studies', '.runs', 's.jsonl');
    await mkdir(record, { recursive: true });
    expect(await runToEnd(project, studies, study)).toMatchObject({ status: 'finished', done: 4 });
    expect(warnings).toEqual([
      `'${record}' cannot be written: it is a folder (EISDIR). The study goes on, but cannot note which runs it has made: make that file writable, or remove what is in its place.`,
    ]);
    await manager.shutdown();
  });

  it('fails with a sentence where a run cannot be created', async () => {
    const project = await newProject();
    const { studies } = program();
    const study = await save(project);
    await rm(join(project.directory, 'runs'), { recursive: true });
    await writeFile(join(project.directory, 'runs'), 'no folder');
    const ended = await studies
      .start(project, { study, models })
      .then(() => studies.whenEnded(project, 's'))
      .catch((error: Error) => ({ status: 'failed', failure: error.message }));
    expect(ended).toMatchObject({
      status: 'failed',
      failure: expect.stringContaining('runs') as string,
    });
  });
});

describe('successive halving', () => {
  const rates = [0.4, 0.1, 0.3, 0.2];
  const halved: Partial<StudyInput> = {
    axes: { 'training.optimizer.rate': rates, 'training.seed': [1, 2] },
    halving: { rungs: [10, 20, 40] },
  };
  /** Half the seeds of a rate are better than its mean; the error falls with the steps. */
  const error: StudyWorkerOptions['error'] = ({ training }, step) =>
    training.optimizer.rate + (training.seed === 1 ? 0.15 : -0.15) + 1 / step;
  const stepsByRate = (runs: readonly TrainedRun[]) =>
    Object.fromEntries(
      rates.map((rate) => [
        rate,
        runs.filter(({ spec }) => spec.training.optimizer.rate === rate).map(({ step }) => step),
      ]),
    );
  const expected = { 0.1: [40, 40], 0.2: [20, 20], 0.3: [10, 10], 0.4: [10, 10] };

  it('stops the worst half at each rung, seeds of one combination together', async () => {
    const project = await newProject();
    const { studies, events } = program({ error }, 2);
    const study = await save(project, halved);
    expect(await runToEnd(project, studies, study)).toMatchObject({
      status: 'finished',
      rung: { index: 2, count: 3, steps: 40, runs: 8 },
      done: 2,
      total: 2,
    });
    const runs = await runsOf(project);
    expect(stepsByRate(runs)).toEqual(expected);
    const best = runs.find(({ step }) => step === 40);
    expect(best?.study?.rung).toBe(2);
    // Every run keeps the steps that were planned, and says at which rung it has ended.
    expect(runs.map(({ spec }) => spec.training.steps)).toEqual(Array(8).fill(40));
    expect(runs.map(({ step, study: place }) => [step, place?.until])).toEqual(
      runs.map(({ step }) => [step, step === 40 ? undefined : step]),
    );
    const totals = events.flatMap(({ event, payload }) =>
      event === 'study.changed'
        ? [`${payload.activity.rung?.index}: ${payload.activity.total}`]
        : [],
    );
    expect([...new Set(totals)]).toEqual(['0: 8', '1: 4', '2: 2']);

    const stopped = runs.find(({ spec }) => spec.training.optimizer.rate === 0.3);
    const messages = async () =>
      (await readLog(runDirectory(project, stopped?.id ?? '')))
        .map(({ message }) => message)
        .filter((message) => message.startsWith('Stopped'));
    const sentence =
      "Stopped at step 10 by the study 's': number 3 of 4 by validation error, of which 2 continue.";
    expect(await messages()).toEqual([sentence]);
    // Started again, there is nothing to do, and nothing is said twice.
    await runToEnd(project, studies, study);
    expect(await runsOf(project)).toEqual(runs);
    expect(await messages()).toEqual([sentence]);
  });

  it('has the same result where it was stopped in between', async () => {
    const project = await newProject();
    const first = program({ error, delayMs: 20 }, 2);
    const study = await save(project, halved);
    await first.studies.start(project, { study, models });
    await eventually(
      () => Promise.resolve(first.studies.activities(project)),
      ([activity]) => activity?.rung?.index === 1,
    );
    await first.studies.stop(project, 's');
    await first.studies.whenEnded(project, 's');
    await runToEnd(project, program({ error }).studies, study);
    expect(stepsByRate(await runsOf(project))).toEqual(expected);
  });

  it('goes on after its program was killed in the middle of a rung', async () => {
    const project = await newProject();
    const study = await save(project, halved);
    await runToEnd(project, program({ error }).studies, study);
    const best = (await runsOf(project)).filter(({ step }) => step === 40);
    for (const run of best) {
      const directory = runDirectory(project, run.id);
      // As at step 30 of 40, of which 20 are in a checkpoint.
      for (const step of ['30', '40'])
        await rm(join(directory, 'checkpoints', step), { recursive: true });
      const killed = { ...run, status: 'running', step: 30, pid: 2 ** 22 + 1 };
      await writeFile(join(directory, 'run.json'), JSON.stringify(killed));
    }
    await runToEnd(project, program({ error }).studies, study);
    expect(stepsByRate(await runsOf(project))).toEqual(expected);
  });

  it('goes on with runs of earlier versions, whose steps were those of their rung', async () => {
    const project = await newProject();
    const study = await save(project, halved);
    await runToEnd(project, program({ error }).studies, study);
    const before = await runsOf(project);
    for (const run of before) {
      const training = { ...run.spec.training, steps: run.step };
      const { id, values, rung } = run.study ?? { id: '', values: {}, rung: 0 };
      const old = { ...run, spec: { ...run.spec, training }, study: { id, values, rung } };
      await writeFile(join(runDirectory(project, run.id), 'run.json'), JSON.stringify(old));
    }
    await runToEnd(project, program({ error }).studies, study);
    expect(stepsByRate(await runsOf(project))).toEqual(expected);
    const longer = await save(project, { ...halved, halving: { rungs: [10, 20, 60] } });
    await runToEnd(project, program({ error }).studies, longer);
    const after = await runsOf(project);
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(stepsByRate(after)[0.1]).toEqual([60, 60]);
  });

  it('trains a run to its last step that a user resumes after its rung', async () => {
    const project = await newProject();
    const { studies, manager } = program({ error });
    await runToEnd(project, studies, await save(project, halved));
    const stopped = (await runsOf(project)).find(({ step }) => step === 10);
    await manager.resume(project, stopped?.id ?? '');
    expect(await manager.whenEnded(project, stopped?.id ?? '')).toMatchObject({
      status: 'finished',
      step: 40,
    });
  });

  it('lets a run be that early stopping has ended before its rung', async () => {
    const project = await newProject();
    const early: StudyWorkerOptions = {
      error,
      endsAt: ({ training }) => (training.optimizer.rate === 0.1 ? 10 : null),
    };
    const study = await save(project, { ...halved, halving: { rungs: [20, 40] } });
    expect(await runToEnd(project, program(early).studies, study)).toMatchObject({
      status: 'finished',
    });
    const runs = await runsOf(project);
    expect(stepsByRate(runs)).toEqual({
      0.1: [10, 10],
      0.2: [40, 40],
      0.3: [20, 20],
      0.4: [20, 20],
    });
    expect(await runToEnd(project, program(early).studies, study)).toMatchObject({ done: 4 });
    expect(await runsOf(project)).toEqual(runs);
  });

  it('takes a combination of which a seed has diverged for the worst', async () => {
    const project = await newProject();
    const diverging: StudyWorkerOptions['error'] = (spec, step) =>
      spec.training.optimizer.rate === 0.1 && spec.training.seed === 2
        ? Number.NaN
        : error(spec, step);
    await runToEnd(project, program({ error: diverging }).studies, await save(project, halved));
    const steps = stepsByRate(await runsOf(project));
    expect(steps[0.1]).toEqual([10, 0]);
    expect(steps[0.2]).toEqual([40, 40]);
    expect(steps[0.3]).toEqual([20, 20]);
  });

  it('judges a rung by what was measured up to it, whatever has happened since', async () => {
    const project = await newProject();
    // The best one diverges after the first rung.
    const late: StudyWorkerOptions['error'] = (spec, step) =>
      spec.training.optimizer.rate === 0.1 && step === 20 ? Number.NaN : error(spec, step);
    const study = await save(project, halved);
    await runToEnd(project, program({ error: late }).studies, study);
    const runs = await runsOf(project);
    expect(stepsByRate(runs)).toEqual({
      0.1: [10, 10],
      0.2: [40, 40],
      0.3: [10, 10],
      0.4: [10, 10],
    });
    await runToEnd(project, program({ error: late }).studies, study);
    expect(await runsOf(project)).toEqual(runs);
  });

  it('judges new combinations together with those that are there', async () => {
    const project = await newProject();
    const { studies } = program({ error });
    await runToEnd(project, studies, await save(project, halved));
    const axes = { 'training.optimizer.rate': [...rates, 0.05, 0.9], 'training.seed': [1, 2] };
    await runToEnd(project, studies, await save(project, { ...halved, axes }));
    const runs = await runsOf(project);
    const steps = (rate: number) =>
      runs.filter(({ spec }) => spec.training.optimizer.rate === rate).map(({ step }) => step);
    // Of six three go on, then two, which are 0.05 and 0.1.
    expect([steps(0.05), steps(0.9), steps(0.2), steps(0.1)]).toEqual([
      [40, 40],
      [10, 10],
      [20, 20],
      [40, 40],
    ]);
  });

  it('does not begin where its metric is not measured', async () => {
    const project = await newProject();
    const study = await save(project, { ...halved, selectBy: 'validation/bits' });
    await expect(runToEnd(project, program({ error }).studies, study)).rejects.toMatchObject({
      kind: 'validation',
      message:
        "'selectBy' is 'validation/bits', which 'a' does not measure: choose one of validation/error, validation/loss.",
    });
    expect(await runsOf(project)).toEqual([]);
  });
});

async function eventually<T>(read: () => Promise<T>, fits: (value: T) => boolean): Promise<T> {
  for (let attempt = 0; attempt < 6000; attempt += 1) {
    const value = await read();
    if (fits(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('It has not come to that.');
}
