/** Electron fuses: switches that are set once in the packaged binary. */
import { createReadStream } from 'node:fs';
import type { Configuration } from 'electron-builder';

/** The binary runs only the packaged program: it cannot be used as Node, and it loads no other code. */
export const fuses: NonNullable<Configuration['electronFuses']> = {
  runAsNode: false,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  onlyLoadAppFromAsar: true,
  enableEmbeddedAsarIntegrityValidation: true,
  grantFileProtocolExtraPrivileges: false,
  // The program has no cookies, and encryption would need access to the user's keychain.
  enableCookieEncryption: false,
};

/** The byte sequence before the fuses in every binary of Electron that has them. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/** Whether this binary of Electron has fuses. Searches the file for the sentinel. */
export async function hasFuseWire(binary: string): Promise<boolean> {
  let tail = '';
  for await (const chunk of createReadStream(binary, { highWaterMark: 1 << 22 })) {
    const text = tail + (chunk as Buffer).toString('latin1');
    if (text.includes(sentinel)) return true;
    tail = text.slice(-sentinel.length);
  }
  return false;
}
