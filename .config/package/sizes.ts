/** What a package weighs, by part. */
import { join } from 'node:path';
import { folderBytes } from '#tensorflow/runtime/cache';
import type { Stage } from './stage';

/** Lines for people; `folder` is the unpacked package made of `stage`. */
export async function describeSizes(folder: string, stage: Stage): Promise<string[]> {
  const parts: [string, number][] = [
    ['TensorFlow', stage.runtime ? await folderBytes(stage.runtime) : 0],
    ['Own code, with what is bundled in it', await folderBytes(join(stage.app, 'out'))],
    ['Dependencies that bring native code', await folderBytes(join(stage.app, 'node_modules'))],
    ['Templates and MNIST', await folderBytes(join(stage.app, 'resources'))],
    ['Licences', await folderBytes(stage.licences)],
  ];
  const total = await folderBytes(folder);
  const ours = parts.reduce((sum, [, bytes]) => sum + bytes, 0);
  parts.unshift(['Electron', total - ours]);
  parts.push(['In all', total]);
  return parts.map(
    ([what, bytes]) => `${what.padEnd(38)} ${(bytes / 1e6).toFixed(1).padStart(7)} MB`,
  );
}
