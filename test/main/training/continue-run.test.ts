import { rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { experimentSchema } from '#spec/experiment';
import { ownSeconds } from '#spec/run';
import { readLog } from '#storage/log';
import { readMetric } from '#storage/metrics';
import { trashRun } from '#storage/run-trash';
import { runDirectory } from '#storage/runs';
import { findCheckpoint } from '#storage/find-checkpoint';
import { newProject, spirals } from '../storage/helpers';
import { newManager } from './helpers';

const request = (name: string, steps = 30) => ({ spec: spirals(name, steps), modelId: null });

describe('a run that continues another one', () => {
  it('remembers its parent, and counts its steps on from there', async () => {
    const project = await newProject();
    const { manager } = newManager();
    const { id: runId } = await manager.start(project, request('fast', 25));
    await manager.whenEnded(project, runId);
    expect(await findCheckpoint(project, runId)).toBe(25);
    const parent = { runId, step: await findCheckpoint(project, runId, 20) };
    const child = await manager.start(project, { ...request('fast', 35), parent });
    expect(child).toMatchObject({ status: 'queued', step: 20, parent });
    const run = await manager.whenEnded(project, child.id);
    expect(run).toMatchObject({ status: 'finished', step: 35, parent });
    // The time of the parent is not its own.
    const before = await readMetric(runDirectory(project, runId), 'train/loss');
    const parentSeconds = before?.seconds[19] ?? NaN;
    expect(run.parent?.seconds).toBeCloseTo(parentSeconds, 6);
    expect(ownSeconds(run)).toBeCloseTo(run.seconds - parentSeconds, 6);
    const rows = await readMetric(runDirectory(project, child.id), 'train/loss');
    expect(rows?.step).toEqual(Float64Array.from({ length: 15 }, (_, index) => 21 + index));
    const log = await readLog(runDirectory(project, child.id));
    expect(log[0]?.message).toBe(
      `Started from the checkpoint of step 20 of the run '${runId}' on a test.`,
    );
    // It goes on from its own checkpoint, whatever becomes of the parent.
    await trashRun(project, runId);
    await manager.resume(project, child.id, { steps: 40 });
    expect(await manager.whenEnded(project, child.id)).toMatchObject({ step: 40, failure: null });
  });

  it('says what to do where its parent is gone before it has a checkpoint', async () => {
    const project = await newProject();
    const { manager } = newManager();
    const { id: runId } = await manager.start(project, request('fast', 25));
    await manager.whenEnded(project, runId);
    const parent = { runId, step: 20 };
    const child = await manager.start(project, { ...request('fast', 35), parent });
    await manager.whenEnded(project, child.id);
    await rm(`${runDirectory(project, child.id)}/checkpoints`, { recursive: true });
    await trashRun(project, runId);
    await manager.resume(project, child.id, { steps: 50 });
    expect((await manager.whenEnded(project, child.id)).failure).toContain(
      'restore it from the trash',
    );
  });

  it('is refused before it is made', async () => {
    const project = await newProject();
    const { manager } = newManager();
    const { id: runId } = await manager.start(project, request('fast', 25));
    await manager.whenEnded(project, runId);
    const start = (step: number, spec = spirals('fast', 40)) =>
      manager.start(project, { spec, modelId: null, parent: { runId, step } });
    await expect(start(15)).rejects.toMatchObject({ kind: 'notFound' });
    await expect(start(0)).rejects.toThrow('is the untrained model');
    await expect(start(20, spirals('fast', 20))).rejects.toThrow('leave nothing to do');
    const spec = spirals('fast', 40);
    const nodes = { ...spec.model.nodes, hidden: { kind: 'dense', units: 8, activation: 'relu' } };
    const narrow = experimentSchema.parse({ ...spec, model: { ...spec.model, nodes } });
    await expect(start(20, narrow)).rejects.toThrow(
      "the node 'hidden' has 24 parameters, and 48 there. Undo that change, or start a new run.",
    );
    await expect(
      manager.start(project, { ...request('fast'), parent: { runId: 'none', step: 20 } }),
    ).rejects.toMatchObject({ kind: 'notFound' });
    expect(await manager.list(project)).toHaveLength(1);
  });
});
