import { describe, expect, it } from 'vitest';
import { findGaps } from '#spec/curve-gaps';

describe('findGaps', () => {
  it.each<[string, number[], number[]]>([
    ['an evenly measured curve', [1, 2, 3, 4, 5], []],
    ['evaluations, and the last step', [0, 500, 1000, 1500, 1510], []],
    ['evaluations that become rarer', [0, 10, 20, 30, 530, 1030, 1530], []],
    ['a run that went on with rows missing', [1, 2, 3, 100, 101, 102], [3]],
    ['missing evaluations', [0, 100, 200, 1400, 1500], [3]],
    ['two gaps', [1, 2, 50, 51, 99, 100], [2, 4]],
    ['a gap before the only row after it', [1, 2, 3, 100], [3]],
    ['too few rows to say', [0, 500], []],
    ['no row', [], []],
  ])('finds the rows after missing ones: %s', (_, step, gaps) =>
    expect(findGaps('train/loss', step)).toEqual(gaps),
  );

  it('finds none in what is measured by the clock', () => {
    expect(findGaps('speed/steps-per-second', [4, 8, 54])).toEqual([]);
    expect(findGaps('memory/tensors', [4, 8, 540, 544])).toEqual([]);
  });
});
