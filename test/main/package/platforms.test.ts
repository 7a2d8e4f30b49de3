import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, win32 } from 'node:path';
import { fileURLToPath } from 'node:url';
import { validateConfiguration } from 'app-builder-lib/out/util/config/config';
import { DebugLogger } from 'builder-util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import sharp from 'sharp';
import { configuration } from '../../../.config/package/configuration';
import { fuses } from '../../../.config/package/fuses';
import { drawIcons, type Icons } from '../../../.config/package/icons';
import { packageFolderOf, wasmFiles } from '../../../.config/package/native-packages';
import { stageRuntime } from '../../../.config/package/runtime';
import type { StagedPackage } from '../../../.config/package/stage';
import { RECIPES } from '#tensorflow/runtime/wheels';
import { fakeMachine } from '../tensorflow/runtime/fake-machine';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const icons = { png: '/stage/icon.png', ico: '/stage/icon.ico', icns: '/stage/icon.icns' };
const folder = await mkdtemp(join(tmpdir(), 'package-'));
afterAll(() => rm(folder, { recursive: true }));

/** As staged on a system: Windows has no runtime, and its own way to write paths. */
const stages: Record<'mac' | 'win', StagedPackage> = {
  mac: {
    app: '/stage/app',
    runtime: '/stage/runtime',
    licences: '/stage/licences',
    icons,
  },
  win: {
    app: win32.join('C:\\', 'stage', 'app'),
    runtime: null,
    licences: win32.join('C:\\', 'stage', 'licences'),
    icons,
  },
};

describe.each(['mac', 'win'] as const)('the configuration for %s', (platform) => {
  const config = configuration({ stage: stages[platform], output: '/output' });

  it('is accepted by electron-builder, which rejects what it does not know', async () => {
    await expect(validateConfiguration(config, new DebugLogger(false))).resolves.toBeUndefined();
    const wrong = { ...config, [platform]: { ...config[platform], tragets: ['zip'] } };
    await expect(validateConfiguration(wrong as never, new DebugLogger(false))).rejects.toThrow(
      'Invalid configuration',
    );
  });

  it('names the program, its targets and its fuses', () => {
    expect(config.appId).toBe('net.dni-workbench');
    expect(config.productName).toBe('DNI Workbench');
    expect(config[platform]?.target).toEqual(platform === 'mac' ? ['dmg', 'zip'] : ['nsis']);
    expect(config.electronFuses).toEqual(fuses);
    expect(config.asar).toBe(true);
  });

  it('takes the icon in the format of the system', () => {
    expect(config[platform]?.icon).toBe(platform === 'mac' ? icons.icns : icons.ico);
  });

  it('takes the runtime along where there is one', () => {
    expect(config.extraResources).toEqual(
      platform === 'mac' ? [{ from: '/stage/runtime', to: 'runtime' }] : [],
    );
    expect(config.extraFiles).toEqual([{ from: stages[platform].licences, to: 'licences' }]);
  });
});

describe('the icon', () => {
  let drawn: Icons;
  beforeAll(async () => {
    drawn = await drawIcons(join(root, 'src-renderer/public/icon.svg'), folder);
  });

  /** What a PNG file says of its size, after checking that it is one. */
  async function pngSize(bytes: Buffer): Promise<number> {
    const { format, width, height, hasAlpha } = await sharp(bytes).metadata();
    expect([format, height, hasAlpha]).toEqual(['png', width, true]);
    return width;
  }

  it('has 512 pixels for Linux', async () => {
    expect(await pngSize(await readFile(drawn.png))).toBe(512);
  });

  it('has 256 pixels for Windows, and small pictures', async () => {
    const bytes = await readFile(drawn.ico);
    expect([...bytes.subarray(0, 4)]).toEqual([0, 0, 1, 0]);
    const sizes = [];
    for (let index = 0; index < bytes.readUInt16LE(4); index++) {
      const at = 6 + 16 * index;
      const [length, offset] = [bytes.readUInt32LE(at + 8), bytes.readUInt32LE(at + 12)];
      const size = await pngSize(bytes.subarray(offset, offset + length));
      // A byte holds no 256: 0 stands for it.
      expect([bytes[at], bytes[at + 1]]).toEqual([size % 256, size % 256]);
      sizes.push(size);
    }
    expect(sizes).toEqual([16, 24, 32, 48, 64, 128, 256]);
  });

  it('has up to 512 points at double resolution for macOS', async () => {
    const bytes = await readFile(drawn.icns);
    expect(bytes.toString('latin1', 0, 4)).toBe('icns');
    expect(bytes.readUInt32BE(4)).toBe(bytes.length);
    const pictures: Record<string, number> = {};
    for (let at = 8; at < bytes.length; at += bytes.readUInt32BE(at + 4)) {
      const picture = bytes.subarray(at + 8, at + bytes.readUInt32BE(at + 4));
      pictures[bytes.toString('latin1', at, at + 4)] = await pngSize(picture);
    }
    // The types and pixels of Apple's format: ic09 is 512 points, ic10 the same at double resolution.
    expect(pictures).toMatchObject({ ic07: 128, ic08: 256, ic09: 512, ic10: 1024, ic14: 512 });
  });
});

describe('the runtime of a package', () => {
  it.each([
    ['win32', 'x64', 'no C library for Windows'],
    ['darwin', 'x64', 'no build for darwin on x64'],
  ])('is left out on %s %s, which prints why', async (platform, arch, reason) => {
    const print = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    expect(await stageRuntime(join(folder, 'runtime'), fakeMachine({ platform, arch }))).toBeNull();
    expect(print.mock.calls).toEqual([[expect.stringContaining(reason)]]);
    expect(print.mock.calls[0]?.[0]).toContain('WebAssembly');
    print.mockRestore();
  });

  it('is made of wheels for Macs with Apple silicon', () => {
    const recipe = RECIPES.find(({ platform, arch }) => platform === 'darwin' && arch === 'arm64');
    expect(recipe?.variant).toBe('cpu');
    expect(JSON.stringify(recipe)).toMatch(/macosx_\d+_\d+_arm64/);
    expect(JSON.stringify(recipe)).toContain('.dylib');
  });
});

describe('the packages that are copied', () => {
  it('hold what the backend in WebAssembly reads', async () => {
    for (const file of wasmFiles(root))
      expect((await readFile(file)).subarray(0, 4).toString('latin1'), file).toBe('\0asm');
  });

  it.each([
    ['node_modules/sharp/lib/index.js', 'node_modules/sharp'],
    ['node_modules\\@img\\sharp-win32-x64\\lib\\sharp.node', 'node_modules/@img/sharp-win32-x64'],
    ['node_modules\\a\\node_modules\\@b\\c\\x.js', 'node_modules/a/node_modules/@b/c'],
    ['src-main\\cli.ts', null],
  ])('are found by the path of a file: %s', (file, expected) => {
    expect(packageFolderOf(file)).toBe(expected);
  });
});
