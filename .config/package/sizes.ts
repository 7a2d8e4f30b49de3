/** The size of a package by part. */
import { join } from 'node:path';
import { folderBytes } from '#tensorflow/runtime/cache';
import { builtParts, type StagedPackage } from './stage';

/** Formats one line per part. `folder`: the unpacked package built from `stage`. */
export async function describeSizes(folder: string, stage: StagedPackage): Promise<string[]> {
  const parts: [string, number][] = [
    ['TensorFlow', stage.runtime ? await folderBytes(stage.runtime) : 0],
    [
      'Own code, with what is bundled in it',
      await sumBytes(builtParts.map((part) => join(stage.app, 'out', part))),
    ],
    ['The same for the nodes of clusters', await folderBytes(join(stage.app, 'out', 'node'))],
    ['Dependencies that bring native code', await folderBytes(join(stage.app, 'node_modules'))],
    [
      'Templates and MNIST',
      await sumBytes(['templates', 'datasets'].map((name) => join(stage.app, 'resources', name))),
    ],
    ['Help pages', await folderBytes(join(stage.app, 'resources/help'))],
    ['Licences', await folderBytes(stage.licences)],
  ];
  const total = await folderBytes(folder);
  const own = parts.reduce((sum, [, bytes]) => sum + bytes, 0);
  parts.unshift(['Electron', total - own]);
  parts.push(['In all', total]);
  return parts.map(
    ([part, bytes]) => `${part.padEnd(38)} ${(bytes / 1e6).toFixed(1).padStart(7)} MB`,
  );
}

async function sumBytes(folders: readonly string[]): Promise<number> {
  const bytes = await Promise.all(folders.map(folderBytes));
  return bytes.reduce((sum, one) => sum + one, 0);
}
