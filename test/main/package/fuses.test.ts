import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from '@electron/fuses';
import { describe, expect, it } from 'vitest';
import { configuration } from '../../../.config/package/configuration';
import { fuseOption, fuses, listMissingFuses, type FuseName } from '../../../.config/package/fuses';

const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const names = Object.keys(fuses) as FuseName[];

/** A file with a fuse wire as in Electron's binary: version, number of fuses, their states. */
async function binary(states = '10110000'): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'fuses-')), 'electron');
  const wire = [Buffer.from(sentinel), Buffer.from([1, states.length]), Buffer.from(states)];
  await writeFile(file, Buffer.concat([Buffer.alloc(99, 1), ...wire, Buffer.alloc(9, 1)]));
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

  it('are passed to electron-builder, except those that the given Electron lacks', () => {
    const stage = {
      app: 'a',
      runtime: null,
      licences: 'l',
      icons: { png: 'p', ico: 'i', icns: 'm' },
    };
    const given = { folder: 'e', version: '22.3.25', missingFuses: ['runAsNode'] as const };
    expect(configuration({ stage, output: 'o' }).electronFuses).toEqual(fuses);
    expect(configuration({ stage, output: 'o', electron: given }).electronFuses).toEqual({
      ...fuses,
      runAsNode: undefined,
    });
  });

  it('are set in the binary', async () => {
    const file = await binary();
    const states = names.map((name) => [fuseOption(name), fuses[name]]);
    await flipFuses(file, { version: FuseVersion.V1, ...Object.fromEntries(states) });
    const wire = await getCurrentFuseWire(file);
    expect(wire[FuseV1Options.RunAsNode]).toBe('0'.charCodeAt(0));
    for (const name of names)
      expect(wire[fuseOption(name)], name).toBe((fuses[name] ? '1' : '0').charCodeAt(0));
  });
});

describe('listMissingFuses', () => {
  it('is empty for an Electron that has all', async () => {
    expect(await listMissingFuses(await binary())).toEqual([]);
  });

  it('names the last one, which came with Electron 29', async () => {
    expect(await listMissingFuses(await binary('1011000'))).toEqual([
      'grantFileProtocolExtraPrivileges',
    ]);
  });

  it('throws for an Electron that has none at all', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'fuses-')), 'electron');
    await writeFile(file, `${sentinel.slice(0, -1)}!`);
    await expect(listMissingFuses(file)).rejects.toThrow('Could not find sentinel');
  });
});
