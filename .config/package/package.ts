/**
 * `npm run package`: builds the program and packages it with electron-builder in a folder that can be
 * started directly, of which it then makes what is asked for.
 */
import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Option, program } from 'commander';
import { build as pack, Platform } from 'electron-builder';
import { build } from 'electron-vite';
import { messageOf, WorkbenchError } from '#spec/errors';
import { workbenchVersion } from '#spec/version';
import { configuration, type GivenElectron } from './configuration';
import { compressionNames, makeDeb, requireDpkgDeb, type Compression } from './deb';
import { downloadError } from './download-errors';
import { listMissingFuses } from './fuses';
import { describeRefusal, requireBuild, requireOutput } from './places';
import { describeSizes } from './sizes';
import { stagePackage, type StagedPackage } from './stage';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Options {
  electronDist?: string;
  out?: string;
  target: string[];
  output: string;
  compression: Compression;
}

/** What can be made of the folder, by platform. */
const targets: Partial<Record<NodeJS.Platform, string[]>> = {
  linux: ['AppImage', 'deb'],
  darwin: ['dmg', 'zip'],
  win32: ['nsis'],
};

program
  .description('Packs the program for this platform.')
  .option('--electron-dist <dir>', 'an unpacked Electron to take instead of downloading one')
  .option('--out <dir>', 'a program that is built already, laid out as `out`')
  .addOption(
    new Option('--target <names...>', 'the folder alone, or what to make of it')
      .choices(['dir', ...(targets[process.platform] ?? [])])
      .default(['dir']),
  )
  .option('--output <dir>', 'where the packages go', join(root, 'dist'))
  .addOption(
    new Option(
      '--compression <name>',
      'that of a deb: xz is the smallest, none the fastest; Debian 11 takes no zstd',
    )
      .choices(compressionNames)
      .default('zstd'),
  )
  .action(async (options: Options) => {
    try {
      await main(options);
    } catch (error) {
      const refusal = describeRefusal(error);
      if (refusal === null) throw error;
      console.error(refusal);
      process.exitCode = 1;
    }
  });

async function main(options: Options): Promise<void> {
  if (options.target.includes('deb')) await requireDpkgDeb();
  const output = resolve(options.output);
  if (options.out !== undefined) await requireBuild(resolve(options.out));
  const electron = options.electronDist
    ? await readElectron(resolve(options.electronDist))
    : undefined;
  if (electron && electron.missingFuses.length > 0)
    console.log(
      `Electron ${electron.version} lacks these fuses, which are not set: ${electron.missingFuses.join(', ')}.`,
    );
  await requireOutput(output);

  if (options.out === undefined)
    await build({ root, configFile: join(root, 'electron.vite.config.ts'), logLevel: 'warn' });
  const stage = await stagePackage(
    root,
    resolve(options.out ?? join(root, 'out')),
    join(root, 'dist/stage'),
  );

  const folder = join(output, unpackedFolderName());
  await packFolder({ stage, output, electron });
  console.log(['', ...(await describeSizes(folder, stage)), '', `Packed in ${folder}`].join('\n'));
  for (const target of options.target)
    if (target === 'deb') await packDeb(folder, output, options.compression);
    else if (target !== 'dir') await packTarget(target, folder, { stage, output, electron });
}

interface PackOptions {
  stage: StagedPackage;
  output: string;
  electron: GivenElectron | undefined;
}

/** Makes the folder of the unpacked program. */
async function packFolder(options: PackOptions): Promise<void> {
  await packWith(options, 'dir').catch((error: unknown) => {
    throw (
      downloadError(error, {
        what: 'Electron',
        remedy: 'name the folder of an unpacked one with --electron-dist',
      }) ?? error
    );
  });
}

/** Makes a package of that folder with electron-builder. */
async function packTarget(target: string, folder: string, options: PackOptions): Promise<void> {
  const remedy =
    target === 'AppImage'
      ? 'name the folder of these tools in the environment variable APPIMAGE_TOOLS_PATH'
      : 'use the folder that is packed';
  await packWith(options, target, folder).catch((error: unknown) => {
    const what = `What electron-builder needs for the target ${target}`;
    throw downloadError(error, { what, remedy }) ?? error;
  });
}

async function packWith(
  { stage, output, electron }: PackOptions,
  target: string,
  prepackaged?: string,
): Promise<void> {
  await pack({
    projectDir: stage.app,
    targets: Platform.current().createTarget(target),
    config: configuration({ stage, output, electron }),
    publish: 'never',
    prepackaged,
  });
}

async function packDeb(folder: string, output: string, compression: Compression): Promise<void> {
  const file = await makeDeb({ folder, version: workbenchVersion, output, compression });
  console.log(`Packed in ${file} (${((await stat(file)).size / 1e6).toFixed(1)} MB)`);
}

/** Reads what the configuration needs to know of an unpacked Electron. Throws `validation` if it is none. */
async function readElectron(folder: string): Promise<GivenElectron> {
  const version = await readFile(join(folder, 'version'), 'utf8').catch(() => null);
  if (version === null)
    throw new WorkbenchError(
      'validation',
      `'${folder}' holds no unpacked Electron: its file 'version' is missing.`,
    );
  const missingFuses = await listMissingFuses(join(folder, fuseBinaryPath())).catch(
    (error: unknown) => {
      throw new WorkbenchError(
        'validation',
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
