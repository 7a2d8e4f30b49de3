import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import * as backends from '#tensorflow/backend/node-backend';
import { enableXla, usesXla } from '#tensorflow/backend/xla';

it('enables XLA, with the PTX assembler of the runtime if it has one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'runtime-'));
  const withoutAssembler: NodeJS.ProcessEnv = {};
  enableXla(folder, withoutAssembler);
  expect(withoutAssembler).toEqual({ TF_XLA_FLAGS: '--tf_xla_auto_jit=2' });
  const assembler = join(folder, 'nvidia', 'cuda_nvcc');
  await mkdir(assembler, { recursive: true });
  const env: NodeJS.ProcessEnv = {};
  enableXla(folder, env);
  expect(env['XLA_FLAGS']).toBe(`--xla_gpu_cuda_data_dir=${assembler}`);
});

it('keeps the flags that the user has set', () => {
  const env: NodeJS.ProcessEnv = { TF_XLA_FLAGS: '--tf_xla_auto_jit=0', XLA_FLAGS: '--mine' };
  enableXla(tmpdir(), env);
  expect(env).toEqual({ TF_XLA_FLAGS: '--tf_xla_auto_jit=0', XLA_FLAGS: '--mine' });
});

it('is used if it is enabled and the device is a GPU', () => {
  const enabled = { TF_XLA_FLAGS: '--tf_xla_auto_jit=2' };
  expect(usesXla(enabled)).toBe(false);
  const gpu = { isUsingGpuDevice: true } as backends.NodeBackend;
  vi.spyOn(backends, 'nodeBackend').mockReturnValue(gpu);
  expect([enabled, { TF_XLA_FLAGS: '' }, {}].map(usesXla)).toEqual([true, false, false]);
  vi.restoreAllMocks();
});
