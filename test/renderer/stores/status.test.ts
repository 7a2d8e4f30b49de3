import { expect, it } from 'vitest';
import { explainEarlyEnd, statusLabel } from '../../../src-renderer/stores/status';
import { makeRun } from '../runs/table/make-run';

/** A finished run of 1,000 steps with such a training. */
function endedAt(step: number, training: object = {}) {
  const run = makeRun({ step, seconds: 60 });
  return { ...run, spec: { ...run.spec, training: { ...run.spec.training, ...training } } };
}

it('a run that has done all its steps is finished', () => {
  const run = endedAt(1000, { stopEarly: { patience: 3 } });
  expect(statusLabel(run)).toBe('Finished');
  expect(explainEarlyEnd(run)).toBeNull();
  expect(statusLabel(makeRun({ step: 38, status: 'stopped' }))).toBe('Stopped');
});

it('a run that has ended by itself before its last step says why', () => {
  const stopped = endedAt(38, { stopEarly: { patience: 3 } });
  expect(statusLabel(stopped)).toBe('Finished early');
  expect(explainEarlyEnd(stopped)).toBe(
    'Ended at step 38 of 1,000: nothing on the validation part got better for 3 evaluations in a row.',
  );
  const timed = endedAt(38, { maxSeconds: 60, stopEarly: { patience: 3 } });
  expect(explainEarlyEnd(timed)).toMatch(
    /^Ended at step 38 of 1,000: its .* of training time were over\.$/,
  );
  expect(explainEarlyEnd(endedAt(38))).toBe('Ended at step 38 of 1,000.');
});

it('a run that successive halving has ended at a rung says that its study has stopped it', () => {
  const place = { id: 's', values: {}, rung: 0, until: 38 };
  const run = { ...endedAt(38), study: place };
  expect(statusLabel(run)).toBe('Stopped early');
  expect(explainEarlyEnd(run)).toMatch(/^Stopped at step 38 of 1,000 by its study/);
  // Early stopping was faster than the rung.
  expect(statusLabel({ ...run, step: 20 })).toBe('Finished early');
  expect(statusLabel({ ...run, status: 'running' })).toBe('Running');
});
