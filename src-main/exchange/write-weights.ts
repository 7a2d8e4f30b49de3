/** The weights of a checkpoint as a file for other programs. */
import { resolve } from 'node:path';
import { writeFileInParts } from '#files/file-output';
import type { WeightFormat } from '#spec/export-format';
import { readWeights } from '#storage/export-weights';
import type { ProjectFolder } from '#storage/projects';
import { assertTarget } from './export-target';

export interface WeightsExport {
  runId: string;
  step: number;
  format: WeightFormat;
  path: string;
  /** Whether what is there is replaced. */
  overwrite: boolean;
  /** Ends the export; nothing is written then. */
  signal?: AbortSignal;
}

/**
 * Writes the weights of a checkpoint at `path`. Throws as `readWeights`, `conflict` where something is at the place
 * already, `unavailable` where it cannot be written.
 */
export async function writeWeights(
  project: ProjectFolder,
  { runId, step, format, overwrite, signal, ...request }: WeightsExport,
): Promise<{ path: string; bytes: number }> {
  const path = resolve(request.path);
  await assertTarget(path, { isFolder: false, overwrite });
  const weights = await readWeights(project, runId, { step, format });
  const bytes = await writeFileInParts(path, (output) => output.write(weights.bytes), {
    overwrite,
    signal,
  });
  return { path, bytes };
}
