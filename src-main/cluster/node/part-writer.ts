import { readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolders } from '#files/create-folders';
import { encodePart, type PartChange } from '../parts';

/** Bytes of changes in one part; a larger change is split. */
const bytesOfPart = 4 * 2 ** 20;

/**
 * Writes numbered parts into a folder, each under another name first, so that whoever lists the folder finds whole ones.
 *
 *     const parts = await PartWriter.open(folder, job);
 *     await parts.write(changes); // any number of parts, none where nothing has changed
 */
export class PartWriter {
  readonly #folder: string;
  readonly #job: string;
  #number: number;

  private constructor(folder: string, job: string, number: number) {
    this.#folder = folder;
    this.#job = job;
    this.#number = number;
  }

  /** Goes on after the parts that are there. */
  static async open(folder: string, job: string): Promise<PartWriter> {
    await makeFolders(folder);
    const numbers = (await readdir(folder)).map((name) =>
      Number(/^(\d{6})\.part$/.exec(name)?.[1]),
    );
    return new PartWriter(folder, job, Math.max(0, ...numbers.filter((n) => n > 0)));
  }

  async write(changes: AsyncIterable<PartChange>): Promise<void> {
    let collected: PartChange[] = [];
    let bytes = 0;
    for await (const change of changes)
      for (const piece of split(change)) {
        const length = 'bytes' in piece ? piece.bytes.length : 0;
        if (bytes + length > bytesOfPart) {
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
    const name = `${String(this.#number).padStart(6, '0')}.part`;
    const partial = join(this.#folder, `.${name}.partial`);
    await writeFile(partial, encodePart({ job: this.#job, number: this.#number }, changes));
    await rename(partial, join(this.#folder, name));
  }
}

/** A change of many bytes as one and more that append to it. */
function* split(change: PartChange): Generator<PartChange> {
  if (!('bytes' in change) || change.bytes.length <= bytesOfPart) {
    yield change;
    return;
  }
  const { path, bytes } = change;
  const offset = change.kind === 'append' ? change.offset : 0;
  for (let from = 0; from < bytes.length; from += bytesOfPart) {
    const piece = bytes.subarray(from, from + bytesOfPart);
    yield from === 0 && change.kind === 'replace'
      ? { kind: 'replace', path, bytes: piece }
      : { kind: 'append', path, offset: offset + from, bytes: piece };
  }
}
