import { describe, expect, it } from 'vitest';
import type { Environment, Run } from '#spec/run';
import type { Trained } from '#spec/environments';
import { recordEnvironment } from '#training/recorded-environments';

const tensorflow: Environment = {
  ...{ workbench: '0.2.0', node: '20.0.0', backend: 'tensorflow', tensorflow: '2.18.1' },
  ...{ device: 'CPU', fallbackReason: null, platform: 'linux x64' },
  threads: { interOp: 1, intraOp: 2 },
};
const wasm: Environment = {
  ...{ ...tensorflow, backend: 'wasm', tensorflow: null, device: 'CPU (WebAssembly)' },
  ...{ fallbackReason: 'There is no network.', threads: undefined },
};
const unknown: Trained = { environment: null };
const record = (
  before: Trained,
  step: number,
  present: Environment,
  parent: Run['parent'] = null,
): Trained => recordEnvironment({ ...before, parent }, step, present);

describe('the environments of a run', () => {
  it('are one, until it goes on in another', () => {
    const started = record(unknown, 0, wasm);
    expect(started).toEqual({ environment: wasm });
    expect(record(started, 300, { ...wasm, fallbackReason: 'The disk is full.' })).toEqual({
      environment: { ...wasm, fallbackReason: 'The disk is full.' },
    });
    const moved = record(started, 300, tensorflow);
    expect(moved).toEqual({
      environment: tensorflow,
      earlierEnvironments: [{ untilStep: 300, environment: wasm }],
    });
    const back = record(moved, 500, wasm);
    expect(back).toEqual({
      environment: wasm,
      earlierEnvironments: [
        { untilStep: 300, environment: wasm },
        { untilStep: 500, environment: tensorflow },
      ],
    });
    // Steps after the checkpoint are trained again.
    expect(record(back, 400, tensorflow)).toEqual(moved);
    expect(record(back, 300, tensorflow)).toEqual(moved);
    expect(record(back, 200, tensorflow)).toEqual({
      environment: tensorflow,
      earlierEnvironments: [{ untilStep: 200, environment: wasm }],
    });
    expect(record(back, 200, wasm)).toEqual(started);
    expect(record(back, 0, tensorflow)).toEqual({ environment: tensorflow });
  });

  it('tell other threads and another version apart', () => {
    const changes = [{ threads: { interOp: 1, intraOp: 4 } }, { workbench: '0.3.0' }];
    for (const change of changes)
      expect(
        record({ environment: tensorflow }, 10, { ...tensorflow, ...change }).earlierEnvironments,
      ).toEqual([{ untilStep: 10, environment: tensorflow }]);
  });

  it('are not told apart by what an earlier version has not recorded', () => {
    const recorded = { ...tensorflow, threads: undefined };
    expect(record({ environment: recorded }, 10, tensorflow)).toEqual({ environment: tensorflow });
  });

  it('tell a run that trains together with others from one that trains alone', () => {
    const together = { ...tensorflow, together: 4 };
    for (const [before, present] of [
      [tensorflow, together],
      [together, tensorflow],
    ] as const)
      expect(record({ environment: before }, 10, present).earlierEnvironments).toEqual([
        { untilStep: 10, environment: before },
      ]);
    expect(record({ environment: together }, 10, together)).toEqual({ environment: together });
  });

  it('are its own alone, not those of the run that it continues', () => {
    const parent = { runId: 'first', step: 100 };
    const started = record(unknown, 100, wasm, parent);
    expect(record(started, 100, tensorflow, parent)).toEqual({ environment: tensorflow });
    expect(record(started, 120, tensorflow, parent).earlierEnvironments).toEqual([
      { untilStep: 120, environment: wasm },
    ]);
  });
});
