/**
 * `npm run package`: builds the program and packages it with electron-builder. Without options, the
 * output is a folder that can be started directly.
 */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvalidArgumentError, program } from 'commander';
import { build as pack, Platform } from 'electron-builder';
import { build } from 'electron-vite';
import { messageOf, WorkbenchError } from '#spec/errors';
import { configuration, type GivenElectron } from './configuration';
import { listMissingFuses } from './fuses';
import { describeSizes } from './sizes';
import { stagePackage } from './stage';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Options {
  electronDist?: string;
  out?: string;
  target: string[];
  output: string;
}

program
  .description('Packs the program for this platform.')
  .option('--electron-dist <dir>', 'an unpacked Electron to take instead of downloading one')
  .option('--out <dir>', 'a program that is built already, laid out as `out`')
  .option('--target <names...>', 'dir, or what to make of it: AppImage, deb, dmg, zip, nsis', [
    'dir',
  ])
  .option('--output <dir>', 'where the packages go', join(root, 'dist'))
  .action(async (options: Options) => {
    try {
      await main(options);
    } catch (error) {
      if (!(error instanceof WorkbenchError || error instanceof InvalidArgumentError)) throw error;
      console.error(messageOf(error));
      process.exitCode = 1;
    }
  });

async function main(options: Options): Promise<void> {
  const electron = options.electronDist
    ? await readElectron(resolve(options.electronDist))
    : undefined;
  if (electron && electron.missingFuses.length > 0)
    console.log(
      `Electron ${electron.version} lacks these fuses, which are not set: ${electron.missingFuses.join(', ')}.`,
    );

  if (options.out === undefined)
    await build({ root, configFile: join(root, 'electron.vite.config.ts'), logLevel: 'warn' });
  const staged = await stagePackage(
    root,
    resolve(options.out ?? join(root, 'out')),
    join(root, 'dist/stage'),
  );

  const output = resolve(options.output);
  await pack({
    projectDir: staged.app,
    targets: Platform.current().createTarget(options.target),
    config: configuration({ stage: staged, output, electron }),
    publish: 'never',
  });
  const folder = join(output, unpackedFolderName());
  console.log(['', ...(await describeSizes(folder, staged)), '', `Packed in ${folder}`].join('\n'));
}

/** Reads what the configuration needs to know of an unpacked Electron. Throws InvalidArgumentError if it is none. */
async function readElectron(folder: string): Promise<GivenElectron> {
  const version = await readFile(join(folder, 'version'), 'utf8').catch(() => null);
  if (version === null)
    throw new InvalidArgumentError(
      `'${folder}' holds no unpacked Electron: its file 'version' is missing.`,
    );
  const missingFuses = await listMissingFuses(join(folder, fuseBinaryPath())).catch(
    (error: unknown) => {
      throw new InvalidArgumentError(
        `The fuses of the Electron in '${folder}' cannot be read: ${messageOf(error)}`,
      );
    },
  );
  return { folder, version: version.trim().replace(/^v/, ''), missingFuses };
}

function fuseBinaryPath(): string {
  if (process.platform === 'darwin')
    return 'Electron.app/Contents/Frameworks/Electron Framework.framework/Electron Framework';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}

/** The name that electron-builder gives to the folder of the unpacked program. */
function unpackedFolderName(): string {
  const arch = process.arch === 'x64' ? '' : `-${process.arch}`;
  if (process.platform === 'darwin') return `mac${arch}`;
  return `${process.platform === 'win32' ? 'win' : 'linux'}${arch}-unpacked`;
}

await program.parseAsync();
