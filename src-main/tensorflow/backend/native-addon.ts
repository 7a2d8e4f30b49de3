/** Loads tfjs-node-gpu together with the native binding at a given path. */
import Module, { createRequire } from 'node:module';
import { constants } from 'node:os';
import util from 'node:util';
import { Worker } from 'node:worker_threads';

/** The properties of the native binding that the loader checks. Its functions are in ./node-backend. */
export interface NativeBinding {
  TF_Version: string;
  isUsingGpuDevice(): boolean;
}

/**
 * Registers the `tensorflow` backend of tfjs and makes it the current one.
 *
 * tfjs-node-gpu asks node-pre-gyp for the path of its binding, and the answer is always a folder inside
 * node_modules. This program keeps the binding in the user's cache, where all checkouts share it and
 * `npm ci` does not delete it. While the package loads, a stub that answers with that path stands in for
 * node-pre-gyp in the cache of `require`. This works in every Node version and in Electron, and changes
 * neither node_modules nor the internals of Node.
 *
 * Throws the error of the dynamic linker or of the binding if it does not load.
 */
export function loadNativeBackend(bindingFile: string): NativeBinding {
  // Node 23 removed this function, which tfjs-node still calls.
  const legacyUtil = util as { isNullOrUndefined?: (value: unknown) => boolean };
  legacyUtil.isNullOrUndefined ??= (value) => value === null || value === undefined;

  const requireInPackage = requireOfPackage();
  const preGypPath = requireInPackage.resolve('@mapbox/node-pre-gyp');
  const originalModule = requireInPackage.cache[preGypPath];
  const stub = new Module(preGypPath);
  stub.filename = preGypPath;
  stub.loaded = true;
  stub.exports = { find: () => bindingFile };
  requireInPackage.cache[preGypPath] = stub;
  try {
    requireInPackage('./dist/index.js');
    return requireInPackage(bindingFile) as NativeBinding;
  } catch (error) {
    // Otherwise the next `require` would return the incomplete exports of the half-loaded package.
    Reflect.deleteProperty(requireInPackage.cache, requireInPackage.resolve('./dist/index.js'));
    throw error;
  } finally {
    if (originalModule) requireInPackage.cache[preGypPath] = originalModule;
    else Reflect.deleteProperty(requireInPackage.cache, preGypPath);
  }
}

/** Loads the modules of tfjs-node-gpu that need no binding: most of the time that `loadNativeBackend` takes in JavaScript. */
export function preloadKernels(): void {
  requireOfPackage()('./dist/register_all_kernels.js');
}

/** `RTLD_NODELETE` by platform, which Node does not name: the library stays when it is closed. */
const keepLoaded: Partial<Record<NodeJS.Platform, number>> = { linux: 0x1000, darwin: 0x80 };

/**
 * Loads a library ahead of the addon that needs it, which then loads at once, in a thread of its own. Resolves when that
 * has ended, also where it was impossible: the addon tells what is wrong. Does nothing in Electron.
 */
export async function preloadLibrary(file: string): Promise<void> {
  const flag = keepLoaded[process.platform];
  // In Electron's processes the thread does not end.
  if (flag === undefined || process.versions.electron !== undefined) return;
  const workerData = { file, flags: constants.dlopen.RTLD_LAZY | flag };
  await new Promise<void>((resolve) => {
    const thread = new Worker(openLibrary, { eval: true, workerData });
    // Node finds that the library is no addon: the thread ends with that error, and the library stays.
    thread.on('error', () => resolve());
    thread.on('exit', () => resolve());
  });
}

const openLibrary = `
  const { file, flags } = require('node:worker_threads').workerData;
  process.dlopen({ exports: {} }, file, flags);
`;

function requireOfPackage(): NodeJS.Require {
  const requireHere = createRequire(import.meta.url);
  return createRequire(requireHere.resolve('@tensorflow/tfjs-node-gpu/package.json'));
}
