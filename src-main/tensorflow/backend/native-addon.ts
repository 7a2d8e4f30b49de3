/** Loads tfjs-node-gpu together with the native binding at a given path. */
import Module, { createRequire } from 'node:module';
import util from 'node:util';

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

  const requireHere = createRequire(import.meta.url);
  const packageFile = requireHere.resolve('@tensorflow/tfjs-node-gpu/package.json');
  const requireInPackage = createRequire(packageFile);
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
