import { describe, expect, it } from 'vitest';
import { joinTexts, placeMarks } from '../../../../src-renderer/ui/chart/event-marks';
import { plotOf } from './plot';

const plot = plotOf({ x: [0, 200], y: [0, 1] });

describe('marks of events', () => {
  it('stand at their x, where that is visible', () => {
    const marks = [
      { x: 100, text: 'b' },
      { x: 20, text: 'a' },
      { x: 300, text: 'outside' },
      { x: -1, text: 'outside' },
    ];
    // The plot is 100 pixels wide.
    expect(placeMarks(marks, plot)).toEqual([
      { left: 10, texts: ['a'] },
      { left: 50, texts: ['b'] },
    ]);
  });

  it('are one where they are too near to be pointed at apart, equal sentences once', () => {
    const marks = [100, 110, 120, 124].map((x, index) => ({ x, text: index === 1 ? 'b' : 'a' }));
    // At 50, 55, 60 and 62 pixels: the last is 12 from the first.
    expect(placeMarks(marks, plot)).toEqual([
      { left: 50, texts: ['a', 'b'] },
      { left: 62, texts: ['a'] },
    ]);
  });

  it('have no place at zero of a logarithmic axis', () => {
    const log = plotOf({ x: [1, 100], y: [0, 1], logX: true });
    const marks = [0, 10].map((x) => ({ x, text: 'a' }));
    expect(placeMarks(marks, log)).toEqual([{ left: 50, texts: ['a'] }]);
  });

  it('name no more sentences than there is room for', () => {
    expect(joinTexts(['a', 'b'])).toBe('a\nb');
    expect(joinTexts(['a', 'b', 'c', 'd', 'e', 'f'])).toBe('a\nb\nc\nd\nAnd 2 more.');
  });
});
