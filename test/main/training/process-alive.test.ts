import { describe, expect, it } from 'vitest';
import { isProcessAlive } from '#training/process-alive';

describe('isProcessAlive', () => {
  it('is true for a running process and false for an unused process id', () => {
    expect(isProcessAlive(process.pid, Date.now())).toBe(true);
    expect(isProcessAlive(2 ** 30, Date.now())).toBe(false);
  });

  it.runIf(process.platform === 'linux')(
    'is false for a process that started after the given time: its id was reused',
    () => {
      const hourAgo = Date.now() - process.uptime() * 1000 - 3_600_000;
      expect(isProcessAlive(process.pid, hourAgo)).toBe(false);
    },
  );
});
