/** Electron fuses: switches that are set once in the packaged binary. */
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import type { Configuration } from 'electron-builder';

type Fuses = NonNullable<Configuration['electronFuses']>;

/** The binary runs only the packaged program: it cannot be used as Node, and it loads no other code. */
export const fuses = {
  runAsNode: false,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  onlyLoadAppFromAsar: true,
  enableEmbeddedAsarIntegrityValidation: true,
  grantFileProtocolExtraPrivileges: false,
  // The program has no cookies, and encryption would need access to the user's keychain.
  enableCookieEncryption: false,
} satisfies Fuses;

export type FuseName = keyof typeof fuses;

/** The fuses above that this binary of Electron lacks. Throws if it has none at all, as before version 12. */
export async function listMissingFuses(binary: string): Promise<FuseName[]> {
  const wire = await getCurrentFuseWire(binary);
  return (Object.keys(fuses) as FuseName[]).filter((name) => wire[fuseOption(name)] === undefined);
}

/** The fuse in the terms of @electron/fuses, which begin with a capital letter. */
export function fuseOption(name: FuseName): FuseV1Options {
  const option = (name.charAt(0).toUpperCase() + name.slice(1)) as Capitalize<FuseName>;
  return FuseV1Options[option];
}
