/** Loads tfjs-node-gpu with the binding that we built, from wherever it lies. */
import Module, { createRequire } from 'node:module';
import util from 'node:util';

/** What of the native binding this program touches itself. */
export interface NativeBinding {
  TF_Version: string;
  isUsingGpuDevice(): boolean;
}

/**
 * Registers the `tensorflow` backend of tfjs and makes it the current one.
 *
 * tfjs-node-gpu asks node-pre-gyp where its binding is, and the answer is always a folder inside
 * node_modules. Ours lies in the user's cache, shared by all checkouts and not to be lost with
 * `npm ci`. So while the package loads, node-pre-gyp is replaced by one that knows the answer: an
 * entry in the cache of `require`, which works in every Node and in Electron and leaves both
 * node_modules and Node's internals alone.
 *
 * Throws what the dynamic linker or the binding said when it does not load.
 */
export function loadNativeBackend(bindingFile: string): NativeBinding {
  // Gone since Node 23, still called by tfjs-node.
  const legacy = util as { isNullOrUndefined?: (value: unknown) => boolean };
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;

  const here = createRequire(import.meta.url);
  const packageFile = here.resolve('@tensorflow/tfjs-node-gpu/package.json');
  const there = createRequire(packageFile);
  const finder = there.resolve('@mapbox/node-pre-gyp');
  const before = there.cache[finder];
  const stand = new Module(finder);
  stand.filename = finder;
  stand.loaded = true;
  stand.exports = { find: () => bindingFile };
  there.cache[finder] = stand;
  try {
    there('./dist/index.js');
    return there(bindingFile) as NativeBinding;
  } catch (error) {
    // A half-loaded package would answer the next require with its unfinished exports.
    Reflect.deleteProperty(there.cache, there.resolve('./dist/index.js'));
    throw error;
  } finally {
    if (before) there.cache[finder] = before;
    else Reflect.deleteProperty(there.cache, finder);
  }
}
