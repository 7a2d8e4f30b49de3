import { describe, expect, it } from 'vitest';
import { arrangeRuns } from '../../../src-renderer/studies/run-matrix';
import { makeRun, makeStudy, specs } from './make-study';

describe('arrangeRuns', () => {
  it('has a row for each combination and a column for each seed', () => {
    const runs = [
      makeRun({ method: 'none', seed: 1 }),
      makeRun({ method: 'dni', seed: 3 }),
      makeRun({ method: 'dni', seed: 1 }),
    ];
    const matrix = arrangeRuns(makeStudy(), runs, specs);
    expect(matrix?.seeds).toEqual([1, 2, 3]);
    expect(
      matrix?.rows.map(({ values, runs: ofRow }) => [
        values['training.method'],
        ...ofRow.map((run) => run?.id ?? null),
      ]),
    ).toEqual([
      ['dni', 'dni-1-', null, 'dni-3-'],
      ['none', 'none-1-', null, null],
    ]);
  });

  it('leaves out runs of other studies', () => {
    const run = makeRun({ study: { id: 'other', values: {}, rung: 0 } });
    expect(arrangeRuns(makeStudy(), [run], specs)?.rows[0]?.runs).toEqual([null, null, null]);
  });

  it('has one column where the seed is that of the model', () =>
    expect(
      arrangeRuns(makeStudy({ axes: { 'training.method': ['dni'] } }), [], specs),
    ).toMatchObject({
      seeds: [null],
    }));

  it('is none of more runs than can be made', () =>
    expect(
      arrangeRuns(
        makeStudy({
          axes: {
            'training.batch': { range: { from: 1, to: 200, count: 200 } },
            'training.unroll': { range: { from: 1, to: 200, count: 200 } },
          },
        }),
        [],
        specs,
      ),
    ).toBeNull());
});
