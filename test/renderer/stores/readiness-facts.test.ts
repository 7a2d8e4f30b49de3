import { describe, expect, it } from 'vitest';
import type { Environment, Run } from '#spec/run';
import type { TaskData } from '#spec/task-data';
import { describeMeasuredStep, findMeasuredStep } from '../../../src-renderer/stores/measured-run';
import { listReadiness, type ReadinessContext } from '../../../src-renderer/stores/readiness-facts';
import { buildExperiment } from '../editor/experiment';

const built = buildExperiment('image>a a>loss');
const training = { ...built.training, steps: 1000, method: 'backprop' as const };
const spec = { ...built, training };
const data: TaskData = {
  fields: null,
  counts: { train: 55_000, validation: 5000, test: 10_000 },
  bytes: 0,
  problem: null,
};
const device = 'CPU, 2 threads';
const machine = { memory: 16e9, gpu: null };
const known: ReadinessContext = { data, machine, runs: [], device };
const run = {
  ...{
    name: 'first',
    spec,
    method: 'backprop',
    status: 'finished',
    step: 500,
    seconds: 10,
    parent: null,
  },
  environment: { device: 'CPU, 1 thread' },
} as unknown as Run;

const fact = (name: string, context: Partial<ReadinessContext> = {}) =>
  listReadiness(spec, { ...known, ...context }).find((each) => each.name === name);

describe('what a run needs', () => {
  it('data: as many examples as there are, or why they are not there', () => {
    expect(fact('Data')?.value).toBe('55,000 training, 5,000 validation, 10,000 test');
    expect(fact('Data', { data: null })?.state).toBe('unknown');
    const problem = { setting: 'task.path', message: 'It is gone.', remedy: 'Fetch it.' };
    expect(fact('Data', { data: { ...data, problem } })).toEqual({
      ...{ name: 'Data', state: 'missing', value: 'It is gone.', source: 'Fetch it.' },
    });
  });

  it('time: measured by a run of the same model, else estimated', () => {
    // 500 steps in 10 s are 50 a second.
    expect(fact('Time', { runs: [run] })).toMatchObject({
      value: 'about 20 s',
      source: '50 steps/s measured in run first',
    });
    expect(fact('Time')?.source).toContain('estimated from the multiply-adds');
    const environment = { device: 'CPU, WebAssembly, 1 thread (slow)' } as Environment;
    expect(fact('Time', { runs: [{ ...run, environment } as Run] })?.source).toContain('estimated');
    // Of a run that was resumed on this device, the speed is that of two.
    const moved = { ...run, earlierEnvironments: [{ untilStep: 400, environment }] } as Run;
    expect(fact('Time', { runs: [moved] })?.source).toContain('estimated from the multiply-adds');
    // Products of another precision take another time.
    const rounded = { ...spec, training: { ...training, precision: 'bfloat16' as const } };
    const other = { ...run, spec: rounded } as Run;
    expect(fact('Time', { runs: [other] })?.source).toContain('estimated');
    const limited = { ...spec, training: { ...training, maxSeconds: 5 } };
    const [, , time] = listReadiness(limited, {
      ...known,
      runs: [{ ...run, spec: limited } as Run],
    });
    expect(time?.value).toBe('about 5 s');
  });

  it('time: of its evaluations too', () => {
    // A forward pass is 10 · 10^6 multiply-adds. 1000 steps: 3 · 10 · 10^7 each; 1001 evaluations of 15,000 examples.
    const fields = {
      image: { kind: 'values' as const, shape: [1_000_000] },
      label: { kind: 'label' as const, classes: 10 },
    };
    const ten = buildExperiment('image>a a>loss');
    for (const node of Object.values(ten.model.nodes)) if (node.kind === 'dense') node.units = 10;
    const timeOf = (evaluateEvery: number, steps = 1000) =>
      listReadiness(
        { ...ten, training: { ...training, steps, batch: 10, evaluateEvery } },
        { ...known, data: { ...data, fields } },
      ).find(({ name }) => name === 'Time')?.value;
    // At 10^11 a second the steps take 3 s, and an evaluation 1.5 s.
    expect(timeOf(1000)).toBe('at least 6 s');
    expect(timeOf(1)).toBe('at least 25 min');
    expect(timeOf(1000, 1)).toBe('at least 3 s');
    expect(
      fact('Time', {
        data: { ...data, fields: { ...fields, image: { kind: 'values', shape: [4] } } },
      })?.value,
    ).toBe('at least 1 s');
  });

  it('memory: compared with that of the machine', () => {
    const context: Partial<ReadinessContext> = {
      data: {
        ...data,
        fields: { image: { kind: 'values', shape: [784] }, label: { kind: 'label', classes: 10 } },
      },
    };
    const memory = (bytes: number) =>
      fact('Memory', { ...context, machine: { memory: bytes, gpu: null } });
    expect(memory(16e9)?.state).toBe('ready');
    // The program alone takes 380 MB.
    expect(memory(0.7e9)?.state).toBe('warning');
    expect(memory(0.35e9)?.state).toBe('missing');
    expect(memory(16e9)?.value).toMatch(/^about \d+ MB of 16 GB$/);
  });

  it('disk: checkpoints and curves', () => {
    expect(fact('Disk')?.source).toMatch(/^estimated: \d+ checkpoints of .+, curves of .+$/);
  });
});

it('a step of the newest run stands beside the ideal one', () => {
  expect(describeMeasuredStep(spec, 'backprop', { runs: [run], device })).toBe(
    'On this machine, with one worker for all modules, a step took 20 ms (50 steps/s, run first).',
  );
  expect(describeMeasuredStep(spec, 'dni', { runs: [run], device })).toBeNull();
});

it('takes no step of a machine elsewhere, however its device is called', () => {
  const there = { ...run, job: { id: 'j', place: 'Group cluster' } };
  expect(findMeasuredStep(spec, 'backprop', { runs: [there], device })).toBeNull();
});

it('takes the step of another method where none is measured with the method that is shown', () => {
  const measured = { runs: [run], device };
  // 500 steps in 10 s.
  const step = { method: 'backprop', seconds: 0.02, batch: training.batch };
  expect(findMeasuredStep(spec, 'dni', measured)).toEqual(step);
  expect(findMeasuredStep(spec, 'dni', { ...measured, runs: [] })).toBeNull();
});
