import { describe, expect, it } from 'vitest';
import { progressLine } from '../../../src-main/launch/set-up';

describe('the line of progress', () => {
  it('shows how far it is and the time left', () => {
    const message = 'Downloading TensorFlow: 97 of 230 MB';
    expect(progressLine({ fraction: 0.42, secondsLeft: 200, message })).toBe(
      `${'█'.repeat(8)}${'░'.repeat(12)}  42 %  3 min left  ${message}`,
    );
    expect(progressLine({ fraction: 1, secondsLeft: 0, message: 'Ready' })).toBe(
      `${'█'.repeat(20)} 100 %  Ready`,
    );
    expect(progressLine({ fraction: null, secondsLeft: null, message: 'Looking' })).toBe('Looking');
  });
});
