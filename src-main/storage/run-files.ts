/**
 * Reads `run.json` files. A project has thousands of them, and a listing spends most of its time on checking that they
 * fit the format: a file that has not changed is not read again, and a model that many runs share is checked once.
 */
import { statSync } from 'node:fs';
import { z } from 'zod';
import { errorCode, fileError } from '#files/file-errors';
import { WorkbenchError } from '#spec/errors';
import { experimentSchema } from '#spec/experiment';
import { modelSchema, type Model } from '#spec/model';
import { runSchema, trainedRunSchema, type Run } from '#spec/run';
import { readVersionedJson } from './versioned-json';

interface KnownFile {
  /** Identifies the content of the file. */
  stamp: string;
  run: Run;
}

/** By path. A run takes some kilobytes of memory. */
const knownFiles = new Map<string, KnownFile>();
const mostFiles = 20_000;

/** Models that fit the format, by their text in JSON. */
const knownModels = new Map<string, Model>();
const mostModels = 500;

/** A run but for its model, which any value is here. */
const runWithAnyModel = trainedRunSchema.extend({
  spec: experimentSchema.extend({ model: z.unknown() }),
});

/**
 * The content of a run's file, which the caller must not change. Throws a WorkbenchError: `notFound` with the message
 * `missing` where there is no such file, else as `readVersionedJson`.
 */
export async function readRunFile(path: string, missing: string): Promise<Run> {
  const stamp = stampOf(path, missing);
  const known = knownFiles.get(path);
  if (known?.stamp === stamp) return known.run;
  const run = await readVersionedJson(path, runSchema, missing, parseWithKnownModel);
  remember(knownFiles, path, { stamp, run }, mostFiles);
  return run;
}

/** The run; null where anything does not fit the format, which `runSchema` names. */
function parseWithKnownModel(json: unknown): Run | null {
  const { data } = runWithAnyModel.safeParse(json);
  if (!data) return null;
  const text = JSON.stringify(data.spec.model) ?? '';
  const model = knownModels.get(text) ?? modelSchema.safeParse(data.spec.model).data;
  if (!model) return null;
  remember(knownModels, text, model, mostModels);
  return { ...data, spec: { ...data.spec, model } };
}

/** What changes whenever a file does. A promise for each of thousands of files would take eight times as long. */
export function stampOf(path: string, missing: string): string {
  try {
    const { size, mtimeNs, ino } = statSync(path, { bigint: true });
    return `${size} ${mtimeNs} ${ino}`;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error)))
      throw new WorkbenchError('notFound', missing);
    throw fileError('read', path, error);
  }
}

/** Sets an entry. Of too many, the one that was set first is forgotten. */
function remember<V>(map: Map<string, V>, key: string, value: V, most: number): void {
  map.delete(key);
  map.set(key, value);
  const [first] = map.keys();
  if (map.size > most && first !== undefined) map.delete(first);
}
