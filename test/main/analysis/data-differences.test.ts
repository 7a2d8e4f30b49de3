import { describe, expect, it } from 'vitest';
import type { Run } from '#spec/run';
import { describeDataDifferences } from '#analysis/data-differences';

/** A run on the data set 'rb' whose label file has these checksums, from these steps on. */
function run(name: string, versions: [fromStep: number, label: string][], dataset = 'rb'): Run {
  const files = (label: string) => [
    { name: 'train.features.f32', sha256: 'x' },
    { name: 'train.label.i32', sha256: label },
  ];
  return {
    id: name,
    name,
    spec: { task: { kind: 'dataset', dataset } },
    data: versions.map(([fromStep, label]) => ({ fromStep, files: files(label) })),
  } as Run;
}

describe('describeDataDifferences', () => {
  it('says nothing for the same data, for other data sets, and where the data were not recorded', () => {
    const runs = [run('one', [[0, 'a']]), run('two', [[0, 'a']]), run('old', [])];
    expect(describeDataDifferences([...runs, run('other', [[0, 'b']], 'rc')])).toEqual([]);
  });

  it('names two runs of one data set that saw different data, and the files', () => {
    expect(
      describeDataDifferences([
        run('one', [[0, 'a']]),
        run('two', [[0, 'b']]),
        run('three', [[0, 'b']]),
      ]),
    ).toEqual([
      "These runs saw 2 different versions of the data set 'rb': 'one' and 'two' differ in train.label.i32. Their figures do not compare.",
    ]);
  });

  it('names a run that was resumed with other data', () => {
    expect(
      describeDataDifferences([
        run('one', [
          [0, 'a'],
          [1300, 'b'],
        ]),
      ]),
    ).toEqual(["'one' was resumed with other data from step 1,300 on."]);
  });
});
