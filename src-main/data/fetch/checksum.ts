import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Checksum } from '#spec/corpora';

/** Names of the checksums in texts for the user. */
export const algorithmNames = { sha256: 'SHA-256', md5: 'MD5' } as const;

interface ExpectedFile {
  bytes: number;
  checksum: Checksum | null;
}

/**
 * How a file differs from the expected size or checksum, as the end of a sentence; null where it does not. Without a
 * checksum only the size is compared. Rejects with the signal's reason on abort.
 */
export async function findMismatch(
  path: string,
  { bytes, checksum }: ExpectedFile,
  signal?: AbortSignal,
): Promise<string | null> {
  const { size } = await stat(path);
  if (checksum === null) return size === bytes ? null : `it has ${size} bytes in place of ${bytes}`;
  const hash = createHash(checksum.algorithm);
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash, { signal });
  const actual = hash.digest('hex');
  if (actual === checksum.value) return null;
  return `its ${algorithmNames[checksum.algorithm]} is ${actual.slice(0, 12)}… in place of ${checksum.value.slice(0, 12)}…`;
}
