import { describe, expect, it } from 'vitest';
import type { TrainedRun, RunStatus } from '#spec/run';
import {
  askToResumeFrom,
  canResume,
  canResumeFrom,
} from '../../../src-renderer/runs/run-questions';

const run = (status: RunStatus, step: number): TrainedRun =>
  ({ name: 'Net', status, step, spec: { training: { steps: 1000 } } }) as TrainedRun;
const checkpoints = [0, 100, 200, 300].map((step) => ({ step, bytes: 1000, created: '' }));

describe('resuming a run', () => {
  it('is offered where a run waits, or has ended with steps left', () => {
    expect(canResume(run('paused', 10))).toBe(true);
    expect(canResume(run('running', 10))).toBe(false);
    expect(canResume(run('queued', 0))).toBe(false);
    for (const status of ['stopped', 'failed', 'interrupted'] as const)
      expect(canResume(run(status, 0))).toBe(true);
    expect(canResume(run('finished', 1000))).toBe(false);
  });

  it('from a checkpoint is offered where a run has ended, with steps left after it', () => {
    for (const status of ['finished', 'stopped', 'failed', 'interrupted'] as const) {
      expect(canResumeFrom(run(status, 1000), 999)).toBe(true);
      expect(canResumeFrom(run(status, 1000), 1000)).toBe(false);
    }
    for (const status of ['queued', 'running', 'paused'] as const)
      expect(canResumeFrom(run(status, 500), 100)).toBe(false);
  });

  it('asks only where it removes something, and says what', () => {
    const stopped = run('stopped', 300);
    expect(askToResumeFrom(stopped, checkpoints, 300)).toBeNull();
    expect(askToResumeFrom(stopped, checkpoints, 200)).toBe(
      "Resume 'Net' from step 200? This removes the later checkpoint and the curves after step 200, once training goes on.",
    );
    expect(askToResumeFrom(stopped, checkpoints, 0)).toContain(
      'removes the 3 later checkpoints and the curves after step 0,',
    );
    expect(askToResumeFrom(run('failed', 310), checkpoints, 300)).toContain(
      'removes the curves after step 300,',
    );
  });
});
