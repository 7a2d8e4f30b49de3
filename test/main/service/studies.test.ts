import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StudyContent, StudyInput } from '#spec/study';
import { studyContentSchema } from '#spec/study';
import { spirals } from '../storage/spirals';
import { launchStudyWorker } from '../training/study-worker';
import { openServiceFixture, type ServiceFixture } from './service-fixture';

let fixture: ServiceFixture;
let projectId: string;
beforeEach(async () => {
  fixture = await openServiceFixture({ launchWorker: launchStudyWorker({ delayMs: 5 }), slots: 1 });
  projectId = fixture.view.workspace.current?.id ?? '';
});
afterEach(() => fixture.close());

const study = (input: Partial<StudyInput> = {}): StudyContent =>
  studyContentSchema.parse({
    version: 1,
    name: 'Methods',
    models: ['spirals-cdni'],
    steps: 40,
    axes: { 'training.method': ['dni', 'none'], 'training.seed': [1, 2] },
    ...input,
  });
const plan = (input: Partial<StudyInput> = {}, studyId?: string) =>
  fixture.call('studies.plan', { projectId, studyId, study: study(input) });
const save = (input: Partial<StudyInput> = {}) =>
  fixture.call('studies.save', { projectId, study: study(input) });
const ended = () =>
  fixture.waitForEvent(
    ({ event, payload }) => event === 'study.changed' && !payload.activity.isActive,
  );

describe('a plan', () => {
  it('says what would be run, and what is done already', async () => {
    expect(await plan()).toMatchObject({
      runs: 4,
      done: 0,
      steps: 160,
      seconds: null,
      secondsFrom:
        'No run of spirals-cdni has been trained in this project yet: the time is unknown until the first run has trained.',
      problems: [],
      evaluateEvery: 2,
      notes: [
        expect.stringMatching(/^Runs of 40 steps are evaluated every 100 steps/),
        expect.stringMatching(/interfaces are examined every 100/),
      ],
      examples: [
        {
          model: 'spirals-cdni',
          values: { 'training.method': 'dni', 'training.seed': 1 },
        },
        { values: { 'training.method': 'none', 'training.seed': 1 } },
        { values: { 'training.seed': 2 } },
        { values: { 'training.seed': 2 } },
      ],
    });
    const { id } = await save();
    await fixture.call('studies.start', { projectId, studyId: id });
    await ended();
    const extended = { axes: { ...study().axes, 'training.seed': [1, 2, 3] } };
    const { bytes, freeBytes, seconds, secondsFrom, ...more } = await plan(extended, id);
    expect(more).toMatchObject({ runs: 6, done: 4, steps: 80 });
    // The fake worker trains ten steps a second.
    expect(secondsFrom).toMatch(/^From 4 runs: .* s to start, then 10 steps\/s\.$/);
    // The 80 steps, and the starts of two runs, which take as long as the machine needs.
    expect(seconds).toBeGreaterThanOrEqual(8);
    expect(bytes).toBeGreaterThan(0);
    expect(freeBytes).toBeGreaterThan(bytes ?? 0);
    // Another study has to make its own runs.
    expect(await plan(extended)).toMatchObject({ done: 0 });
  });

  it('names what keeps it from starting', async () => {
    expect(await plan({ models: ['spirals-cdnii'] })).toMatchObject({
      runs: 0,
      problems: ["There is no model and no template 'spirals-cdnii'. Did you mean 'spirals-cdni'?"],
    });
    const recall = await plan({
      models: ['recall-dni'],
      axes: { 'training.method': ['dni', 'backprop'] },
    });
    expect(recall.problems).toEqual([
      expect.stringMatching(
        /^The model 'recall-dni' with training.method backprop cannot be trained: error at training.fullUnroll: Backprop is unrolled over whole sequences/,
      ),
    ]);
  });

  it('says which methods are left out, and why', async () => {
    const recall = await plan({ models: ['recall-dni'], evaluateEvery: 4 });
    expect(recall.problems).toEqual([]);
    expect(recall.evaluateEvery).toBeNull();
    expect(recall.notes[0]).toMatch(
      /^backprop is left out: Backprop is unrolled over whole sequences/,
    );
  });

  it('counts nothing as left of what successive halving has stopped', async () => {
    const halved: Partial<StudyInput> = {
      axes: { 'training.method': ['none', 'dni'], 'training.seed': [1] },
      steps: undefined,
      halving: { rungs: [10, 40] },
    };
    const { id } = await save(halved);
    await fixture.call('studies.start', { projectId, studyId: id });
    await ended();
    const [first, second] = await fixture.call('runs.list', { projectId });
    // Equal values: the first goes on. With the others' steps it would be the second.
    expect([first?.step, second?.step].sort()).toEqual([10, 40]);
    expect(await plan(halved, id)).toMatchObject({ runs: 2, done: 2, steps: 0, seconds: 0 });
    const turned = { ...halved, axes: { ...halved.axes, 'training.method': ['dni', 'none'] } };
    expect(await plan(turned, id)).toMatchObject({ runs: 2, done: 2, steps: 0 });
  });

  it('takes a saved model before a template of the same name', async () => {
    const modelId = 'recall-dni';
    await fixture.call('models.save', { projectId, modelId, spec: spirals('Mine', 70) });
    expect(await plan({ models: [modelId], steps: undefined, axes: {} })).toMatchObject({
      runs: 1,
      steps: 70,
    });
  });
});

