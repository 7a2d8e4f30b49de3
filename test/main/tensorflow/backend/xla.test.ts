import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import * as backends from '#tensorflow/backend/node-backend';
import { askForXla, usesXla } from '#tensorflow/backend/xla';

it('asks for XLA, with the assembler of the runtime where it has one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'runtime-'));
  const bare: NodeJS.ProcessEnv = {};
  askForXla(folder, bare);
  expect(bare).toEqual({ TF_XLA_FLAGS: '--tf_xla_auto_jit=2' });
  const assembler = join(folder, 'nvidia', 'cuda_nvcc');
  await mkdir(assembler, { recursive: true });
  const env: NodeJS.ProcessEnv = {};
  askForXla(folder, env);
  expect(env['XLA_FLAGS']).toBe(`--xla_gpu_cuda_data_dir=${assembler}`);
});

it('leaves what the user has set', () => {
  const env: NodeJS.ProcessEnv = { TF_XLA_FLAGS: '--tf_xla_auto_jit=0', XLA_FLAGS: '--mine' };
  askForXla(tmpdir(), env);
  expect(env).toEqual({ TF_XLA_FLAGS: '--tf_xla_auto_jit=0', XLA_FLAGS: '--mine' });
});

it('is used where it was asked for and a GPU computes', () => {
  const asked = { TF_XLA_FLAGS: '--tf_xla_auto_jit=2' };
  expect(usesXla(asked)).toBe(false);
  const gpu = { isUsingGpuDevice: true } as backends.NodeBackend;
  vi.spyOn(backends, 'nodeBackend').mockReturnValue(gpu);
  expect([asked, { TF_XLA_FLAGS: '' }, {}].map(usesXla)).toEqual([true, false, false]);
  vi.restoreAllMocks();
});
