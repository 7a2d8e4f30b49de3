import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Checksum } from '#spec/corpora';

/** In capitals and with a hyphen, as people write them. */
export const algorithmNames = { sha256: 'SHA-256', md5: 'MD5' } as const;

interface Expected {
  bytes: number;
  checksum: Checksum | null;
}

/** What is wrong with a file, as the end of a sentence; null where it is what it should be. */
export async function findFault(
  path: string,
  { bytes, checksum }: Expected,
  signal?: AbortSignal,
): Promise<string | null> {
  const { size } = await stat(path);
  if (checksum === null) return size === bytes ? null : `it has ${size} bytes in place of ${bytes}`;
  const hash = createHash(checksum.algorithm);
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash, { signal });
  const found = hash.digest('hex');
  if (found === checksum.value) return null;
  return `its ${algorithmNames[checksum.algorithm]} is ${found.slice(0, 12)}… in place of ${checksum.value.slice(0, 12)}…`;
}