describe('the commands of studies', () => {
  it('start, stop and list studies, and say so in events', async () => {
    const { id } = await save();
    expect(fixture.events).toContainEqual({
      event: 'project.changed',
      payload: { projectId, what: 'studies' },
    });
    expect(await fixture.call('studies.start', { projectId, studyId: id })).toMatchObject({
      studyId: id,
      isActive: true,
      total: 4,
    });
    await expect(fixture.call('studies.start', { projectId, studyId: id })).rejects.toMatchObject({
      kind: 'conflict',
    });
    await expect(fixture.call('studies.delete', { projectId, studyId: id })).rejects.toMatchObject({
      kind: 'conflict',
    });
    await fixture.call('studies.stop', { projectId, studyId: id });
    await ended();
    expect(await fixture.call('studies.activities', { projectId })).toMatchObject([
      { studyId: id, isActive: false, status: 'stopped' },
    ]);
    const { trashId } = await fixture.call('studies.delete', { projectId, studyId: id });
    expect(await fixture.call('studies.list', { projectId })).toEqual([]);
    expect(await fixture.call('studies.trash', { projectId })).toMatchObject([{ trashId }]);
    expect(await fixture.call('studies.restore', { projectId, trashId })).toMatchObject({ id });
  });

  it('keep what a study has found while its model is edited, until it is to use the model as it is now', async () => {
    const saveModel = (steps: number) =>
      fixture.call('models.save', { projectId, modelId: 'mine', spec: spirals('Mine', steps) });
    await saveModel(40);
    const input = { models: ['mine'], steps: undefined };
    const { id } = await save(input);
    await fixture.call('studies.start', { projectId, studyId: id });
    await ended();
    const kept = async () =>
      (await fixture.call('studies.keptModels', { projectId }))[id]?.mine?.training.steps;
    await saveModel(20);
    expect(await kept()).toBe(40);
    expect(await plan(input, id)).toMatchObject({ runs: 4, done: 4 });
    // A study without runs has the model as it is.
    expect(await plan(input)).toMatchObject({ runs: 4, done: 0, steps: 80 });
    await fixture.call('studies.useModels', { projectId, studyId: id });
    expect(await kept()).toBe(20);
    expect(await plan(input, id)).toMatchObject({ runs: 4, done: 0, steps: 80 });
  });

  it('tell which runs of a study are in the trash, and what its metric chooses', async () => {
    const { id } = await save({ selectBy: 'validation/error' });
    await fixture.call('studies.start', { projectId, studyId: id });
    await ended();
    const evidence = () => fixture.call('studies.evidence', { projectId, studyId: id });
    expect(await evidence()).toEqual({
      selections: {},
      inTrash: [],
      removed: 0,
      copies: [],
      unreadable: [],
    });
    const [first, second] = await fixture.call('runs.list', { projectId });
    const runIds = [first?.id ?? '', second?.id ?? ''];
    await fixture.call('runs.delete', { projectId, runIds });
    const { inTrash } = await evidence();
    expect(inTrash.map(({ runId }) => runId).sort()).toEqual([...runIds].sort());
    const [one] = inTrash;
    await fixture.call('runs.restore', { projectId, trashIds: [one?.trashId ?? ''] });
    expect((await evidence()).inTrash).toEqual(inTrash.slice(1));
    // What was made again is not missed any more.
    fixture.events.splice(0);
    await fixture.call('studies.start', { projectId, studyId: id });
    await ended();
    expect((await evidence()).inTrash).toEqual([]);
  });

  it('tell runs that cannot be read, which hinder the study, and are in its plan', async () => {
    const { id } = await save();
    await fixture.call('studies.start', { projectId, studyId: id });
    await ended();
    const [first] = await fixture.call('runs.list', { projectId });
    const { directory = '' } = fixture.view.workspace.current ?? {};
    await writeFile(join(directory, 'runs', first?.id ?? '', 'run.json'), '{');
    const said = expect.stringContaining(`${first?.id ?? ''}' is left out: `) as string;
    const evidence = await fixture.call('studies.evidence', { projectId, studyId: id });
    expect(evidence).toMatchObject({ removed: 0, unreadable: [said] });
    expect((await plan({}, id)).problems).toEqual([said]);
  });

  it('refuse to list what a project has whose folder was moved', async () => {
    await save();
    const { directory = '' } = fixture.view.workspace.current ?? {};
    await rename(directory, `${directory}-moved`);
    for (const command of ['runs.list', 'studies.list', 'models.list', 'comparisons.list'] as const)
      await expect(fixture.call(command, { projectId })).rejects.toThrow(
        `The folder '${directory}' was renamed, moved or removed while its project was open`,
      );
    await rename(`${directory}-moved`, directory);
    expect(await fixture.call('studies.list', { projectId })).toHaveLength(1);
  });

  it('tell runs that were deleted for good, and copies, which the study does not count', async () => {
    const { id } = await save();
    await fixture.call('studies.start', { projectId, studyId: id });
    await ended();
    const evidence = () => fixture.call('studies.evidence', { projectId, studyId: id });
    const [first, second] = await fixture.call('runs.list', { projectId });
    const runs = join(fixture.view.workspace.current?.directory ?? '', 'runs');
    await cp(join(runs, second?.id ?? ''), join(runs, 'a-copy'), { recursive: true });
    await rm(join(runs, first?.id ?? ''), { recursive: true });
    expect(await evidence()).toEqual({
      selections: {},
      inTrash: [],
      removed: 1,
      copies: ['a-copy'],
      unreadable: [],
    });
    // The copy does not take the place of the original.
    await rm(join(runs, second?.id ?? ''), { recursive: true });
    expect(await evidence()).toMatchObject({ removed: 2, copies: ['a-copy'] });
    expect(await plan({}, id)).toMatchObject({ runs: 4, done: 2 });
    // It stays one when the file is written anew.
    await fixture.call('runs.update', { projectId, runId: 'a-copy', notes: 'mine' });
    expect(await evidence()).toMatchObject({ copies: ['a-copy'] });
    // A seed that was never made is none that was deleted.
    const axes = { ...study().axes, 'training.seed': [1, 2, 3] };
    await fixture.call('studies.save', { projectId, studyId: id, study: study({ axes }) });
    expect(await evidence()).toMatchObject({ removed: 2 });
  });

  it('refuse to start what cannot be trained', async () => {
    const { id } = await save({
      models: ['recall-dni'],
      axes: { 'training.method': ['backprop'] },
    });
    await expect(fixture.call('studies.start', { projectId, studyId: id })).rejects.toMatchObject({
      kind: 'validation',
      message: expect.stringContaining("The model 'recall-dni' cannot be trained") as string,
    });
    expect(await fixture.call('runs.list', { projectId })).toEqual([]);
  });

  it('end with the queue', async () => {
    const { id } = await save();
    await fixture.call('studies.start', { projectId, studyId: id });
    await fixture.call('queue.stop', {});
    await ended();
    expect(await fixture.call('studies.activities', { projectId })).toMatchObject([
      { status: 'stopped' },
    ]);
    const runs = await fixture.call('runs.list', { projectId });
    expect(runs.every(({ status }) => status === 'stopped')).toBe(true);
    expect(runs.length).toBeLessThan(4);
  });

  it('list files that cannot be read', async () => {
    const directory = fixture.view.workspace.current?.directory ?? '';
    await mkdir(join(directory, 'studies'), { recursive: true });
    await writeFile(join(directory, 'studies', 'broken.json'), '{');
    const unreadable = await fixture.call('projects.unreadable', { projectId });
    expect(unreadable).toMatchObject([{ path: join(directory, 'studies', 'broken.json') }]);
  });
});
