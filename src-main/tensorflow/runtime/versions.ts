/** The releases that were seen to work together. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

/** Later ones work too, but are bigger and no faster. */
export const TENSORFLOW_VERSION = '2.18.1';

/** The folder and version of the tfjs-node-gpu package, found without loading it. */
export function tfjsPackage(): { folder: string; version: string } {
  const file = createRequire(import.meta.url).resolve('@tensorflow/tfjs-node-gpu/package.json');
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return { folder: dirname(file), version };
}
