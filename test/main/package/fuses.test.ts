import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from '@electron/fuses';
import { describe, expect, it } from 'vitest';
import { configuration } from '../../../.config/package/configuration';
import { fuses, hasFuseWire } from '../../../.config/package/fuses';

const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const places = {
  runAsNode: FuseV1Options.RunAsNode,
  enableCookieEncryption: FuseV1Options.EnableCookieEncryption,
  enableNodeOptionsEnvironmentVariable: FuseV1Options.EnableNodeOptionsEnvironmentVariable,
  enableNodeCliInspectArguments: FuseV1Options.EnableNodeCliInspectArguments,
  enableEmbeddedAsarIntegrityValidation: FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
  onlyLoadAppFromAsar: FuseV1Options.OnlyLoadAppFromAsar,
  grantFileProtocolExtraPrivileges: FuseV1Options.GrantFileProtocolExtraPrivileges,
} as const;

/** A file with a fuse wire as in Electron's binary: version, number of fuses, their states. */
async function binary(before = 0): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'fuses-')), 'electron');
  const wire = Buffer.concat([Buffer.from(sentinel), Buffer.from([1, 8]), Buffer.from('10110000')]);
  await writeFile(file, Buffer.concat([Buffer.alloc(before, 1), wire, Buffer.alloc(9, 1)]));
  return file;
}

describe('the fuses of a package', () => {
  it('disable Node and loading of other code', () => {
    expect(fuses).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      onlyLoadAppFromAsar: true,
      enableEmbeddedAsarIntegrityValidation: true,
    });
  });

  it('are passed to electron-builder if Electron has fuses', () => {
    const stage = { app: 'a', runtime: null, licences: 'l', icon: 'i' };
    const fusesFor = (hasFuses: boolean) =>
      configuration({ stage, output: 'o', hasFuses }).electronFuses;
    expect(fusesFor(true)).toBe(fuses);
    expect(fusesFor(false)).toBeUndefined();
  });

  it('are set in the binary', async () => {
    const file = await binary();
    const states = Object.entries(places).map(([name, place]) => [
      place,
      fuses[name as keyof typeof places],
    ]);
    await flipFuses(file, { version: FuseVersion.V1, ...Object.fromEntries(states) });
    const wire = await getCurrentFuseWire(file);
    for (const [name, place] of Object.entries(places))
      expect(wire[place], name).toBe(
        (fuses[name as keyof typeof places] ? '1' : '0').charCodeAt(0),
      );
  });
});

describe('hasFuseWire', () => {
  it.each([0, (1 << 22) - 7])('finds a wire that begins at byte %i', async (before) => {
    expect(await hasFuseWire(await binary(before))).toBe(true);
  });

  it('finds none in an Electron that has none', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'fuses-')), 'electron');
    await writeFile(file, `${sentinel.slice(0, -1)}!`);
    expect(await hasFuseWire(file)).toBe(false);
  });
});
