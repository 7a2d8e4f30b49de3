/** Stages the content of a package, except Electron, in one folder. */
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildNodeProgram } from '../../src-main/launch/build-node-program';
import { drawIcons, type Icons } from './icons';
import { collectLicences } from './licences';
import { copyNativePackages, readPackages } from './native-packages';
import { stageRuntime } from './runtime';

export interface StagedPackage {
  /** The folder of the program, which becomes app.asar. */
  app: string;
  /** The folder of the TensorFlow runtime; null if there is none for this platform. */
  runtime: string | null;
  licences: string;
  icons: Icons;
}

/** The folders of a built program. */
export const builtParts = ['main', 'preload', 'renderer'] as const;

/** The folders of `resources` that a package contains. */
export const packedResources = [
  'templates',
  'datasets',
  'help',
  'report',
  'reported',
  'schema',
] as const;

/**
 * Fills `folder` after deleting its content. `root`: the repository, `out`: the built program. Throws
 * as `setUpRuntime` does if the runtime cannot be installed.
 */
export async function stagePackage(
  root: string,
  out: string,
  folder: string,
): Promise<StagedPackage> {
  const staged: StagedPackage = {
    app: join(folder, 'app'),
    runtime: join(folder, 'runtime'),
    licences: join(folder, 'licences'),
    icons: { png: '', ico: '', icns: '' },
  };
  await rm(folder, { recursive: true, force: true });
  for (const part of builtParts)
    await cp(join(out, part), join(staged.app, 'out', part), {
      recursive: true,
      filter: (path) => !path.endsWith('licenses.json') && !path.endsWith('.map'),
    });
  for (const name of packedResources)
    await cp(join(root, 'resources', name), join(staged.app, 'resources', name), {
      recursive: true,
    });
  await writePackageJson(root, out, staged.app);
  const ofNodes = await buildNodeProgram(root, join(staged.app, 'out', 'node'));
  const packages = [
    ...(await copyNativePackages(root, staged.app)),
    ...(await readPackages(root, ofNodes)),
  ];
  staged.runtime = await stageRuntime(join(folder, 'runtime'));
  await collectLicences({ root, out, packages, ...staged });
  staged.icons = await drawIcons(join(root, 'src-renderer/public/icon.svg'), folder);
  return staged;
}

/** Writes a minimal package.json for Electron, without scripts and dependencies. */
async function writePackageJson(root: string, out: string, app: string): Promise<void> {
  const { name, version, description, license } = JSON.parse(
    await readFile(join(root, 'package.json'), 'utf8'),
  ) as Record<string, string>;
  // A build with another module type has a package.json of its own.
  const { type = 'module' } = await readFile(join(out, 'package.json'), 'utf8').then(
    (text) => ({ type: 'commonjs', ...(JSON.parse(text) as { type?: string }) }),
    () => ({ type: undefined }),
  );
  const main = 'out/main/index.js';
  await mkdir(app, { recursive: true });
  await writeFile(
    join(app, 'package.json'),
    `${JSON.stringify({ name, version, description, license, author: 'The authors of DNI Workbench', type, main }, null, 2)}\n`,
  );
}
