import { vi } from 'vitest';

/** A clock of a test: time passes when the test says so, and `perReading` milliseconds at each reading. */
export interface ManualClock {
  pass: (milliseconds: number) => void;
  restore: () => void;
}

/** Replaces `performance.now`, so that no expectation depends on the speed of the machine. */
export function useManualClock({ perReading = 0 } = {}): ManualClock {
  let now = 0;
  const spy = vi.spyOn(performance, 'now').mockImplementation(() => (now += perReading));
  return {
    pass: (milliseconds) => {
      now += milliseconds;
    },
    restore: () => {
      spy.mockRestore();
    },
  };
}
