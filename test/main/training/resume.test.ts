import { describe, expect, it } from 'vitest';
import type { Run } from '#spec/run';
import { createRun } from '#storage/runs';
import { experimentToResume } from '#training/resume';
import { newProject, spirals } from '../storage/helpers';

const run = async (status: Run['status'], step: number): Promise<Run> => ({
  ...(await createRun(await newProject(), { name: 'x', modelId: null, spec: spirals('x', 100) })),
  status,
  step,
});

describe('experimentToResume', () => {
  it('keeps the steps of a run that has some left, or takes a new number', async () => {
    expect(experimentToResume(await run('stopped', 40)).training.steps).toBe(100);
    expect(experimentToResume(await run('stopped', 40), 60).training.steps).toBe(60);
    expect(experimentToResume(await run('finished', 100), 150).training.steps).toBe(150);
    // Its last checkpoint failed: there is something left though all steps were done.
    expect(experimentToResume(await run('failed', 100)).training.steps).toBe(100);
  });

  it('refuses where nothing would be left to do', async () => {
    const finished = await run('finished', 100);
    expect(() => experimentToResume(finished)).toThrow('has done all its 100 steps');
    const stopped = await run('stopped', 40);
    expect(() => experimentToResume(stopped, 40)).toThrow('has done 40 steps');
  });
});
