/** What a package weighs, by part. */
import { join } from 'node:path';
import { sizeOf } from '#tensorflow/runtime/cache';
import type { Stage } from './stage';

/** Lines for people; `folder` is the unpacked package made of `stage`. */
export async function describeSizes(folder: string, stage: Stage): Promise<string[]> {
  const parts: [string, number][] = [
    ['TensorFlow', stage.runtime ? await sizeOf(stage.runtime) : 0],
    ['Own code, with what is bundled in it', await sizeOf(join(stage.app, 'out'))],
    ['Dependencies that bring native code', await sizeOf(join(stage.app, 'node_modules'))],
    ['Templates and MNIST', await sizeOf(join(stage.app, 'resources'))],
    ['Licences', await sizeOf(stage.licences)],
  ];
  const total = await sizeOf(folder);
  const ours = parts.reduce((sum, [, bytes]) => sum + bytes, 0);
  parts.unshift(['Electron', total - ours]);
  parts.push(['In all', total]);
  return parts.map(
    ([what, bytes]) => `${what.padEnd(38)} ${(bytes / 1e6).toFixed(1).padStart(7)} MB`,
  );
}
