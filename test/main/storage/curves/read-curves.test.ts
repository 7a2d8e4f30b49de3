import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { curvesRequestSchema, type Curve, type CurvesRequestInput } from '#spec/curves';
import { ColumnCache } from '#storage/curves/column-cache';
import { readCurves } from '#storage/curves/read-curves';
import { spirals } from '../helpers';
import { group, singleRuns, writeRuns, type WrittenRuns } from './write-runs';

const rows = [
  [0, 1],
  [10, 4],
] as const;

/** Two runs, of which one has a damaged list of metrics. */
async function writeDamaged(): Promise<WrittenRuns> {
  const runs = await writeRuns({ whole: { 'test/error': rows }, bad: { 'test/error': rows } });
  await writeFile(join(runs.directoryOf('bad'), 'metrics.json'), '{');
  return runs;
}

function read(
  { directoryOf }: WrittenRuns,
  request: CurvesRequestInput,
  leavesOut: boolean,
): Promise<Curve[]> {
  const findRun = (id: string) => ({
    directory: directoryOf(id),
    readSpec: () => Promise.resolve(spirals()),
  });
  return readCurves(curvesRequestSchema.parse(request), findRun, new ColumnCache(), { leavesOut });
}

it('says of a run that cannot be read why it is left out, and draws the others', async () => {
  const runs = await writeDamaged();
  const [whole, bad] = await read(runs, singleRuns(['whole', 'bad']), true);
  expect(Array.from(whole?.y ?? [])).toEqual([1, 4]);
  expect(whole?.notes).toEqual([]);
  expect(bad?.x).toHaveLength(0);
  expect(bad?.notes).toEqual([expect.stringMatching(/^This run cannot be read \(.*[^.]\)\.$/)]);
  const [mean] = await read(runs, group(['whole', 'bad']), true);
  expect(Array.from(mean?.y ?? [])).toEqual([1, 4]);
  expect(mean?.notes).toEqual([
    expect.stringMatching(/^A run of the group cannot be read \(.*\), so it is left out\.$/),
  ]);
});

it('draws nothing for an export where a run cannot be read', async () => {
  const runs = await writeDamaged();
  await expect(read(runs, singleRuns(['whole', 'bad']), false)).rejects.toMatchObject({
    kind: 'validation',
  });
});
