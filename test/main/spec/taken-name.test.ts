import { describe, expect, it } from 'vitest';
import { describeTakenName, freeName } from '#spec/taken-name';

describe('names of things of one kind', () => {
  it('get a number where another has them', () => {
    expect(freeName('A study', [])).toBe('A study');
    expect(freeName('A study', ['a study', 'A study 2'])).toBe('A study 3');
  });

  it('are refused where they are typed and taken, in upper or lower case', () => {
    expect(describeTakenName('study', 'Rates ', ['First', 'rates'])).toBe(
      "There is a study 'rates' already: give this one another name.",
    );
    expect(describeTakenName('study', 'Rates', ['First', 'Rates 2'])).toBeNull();
  });
});
