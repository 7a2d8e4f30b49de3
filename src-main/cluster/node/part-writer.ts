import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeFolders } from '#files/create-folders';
import { isDiskFull } from '#files/file-errors';
import { encodePart, mostChanges, type PartChange } from '../parts';
import { diskFullFile, partFile } from './job-file';

/** Bytes of changes in one part; a larger change is split. */
const bytesOfPart = 4 * 2 ** 20;

/**
 * Writes numbered parts into a folder, each under another name first, so that whoever lists the folder finds whole ones.
 * Where the disk is full it waits until there is room: nothing of a run is left out.
 *
 *     const parts = await PartWriter.open(folder, job);
 *     await parts.write(changes); // any number of parts, none where nothing has changed
 */
export class PartWriter {
  readonly #folder: string;
  readonly #job: string;
  #number: number;
  readonly #waitMs: number;

  private constructor(folder: string, job: string, number: number, waitMs: number) {
    this.#folder = folder;
    this.#job = job;
    this.#number = number;
    this.#waitMs = waitMs;
  }

  /** Goes on after the parts that are there. `waitMs`: until it tries again where the disk is full. */
  static async open(folder: string, job: string, waitMs = 10_000): Promise<PartWriter> {
    await makeFolders(folder);
    const numbers = (await readdir(folder)).map((name) =>
      Number(/^(\d{6})\.part$/.exec(name)?.[1]),
    );
    const last = Math.max(0, ...numbers.filter((n) => n > 0));
    return new PartWriter(folder, job, last, waitMs);
  }

  async write(changes: AsyncIterable<PartChange>): Promise<void> {
    let collected: PartChange[] = [];
    let bytes = 0;
    for await (const change of changes)
      for (const piece of split(change)) {
        const length = 'bytes' in piece ? piece.bytes.length : 0;
        if (bytes + length > bytesOfPart || collected.length === mostChanges) {
          await this.#writeOne(collected);
          [collected, bytes] = [[], 0];
        }
        collected.push(piece);
        bytes += length;
      }
    if (collected.length > 0) await this.#writeOne(collected);
  }

  async #writeOne(changes: readonly PartChange[]): Promise<void> {
    this.#number += 1;
    const name = partFile(this.#number);
    const partial = join(this.#folder, `.${name}.partial`);
    const bytes = encodePart({ job: this.#job, number: this.#number }, changes);
    for (let isTold = false; ; isTold = true)
      try {
        await writeFile(partial, bytes);
        await rename(partial, join(this.#folder, name));
        break;
      } catch (error) {
        if (!isDiskFull(error)) throw error;
        await rm(partial, { force: true });
        if (!isTold) await this.#tellFull();
        await sleep(this.#waitMs);
      }
    await rm(this.#fullMark, { force: true });
  }

  /** An empty file needs no room, mostly. */
  async #tellFull(): Promise<void> {
    console.error(`The disk of '${this.#folder}' is full: the job waits for room there.`);
    await writeFile(this.#fullMark, '').catch(() => undefined);
  }

  /** The place is to tell that the job waits for room. */
  get #fullMark(): string {
    return join(this.#folder, diskFullFile(this.#number));
  }
}

/**
 * A change of many bytes, in pieces that append. A file that is replaced is cut where the first piece differs, or at its new
 * end, and not at once: a node that is lost between two pieces would take rows along that a checkpoint covers.
 */
function* split(change: PartChange): Generator<PartChange> {
  if (!('bytes' in change) || change.bytes.length <= bytesOfPart) {
    yield change;
    return;
  }
  const { path, bytes } = change;
  const offset = change.kind === 'append' ? change.offset : 0;
  for (let from = 0; from < bytes.length; from += bytesOfPart) {
    const piece = bytes.subarray(from, from + bytesOfPart);
    yield { kind: 'append', path, offset: offset + from, bytes: piece };
  }
  if (change.kind === 'replace')
    yield { kind: 'append', path, offset: bytes.length, bytes: new Uint8Array() };
}
