import { open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { z } from 'zod';

/** What tells whether the file at an address is still the one that was begun. */
const markSchema = z.strictObject({ url: z.string(), validator: z.string().nullable() });
type Mark = z.infer<typeof markSchema>;

/** A file that has arrived in part: `NAME.part`, and beside it what is known of its source. */
export class PartFile {
  readonly path: string;
  readonly #mark: string;

  constructor(whole: string) {
    this.path = `${whole}.part`;
    this.#mark = `${this.path}.json`;
  }

  async size(): Promise<number> {
    return (await fileBytes(this.path)) ?? 0;
  }

  /** The validator of the file as it was begun from this address, if it gave one. */
  async validator(url: string): Promise<string | null> {
    try {
      const mark = markSchema.parse(JSON.parse(await readFile(this.#mark, 'utf8')));
      return mark.url === url ? mark.validator : null;
    } catch {
      return null;
    }
  }

  async mark(mark: Mark): Promise<void> {
    await writeFile(this.#mark, JSON.stringify(mark));
  }

  /**
   * Writes what comes at its place, dropping what lay behind `start`. Every byte has a place of its own,
   * so that two programs that fetch the same file write the same.
   */
  async write(
    start: number,
    chunks: AsyncIterable<Uint8Array>,
    onBytes: (bytes: number) => void,
  ): Promise<number> {
    let at = start;
    const handle = await open(this.path, (await fileBytes(this.path)) === null ? 'w' : 'r+');
    try {
      if ((await handle.stat()).size > start) await handle.truncate(start);
      onBytes(at);
      for await (const chunk of chunks) {
        await handle.write(chunk, 0, chunk.length, at);
        at += chunk.length;
        onBytes(at);
      }
      await handle.sync();
      return at;
    } finally {
      await handle.close();
    }
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true });
    await this.forgetMark();
  }

  async forgetMark(): Promise<void> {
    await rm(this.#mark, { force: true });
  }
}

/** Null where there is no such file. */
export async function fileBytes(path: string): Promise<number | null> {
  return stat(path).then(
    ({ size }) => size,
    () => null,
  );
}
