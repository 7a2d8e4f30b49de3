import { describe, expect, it } from 'vitest';
import type { TrainedRun } from '#spec/run';
import { createRun } from '#storage/runs';
import { experimentToResume } from '#training/resume';
import { newProject, spirals } from '../storage/helpers';

const makeRun = async (status: TrainedRun['status'], step: number): Promise<TrainedRun> => ({
  ...(await createRun(await newProject(), { name: 'x', modelId: null, spec: spirals('x', 100) })),
  status,
  step,
});

describe('experimentToResume', () => {
  it('keeps the number of steps where some are left, or takes the new number', async () => {
    expect(experimentToResume(await makeRun('stopped', 40)).training.steps).toBe(100);
    expect(experimentToResume(await makeRun('stopped', 40), { steps: 60 }).training.steps).toBe(60);
    expect(experimentToResume(await makeRun('finished', 100), { steps: 150 }).training.steps).toBe(
      150,
    );
    // From an earlier checkpoint there are steps left.
    expect(experimentToResume(await makeRun('finished', 100), { from: 60 }).training.steps).toBe(
      100,
    );
    // Writing the last checkpoint failed: it is still to be done though all steps are.
    expect(experimentToResume(await makeRun('failed', 100)).training.steps).toBe(100);
  });

  it('throws where no step would be left', async () => {
    const finished = await makeRun('finished', 100);
    expect(() => experimentToResume(finished)).toThrow('has done all its 100 steps');
    const short = await makeRun('finished', 1);
    short.spec.training.steps = 1;
    expect(() => experimentToResume(short)).toThrow('has done its one step: give');
    const begun = await makeRun('stopped', 1);
    expect(() => experimentToResume(begun, { steps: 1 })).toThrow(
      'has done 1 step: 1 step in all leaves nothing to do',
    );
    const stopped = await makeRun('stopped', 40);
    expect(() => experimentToResume(stopped, { steps: 40 })).toThrow('has done 40 steps');
  });
});
