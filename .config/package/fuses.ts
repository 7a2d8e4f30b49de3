/** Electron's switches, set once in the packaged binary. */
import { createReadStream } from 'node:fs';
import type { Configuration } from 'electron-builder';

/** The program is the workbench alone: no Node for whoever starts it, no code but the packed one. */
export const fuses: NonNullable<Configuration['electronFuses']> = {
  runAsNode: false,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  onlyLoadAppFromAsar: true,
  enableEmbeddedAsarIntegrityValidation: true,
  grantFileProtocolExtraPrivileges: false,
  // There are no cookies to encrypt, and the keychain would have to be asked for its key.
  enableCookieEncryption: false,
};

/** What stands before the fuses in every Electron that has some. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/** Whether this binary of Electron has fuses. Reads it to the end where it has none. */
export async function hasFuseWire(binary: string): Promise<boolean> {
  let before = '';
  for await (const chunk of createReadStream(binary, { highWaterMark: 1 << 22 })) {
    const text = before + (chunk as Buffer).toString('latin1');
    if (text.includes(sentinel)) return true;
    before = text.slice(-sentinel.length);
  }
  return false;
}
