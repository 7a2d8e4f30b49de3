import { describe, expect, it } from 'vitest';
import { PendingWork } from '#training/pending-work';

const afterMs = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('PendingWork', () => {
  it('waits for all work, also for what begins meanwhile and for what fails', async () => {
    const pending = new PendingWork();
    const over: string[] = [];
    void pending.do(async () => {
      await afterMs(5);
      void pending.do(async () => {
        await afterMs(5);
        over.push('later');
      });
      over.push('first');
    });
    const failing = pending.do(() => Promise.reject(new Error('no room')));
    await expect(failing).rejects.toThrow('no room');
    await pending.settled();
    expect(over).toEqual(['first', 'later']);
    expect(pending.isEmpty).toBe(true);
  });
});
