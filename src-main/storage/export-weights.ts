import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileDurably } from '#files/durable-write';
import { errorCode, fileError } from '#files/file-errors';
import { listNames } from '#files/list-names';
import { resolveDirectory } from '#files/replace-directory';
import { WorkbenchError } from '#spec/errors';
import type { WeightFormat } from '#spec/export-format';
import { parseJson } from '#spec/parse-json';
import { checkpointsDirectory } from './checkpoints';
import { findCheckpoint } from './find-checkpoint';
import { uniqueName } from './names';
import { encodeNpz, type NpzArray } from './npz';
import { ensureOwnFolder } from './own-folder';
import type { ProjectFolder } from './projects';
import { readTrainedRun, runDirectory } from './runs';

const weightsFile = 'weights.safetensors';

/** The weights of a checkpoint as a file of its own. */
export interface WeightsFile {
  /** The step of the checkpoint. */
  step: number;
  bytes: Uint8Array;
}

/**
 * The weights of a checkpoint, the last if `step` is left out. Throws `notFound` where there is no such run or checkpoint,
 * `validation` where it is damaged.
 */
export async function readWeights(
  project: ProjectFolder,
  runId: string,
  { step, format }: { step?: number; format: WeightFormat },
): Promise<WeightsFile> {
  await readTrainedRun(project, runId, 'give weights');
  const chosen = await findCheckpoint(project, runId, step);
  const checkpoints = checkpointsDirectory(runDirectory(project, runId));
  const folder = await resolveDirectory(join(checkpoints, String(chosen)));
  const bytes = await readChecked(folder);
  return { step: chosen, bytes: format === 'npz' ? encodeNpz(arraysOf(bytes, folder)) : bytes };
}

/**
 * Writes the weights of a checkpoint, the last if `step` is left out, into the folder `exports` of the project, and
 * returns the path of the file. An earlier export stays. Throws as `readWeights`, and `unavailable` where the file cannot
 * be written.
 */
export async function exportWeights(
  project: ProjectFolder,
  runId: string,
  { step, format }: { step?: number; format: WeightFormat },
): Promise<string> {
  const weights = await readWeights(project, runId, { step, format });
  const exports = join(project.directory, 'exports');
  await ensureOwnFolder(exports);
  const taken = (await listNames(exports)).map((name) => name.replace(/\.[^.]*$/, ''));
  const path = join(exports, `${uniqueName(`${runId}-step-${weights.step}`, taken)}.${format}`);
  await writeFileDurably(path, weights.bytes);
  return path;
}

/** The weights of a checkpoint, checked against their checksum where there is one. */
async function readChecked(folder: string): Promise<Buffer> {
  const read = async (name: string): Promise<Buffer | null> => {
    const path = join(folder, name);
    return readFile(path).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return null;
      throw fileError('read', path, error);
    });
  };
  const [bytes, sums] = [await read(weightsFile), await read('SHA256SUMS')];
  if (bytes === null) throw damaged(folder);
  const sum = createHash('sha256').update(bytes).digest('hex');
  // Checkpoints of version 0.1.0 have no checksums.
  if (sums && !sums.toString('utf8').includes(`${sum}  ${weightsFile}\n`)) throw damaged(folder);
  return bytes;
}

/** The arrays of a safetensors file that this program has written. */
function arraysOf(bytes: Buffer, folder: string): NpzArray[] {
  try {
    const start = 8 + Number(bytes.readBigUInt64LE(0));
    const header = parseJson(bytes.toString('utf8', 8, start)) as Record<
      string,
      { shape: number[]; data_offsets: [number, number] }
    >;
    return Object.entries(header).flatMap(([name, { shape, data_offsets: offsets }]) =>
      name === '__metadata__'
        ? []
        : [
            {
              name,
              dtype: '<f4',
              shape,
              bytes: bytes.subarray(start + offsets[0], start + offsets[1]),
            },
          ],
    );
  } catch {
    throw damaged(folder);
  }
}

function damaged(folder: string): WorkbenchError {
  return new WorkbenchError(
    'validation',
    `The weights of the checkpoint '${folder}' are damaged or missing. Choose an earlier checkpoint.`,
  );
}
