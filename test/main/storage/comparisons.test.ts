import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  deleteComparison,
  getComparison,
  listComparisons,
  restoreComparison,
  saveComparison,
} from '#storage/comparisons';
import { comparisonContentSchema } from '#spec/comparison';
import { newProject } from './helpers';

const comparison = comparisonContentSchema.parse({
  name: 'cDNI against backprop',
  runs: ['a', 'b'],
  metrics: ['test/error'],
  xAxis: 'step',
  smoothing: 0.5,
  logScale: true,
});

describe('comparisons', () => {
  it('are saved with a version, replaced and deleted', async () => {
    const project = await newProject();
    const saved = await saveComparison(project, comparison);
    expect(saved).toEqual({
      ...comparison,
      id: 'cdni-against-backprop',
      modified: expect.any(String) as string,
      revision: expect.stringMatching(/^[\da-f]{16}$/) as string,
    });
    const path = join(project.directory, 'comparisons', `${saved.id}.json`);
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ version: 1, ...comparison });

    await saveComparison(project, { ...comparison, id: saved.id, smoothing: 0 });
    expect((await getComparison(project, saved.id)).smoothing).toBe(0);
    expect((await listComparisons(project)).items).toHaveLength(1);
    await deleteComparison(project, saved.id);
    expect((await listComparisons(project)).items).toEqual([]);
  });

  it('that are new get the next free name', async () => {
    const project = await newProject();
    const first = await saveComparison(project, comparison);
    expect((await saveComparison(project, comparison)).name).toBe('cDNI against backprop 2');
    // One that is there keeps its name.
    const again = await saveComparison(project, { ...comparison, id: first.id });
    expect(again.name).toBe('cDNI against backprop');
  });

  it('are not replaced where another window has changed them', async () => {
    const project = await newProject();
    const { id, revision } = await saveComparison(project, comparison);
    const theirs = await saveComparison(project, { ...comparison, id, smoothing: 0 }, revision);
    const mine = saveComparison(project, { ...comparison, id, logScale: false }, revision);
    await expect(mine).rejects.toMatchObject({
      kind: 'conflict',
      details: { reason: 'changed', current: theirs },
    });
    expect(await getComparison(project, id)).toEqual(theirs);
  });

  it('come back from the trash', async () => {
    const project = await newProject();
    const saved = await saveComparison(project, comparison);
    const trashId = await deleteComparison(project, saved.id);
    expect(await restoreComparison(project, trashId)).toEqual(saved);
    expect((await listComparisons(project)).items).toEqual([saved]);
  });
});
