/**
 * The files of a checkpoint with their checksums. `SHA256SUMS` is written last and has the format of `sha256sum`, so
 * `sha256sum --check SHA256SUMS` in the folder checks it too. Checkpoints of version 0.1.0 have no such file.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, fileError } from '#files/file-errors';
import { replaceDirectory, resolveDirectory, type WriteFile } from '#files/replace-directory';
import { WorkbenchError } from '#spec/errors';

const checksumFile = 'SHA256SUMS';
const damageCode = 'checkpointDamaged';

/** Writes the folder of a checkpoint from the files that `build` writes, with their checksums; see `replaceDirectory`. */
export async function writeCheckpointFolder(
  path: string,
  build: (write: WriteFile) => Promise<void>,
): Promise<void> {
  await replaceDirectory(path, async (write) => {
    const lines: string[] = [];
    await build(async (name, content) => {
      await write(name, content);
      lines.push(`${sha256(content)}  ${name}\n`);
    });
    await write(checksumFile, lines.join(''));
  });
}

/** The folder of a checkpoint, for reading. */
export class CheckpointFolder {
  readonly path: string;
  /** By file name; null for a checkpoint without checksums. */
  readonly #checksums: ReadonlyMap<string, string> | null;

  private constructor(path: string, checksums: ReadonlyMap<string, string> | null) {
    this.path = path;
    this.#checksums = checksums;
  }

  /** Opens `directory/<step>`. Throws a WorkbenchError where its checksums cannot be read. */
  static async open(directory: string, step: number): Promise<CheckpointFolder> {
    const path = await resolveDirectory(join(directory, String(step)));
    const sums = await readOrNull(join(path, checksumFile));
    return new CheckpointFolder(path, sums && parseChecksums(sums, join(path, checksumFile)));
  }

  /**
   * The content of a file, checked against its checksum. Throws a WorkbenchError: `notFound` where the file is missing,
   * `validation` where it is damaged, `unavailable` where it cannot be read.
   */
  async read(file: string): Promise<Buffer> {
    const path = join(this.path, file);
    const bytes = await readOrNull(path);
    if (bytes === null)
      throw checkpointDamage(
        `The checkpoint '${this.path}' lacks its '${file}'.`,
        path,
        'notFound',
      );
    if (this.#checksums && this.#checksums.get(file) !== sha256(bytes))
      throw checkpointDamage(
        `The file '${path}' is damaged: its content does not have the checksum in '${checksumFile}'.`,
        path,
      );
    return bytes;
  }
}

/** The error for a damaged or missing file of a checkpoint. `sentence` names the file; the error adds what to do. */
export function checkpointDamage(
  sentence: string,
  path: string,
  kind: 'validation' | 'notFound' = 'validation',
): WorkbenchError {
  const message = `${sentence} Resume from an earlier checkpoint.`;
  return new WorkbenchError(kind, message, { code: damageCode, path, sentence });
}

/**
 * What is damaged or missing, as a sentence, where a checkpoint could not be loaded for that reason, so that an earlier
 * one may do; null for other errors. A checkpoint of another model or of a newer version of the program is not damaged.
 */
export function damageOf(error: unknown): string | null {
  if (!isCheckpointDamaged(error)) return null;
  return ((error as WorkbenchError).details as { sentence: string }).sentence;
}

/** Whether `damageOf` names a damage. */
export function isCheckpointDamaged(error: unknown): boolean {
  return error instanceof WorkbenchError && errorCode(error.details) === damageCode;
}

function parseChecksums(bytes: Buffer, path: string): Map<string, string> {
  const lines = bytes.toString('utf8').split('\n').filter(Boolean);
  return new Map(
    lines.map((line) => {
      const [, sum, name] = /^([\da-f]{64}) [ *](.+)$/.exec(line) ?? [];
      if (sum === undefined || name === undefined)
        throw checkpointDamage(`The checksums in '${path}' are damaged.`, path);
      return [name, sum];
    }),
  );
}

/** Null where there is no such file. */
async function readOrNull(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = errorCode(error);
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(code)) return null;
    if (code === 'EIO')
      throw checkpointDamage(`The file '${path}' cannot be read: the disk reports an error.`, path);
    throw fileError('read', path, error);
  }
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
