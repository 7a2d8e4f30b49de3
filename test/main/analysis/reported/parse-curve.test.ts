import { describe, expect, it } from 'vitest';
import { parseReportedCurves, type CurveOptions } from '#analysis/reported/parse-curve';

function read(text: string, options: Partial<CurveOptions> = {}): unknown[] {
  const { entries } = parseReportedCurves(text, {
    metric: 'test/bpc',
    x: 'step',
    label: 'DNI',
    ...options,
  });
  return entries.map(({ label, points }) => [label, points]);
}

describe('parseReportedCurves', () => {
  it('reads two columns without titles and sorts the points by x', () => {
    expect(read('0.1, 3.4\n2, 1.2\n1, 2.2\n')).toEqual([
      [
        'DNI',
        [
          [0.1, 3.4],
          [1, 2.2],
          [2, 1.2],
        ],
      ],
    ]);
  });

  it('turns percent into fractions', () => {
    expect(read('step\terror\n100\t12\n200\t1.7', { metric: 'test/error' })).toEqual([
      [
        'DNI',
        [
          [100, 0.12],
          [200, 0.017],
        ],
      ],
    ]);
  });

  it('reads several curves with an x of their own, as programs that digitise figures write them', () => {
    expect(read('DNI,,BPTT,\nX,Y,X,Y\n1,2,10,3\n2,1.5,,\n')).toEqual([
      [
        'DNI',
        [
          [1, 2],
          [2, 1.5],
        ],
      ],
      ['BPTT', [[10, 3]]],
    ]);
  });

  it('reads several curves over the first column', () => {
    expect(read('step,DNI,BPTT\n1,2,3\n2,,2.5')).toEqual([
      ['DNI', [[1, 2]]],
      [
        'BPTT',
        [
          [1, 3],
          [2, 2.5],
        ],
      ],
    ]);
  });

  it.each([
    ['', 'There is no curve in the text. Write two numbers in each line: x, y.'],
    ['step, error', "Line 1: 'step, error' is no point. Write two numbers in each line: x, y."],
    ['x,y\n1,2\n2,two', "Line 3: 'two' is no number. Each line has two: x, y."],
    ['x,y\n1,abc', "Line 2: 'abc' is no number. Each line has two: x, y."],
    ['x,y\n1,1e400\n2,inf', "Line 2: '1e400' is no number. Each line has two: x, y."],
    ['x,y\n1,abc\n2,3', "Line 2: 'abc' is no number. Each line has two: x, y."],
    ['1,2\n2,', 'Line 2: a number is missing. Each line has two: x, y.'],
    ['1\n2', 'Line 1: a point has two numbers, x and y. Separate them by a comma or a tab.'],
  ])('says what is wrong in %j', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
