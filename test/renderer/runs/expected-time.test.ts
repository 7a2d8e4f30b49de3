import { expect, it } from 'vitest';
import type { Experiment } from '#spec/experiment';
import type { Run } from '#spec/run';
import type { Method } from '#spec/training';
import { describeExpectedTime } from '../../../src-renderer/runs/expected-time';
import { buildExperiment } from '../editor/experiment';

const spec = buildExperiment('image>a a/b b>loss');
const device = 'CPU, 2 threads';

function run(method: Method, seconds: number, of: Experiment = spec): Run {
  const training = { ...of.training, method, seed: 7, steps: 500 };
  return {
    spec: { ...of, name: 'renamed', training },
    method,
    status: 'finished',
    step: 500,
    seconds,
    environment: { device: 'CPU, 1 thread' },
  } as Run;
}

const describe = (runs: Run[], methods: Method[] = ['dni'], steps = 5000) =>
  describeExpectedTime(spec, methods, steps, { runs, device });

it('takes the speed of the newest run of the same model, and says so', () => {
  // 500 steps took 12 s and 30 s.
  expect(describe([run('dni', 12), run('dni', 100), run('backprop', 30)])).toBe(
    'At the speed of the last run of this model, evaluations included, a run takes about 2 min with DNI on this device.',
  );
  expect(describe([run('dni', 12), run('backprop', 30)], ['dni', 'backprop'])).toContain(
    'about 2 min with DNI and 5 min with backprop on this device.',
  );
});

it('does not take the speed of a run that has only begun: it is that of its start', () => {
  const begun = { ...run('dni', 12), status: 'running', step: 200 } as Run;
  expect(describe([begun])).toBeNull();
  expect(describe([begun, run('dni', 30)])).toContain('about 5 min with DNI');
  // After a minute its start counts for little: 200 steps took 100 s.
  expect(describe([{ ...begun, seconds: 100 }])).toContain('about 42 min with DNI');
});

it('gives no time below a second', () => {
  expect(describe([run('dni', 10)], ['dni'], 10)).toContain('takes about 1 s with DNI');
});

it('takes the time of a continued run without that of its parent', () => {
  // 300 of 500 steps were its own, in 30 of 90 s.
  const continued = { ...run('dni', 90), parent: { runId: 'p', step: 200, seconds: 60 } } as Run;
  expect(describe([continued])).toContain('about 8 min with DNI');
});

it('says nothing without a run to go by', () => {
  expect(describe([])).toBeNull();
  expect(describe([run('backprop', 12)])).toBeNull();
  // A run of a second was mostly compiling.
  expect(describe([run('dni', 1)])).toBeNull();
  expect(describe([run('dni', 12, buildExperiment('image>a a/b b>c c>loss'))])).toBeNull();
  const larger = { ...spec, training: { ...spec.training, batch: 512 } };
  expect(describe([run('dni', 12, larger)])).toBeNull();
  const elsewhere = { ...run('dni', 12), environment: { device: 'GPU' } } as Run;
  expect(describe([elsewhere])).toBeNull();
});
