import { describe, expect, it } from 'vitest';
import { WorkerControl } from '#training/worker-control';

describe('WorkerControl', () => {
  it('blocks while paused and continues on resume', async () => {
    const control = new WorkerControl();
    await control.untilUnpaused();
    control.pause();
    control.pause();
    let isUnpaused = false;
    const waiting = control.untilUnpaused().then(() => {
      isUnpaused = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isUnpaused).toBe(false);
    control.resume();
    await waiting;
    expect(control.signal.aborted).toBe(false);
  });

  it('ends a pause when stopped, and cannot be paused afterwards', async () => {
    const control = new WorkerControl();
    control.pause();
    control.stop();
    control.pause();
    await control.untilUnpaused();
    expect(control.signal.aborted).toBe(true);
  });
});
