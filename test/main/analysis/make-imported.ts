import type { ImportedRun } from '#spec/run';
import { makeRun } from './make-run';

/** A run of another program. */
export function makeImported(
  id: string,
  {
    settings = {},
    ...changes
  }: Partial<ImportedRun> & { settings?: ImportedRun['imported']['settings'] } = {},
): ImportedRun {
  return {
    ...makeRun(id),
    kind: 'imported',
    name: id,
    modelId: null,
    spec: null,
    method: null,
    seed: null,
    imported: {
      format: 'csv',
      source: `/curves/${id}.csv`,
      part: null,
      files: [],
      at: '2026-11-29T08:00:00.000Z',
      settings,
      renamed: {},
    },
    ...changes,
  };
}
