/** Lays out, in one folder, everything of ours that a package holds. */
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { collectLicences } from './licences';
import { copyNativePackages } from './native-packages';
import { stageRuntime } from './runtime';

export interface Stage {
  /** The program: what goes into app.asar. */
  app: string;
  /** The TensorFlow runtime; null where there is none for this platform. */
  runtime: string | null;
  licences: string;
  icon: string;
}

/**
 * Fills `folder`, whose former content is deleted. `root` is the repository, `out` the built program.
 * Throws WorkbenchError where the runtime cannot be had.
 */
export async function stage(root: string, out: string, folder: string): Promise<Stage> {
  const staged: Stage = {
    app: join(folder, 'app'),
    runtime: join(folder, 'runtime'),
    licences: join(folder, 'licences'),
    icon: join(folder, 'icon.png'),
  };
  await rm(folder, { recursive: true, force: true });
  for (const part of ['main', 'preload', 'renderer'])
    await cp(join(out, part), join(staged.app, 'out', part), {
      recursive: true,
      filter: (path) => !path.endsWith('licenses.json') && !path.endsWith('.map'),
    });
  for (const part of ['templates', 'datasets'])
    await cp(join(root, 'resources', part), join(staged.app, 'resources', part), {
      recursive: true,
    });
  await writePackageJson(root, out, staged.app);
  const packages = await copyNativePackages(root, staged.app);
  staged.runtime = await stageRuntime(join(folder, 'runtime'));
  await collectLicences({ root, out, packages, ...staged });
  await sharp(join(root, 'src-renderer/public/icon.svg'), { density: 1200 })
    .resize(512, 512)
    .png()
    .toFile(staged.icon);
  return staged;
}

/** Only what Electron and the program's name need: no scripts, and no packages to be looked for. */
async function writePackageJson(root: string, out: string, app: string): Promise<void> {
  const { name, version, description, license } = JSON.parse(
    await readFile(join(root, 'package.json'), 'utf8'),
  ) as Record<string, string>;
  // A build of another kind says so in a package.json beside it.
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
