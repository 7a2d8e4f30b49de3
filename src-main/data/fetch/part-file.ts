import { open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { parseJson } from '#spec/parse-json';

/** The URL and the validator of the file of which a part was downloaded. */
const sourceSchema = z.strictObject({ url: z.string(), validator: z.string().nullable() });
type PartSource = z.infer<typeof sourceSchema>;

/** A partial download: `NAME.part`, with its source in `NAME.part.json`. */
export class PartFile {
  readonly path: string;
  readonly #sourcePath: string;

  constructor(finalPath: string) {
    this.path = `${finalPath}.part`;
    this.#sourcePath = `${this.path}.json`;
  }

  /** Bytes downloaded so far. */
  async size(): Promise<number> {
    return (await fileSize(this.path)) ?? 0;
  }

  /** The validator of the download if it came from this URL; null where there is none. */
  async readValidator(url: string): Promise<string | null> {
    try {
      const source = sourceSchema.parse(parseJson(await readFile(this.#sourcePath, 'utf8')));
      return source.url === url ? source.validator : null;
    } catch {
      return null;
    }
  }

  async saveSource(source: PartSource): Promise<void> {
    await writeFile(this.#sourcePath, JSON.stringify(source));
  }

  /**
   * Writes the chunks from offset `start` on, after removing everything behind it, and returns the offset of the end.
   * Every byte is written at its own offset, so that two programs that download the same file do no harm to each other.
   */
  async write(
    start: number,
    chunks: AsyncIterable<Uint8Array>,
    onBytes: (bytes: number) => void,
  ): Promise<number> {
    let at = start;
    const handle = await open(this.path, (await fileSize(this.path)) === null ? 'w' : 'r+');
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
    await this.removeSource();
  }

  async removeSource(): Promise<void> {
    await rm(this.#sourcePath, { force: true });
  }
}

/** Size in bytes; null where there is no such file. */
export async function fileSize(path: string): Promise<number | null> {
  return stat(path).then(
    ({ size }) => size,
    () => null,
  );
}
