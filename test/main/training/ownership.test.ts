import { describe, expect, it } from 'vitest';
import { isAlive } from '#training/ownership';

describe('isAlive', () => {
  it('knows a living process and a number that none has', () => {
    expect(isAlive(process.pid, Date.now())).toBe(true);
    expect(isAlive(2 ** 30, Date.now())).toBe(false);
  });

  it.runIf(process.platform === 'linux')(
    'does not take a process for one that had its number before it began',
    () => {
      const hourAgo = Date.now() - process.uptime() * 1000 - 3_600_000;
      expect(isAlive(process.pid, hourAgo)).toBe(false);
    },
  );
});
