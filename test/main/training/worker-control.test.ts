import { describe, expect, it } from 'vitest';
import { Control } from '#training/worker-control';

describe('Control', () => {
  it('holds while paused and lets go on resume', async () => {
    const control = new Control();
    await control.passed();
    control.pause();
    control.pause();
    let passed = false;
    const waiting = control.passed().then(() => {
      passed = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(passed).toBe(false);
    control.resume();
    await waiting;
    expect(control.signal.aborted).toBe(false);
  });

  it('ends a pause when it stops, for good', async () => {
    const control = new Control();
    control.pause();
    control.stop();
    control.pause();
    await control.passed();
    expect(control.signal.aborted).toBe(true);
  });
});
