import { describe, expect, it } from 'vitest';
import { WorkerControl } from '#training/worker-control';

describe('Control', () => {
  it('holds while paused and lets go on resume', async () => {
    const control = new WorkerControl();
    await control.whileUnpaused();
    control.pause();
    control.pause();
    let passed = false;
    const waiting = control.whileUnpaused().then(() => {
      passed = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(passed).toBe(false);
    control.resume();
    await waiting;
    expect(control.signal.aborted).toBe(false);
  });

  it('ends a pause when it stops, for good', async () => {
    const control = new WorkerControl();
    control.pause();
    control.stop();
    control.pause();
    await control.whileUnpaused();
    expect(control.signal.aborted).toBe(true);
  });
});
