import { describe, expect, it } from 'vitest';
import { describeTakenName, freeName } from '#spec/taken-name';

describe('names of things of one kind', () => {
  it('get a number where another has them', () => {
    expect(freeName('A study', [])).toBe('A study');
    expect(freeName('A study', ['a study', 'A study 2'])).toBe('A study 3');
  });

  it('go on counting where they have a number already', () => {
    expect(freeName('A 2', ['A', 'A 2'])).toBe('A 3');
    expect(freeName('Rates of 2024', ['Rates of 2024'])).toBe('Rates of 2024 2');
    expect(freeName('A 2', ['A'])).toBe('A 2');
  });

  it('are refused where they are typed and taken, in upper or lower case', () => {
    expect(describeTakenName('study', 'Rates ', ['First', 'rates'])).toBe(
      "There is a study 'rates' already: give this one another name.",
    );
    expect(describeTakenName('study', 'Rates', ['First', 'Rates 2'])).toBeNull();
  });
});
