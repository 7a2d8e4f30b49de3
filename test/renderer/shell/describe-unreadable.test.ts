import { describe, expect, it } from 'vitest';
import { describeUnreadable } from '../../../src-renderer/shell/describe-unreadable';

describe('describeUnreadable', () => {
  it('repeats the first sentence and counts the other files', () => {
    expect(describeUnreadable([])).toBeNull();
    expect(describeUnreadable(['a is damaged.'])).toBe('a is damaged.');
    expect(describeUnreadable(['a is damaged.', 'b is damaged.'])).toBe(
      'a is damaged. One more file of the project cannot be read either.',
    );
    expect(describeUnreadable(['a is damaged.', 'b', 'c'])).toBe(
      'a is damaged. 2 more files of the project cannot be read either.',
    );
  });
});
