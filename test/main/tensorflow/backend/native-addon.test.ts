import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadNativeBackend } from '#tensorflow/backend/native-addon';
import { tf } from '#tensorflow/backend/tf';
import { BINDING_FILE } from '#tensorflow/runtime/cache';
import { findInstallation } from '#tensorflow/runtime/find-installation';

const installation = await findInstallation('cpu');
const isPreGypRestored = (): boolean =>
  'Run' in (createRequire(import.meta.url)('@mapbox/node-pre-gyp') as object);

it('throws the error of the linker if there is no binding, and restores node-pre-gyp', () => {
  expect(() => loadNativeBackend('/nowhere/tfjs_binding.node')).toThrow(
    '/nowhere/tfjs_binding.node',
  );
  expect(isPreGypRestored()).toBe(true);
});

it.skipIf(!installation)('loads the binding at its path, also after a load that failed', () => {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';
  const binding = loadNativeBackend(join(installation?.folder ?? '', BINDING_FILE));
  expect(binding.TF_Version).toBe(installation?.record.tensorflow);
  expect(binding.isUsingGpuDevice()).toBe(false);
  expect(tf.getBackend()).toBe('tensorflow');
  expect(isPreGypRestored()).toBe(true);
});
