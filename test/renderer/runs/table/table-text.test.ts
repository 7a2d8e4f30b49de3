import { describe, expect, it } from 'vitest';
import { describeColumns } from '../../../../src-renderer/runs/table/column';
import { toCsv, toMarkdown } from '../../../../src-renderer/runs/table/table-text';
import { makeRun } from './make-run';

const columns = describeColumns(['run.name', 'curve:train/loss', 'test/error@last', 'run.tags']);
const error = (last: number) => ({ 'test/error': { last, best: last, bestStep: 1 } });
const runs = [
  makeRun({ name: 'One, "two"', metrics: error(0.016_234_5), tags: ['a', 'b'] }),
  makeRun({ name: '=SUM(A1)', metrics: {}, tags: [] }),
];

describe('toCsv', () => {
  it('has exact numbers without units, quotes where needed, and no curves', () => {
    expect(toCsv(columns, runs)).toBe(
      'Name,"Test error, last",Tags\r\n' +
        '"One, ""two""",0.0162345,"a, b"\r\n' +
        "'=SUM(A1),,\r\n",
    );
  });

  it('leaves negative numbers alone', () => {
    const metrics = { 'interface/a->b/cosine': { last: -0.5, best: -0.5, bestStep: 1 } };
    const column = describeColumns(['interface/a->b/cosine']);
    expect(toCsv(column, [makeRun({ metrics })])).toMatch(/\r\n-0\.5\r\n$/);
  });
});

describe('toMarkdown', () => {
  it('has values as they are shown, numbers to the right', () => {
    const one = makeRun({ name: 'a | b', metrics: error(0.0162) });
    expect(toMarkdown(columns, [one])).toBe(
      '| Name | Test error, last | Tags |\n| --- | ---: | --- |\n| a \\| b | 1.62 % |  |\n',
    );
  });
});
