import { describe, expect, it } from 'vitest';
import { formatProgress } from '../../../src-main/launch/setup-progress';

describe('formatProgress', () => {
  it('shows the fraction and the remaining time', () => {
    const message = 'Downloading TensorFlow: 97 of 230 MB';
    expect(formatProgress({ fraction: 0.42, secondsLeft: 200, message })).toBe(
      `${'█'.repeat(8)}${'░'.repeat(12)}  42 %  3 min left  ${message}`,
    );
    expect(formatProgress({ fraction: 1, secondsLeft: 0, message: 'Ready' })).toBe(
      `${'█'.repeat(20)} 100 %  Ready`,
    );
    expect(formatProgress({ fraction: null, secondsLeft: null, message: 'Looking' })).toBe(
      'Looking',
    );
  });
});
