import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { nodeBackend } from '#tensorflow/backend/node-backend';
import { encodeSavedModel } from '#tensorflow/graph/saved-model';
import { encodeConfigWithoutGrappler, SESSION_CONFIG_FILE } from '#tensorflow/graph/session-config';
import { findInstallation } from '#tensorflow/runtime/find-installation';
import { loadTensorFlow } from '#tensorflow/runtime/load-tensorflow';
import { isOutdated } from '#tensorflow/runtime/update-binding';

it('turns Grappler off', () => {
  // ConfigProto.graph_options (10) > GraphOptions.rewrite_options (10) > disable_meta_optimizer (19): true
  const expected = [0x52, 5, 0x52, 3, 0x98, 0x01, 1];
  expect([...encodeConfigWithoutGrappler()]).toEqual(expected);
});

it('is read by the binding where it lies beside a graph', async (context) => {
  const installation = await findInstallation('cpu');
  // Without a compiler the binding of an earlier version stays.
  if (!installation || isOutdated(installation)) context.skip();
  await loadTensorFlow({ device: 'cpu', allowFallback: false });
  const folder = await mkdtemp(join(tmpdir(), 'graph-'));
  const load = (): number => nodeBackend()?.binding.loadSavedModel(folder, 'serve') ?? 0;
  try {
    await writeFile(join(folder, 'saved_model.pb'), encodeSavedModel([], 'serve'));
    nodeBackend()?.binding.deleteSavedModel(load());
    await writeFile(join(folder, SESSION_CONFIG_FILE), encodeConfigWithoutGrappler());
    nodeBackend()?.binding.deleteSavedModel(load());
    await writeFile(join(folder, SESSION_CONFIG_FILE), 'no configuration');
    expect(load).toThrow('Unparseable ConfigProto');
  } finally {
    await rm(folder, { recursive: true });
  }
});
