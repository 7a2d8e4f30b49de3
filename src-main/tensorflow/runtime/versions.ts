/** The versions of TensorFlow and tfjs-node-gpu that are tested together. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

/** Later versions also work, but they are larger and not faster. */
export const TENSORFLOW_VERSION = '2.18.1';

/**
 * The version of what this program adds to the binding of tfjs-node-gpu. An earlier one still works, and is built anew
 * where there is a compiler.
 */
export const BINDING_VERSION = 3;

/** The folder and version of the tfjs-node-gpu package. Does not load the package. */
export function findTfjsPackage(): { folder: string; version: string } {
  const file = createRequire(import.meta.url).resolve('@tensorflow/tfjs-node-gpu/package.json');
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return { folder: dirname(file), version };
}
