import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { encodeSafetensors } from '#engine/run/safetensors';
import { writeWeights } from '#exchange/write-weights';
import { createRun, runDirectory } from '#storage/runs';
import { newProject, spirals } from '../storage/helpers';

it('writes the weights of a checkpoint where it is told to, and replaces nothing unasked', async () => {
  const project = await newProject();
  const run = await createRun(project, { name: 'x', modelId: null, spec: spirals() });
  const folder = join(runDirectory(project, run.id), 'checkpoints', '20');
  const kernel = { name: 'a/kernel', shape: [2], values: Float32Array.of(1, 2) };
  const weights = encodeSafetensors([kernel], { step: '20' });
  const sum = createHash('sha256').update(weights).digest('hex');
  await mkdir(folder);
  await writeFile(join(folder, 'weights.safetensors'), weights);
  await writeFile(join(folder, 'state.json'), '{}');
  await writeFile(join(folder, 'SHA256SUMS'), `${sum}  weights.safetensors\n`);
  const exports = join(project.directory, 'exports');
  await mkdir(exports);
  const request = { runId: run.id, step: 20, format: 'safetensors', overwrite: false } as const;
  const path = join(exports, 'mine.safetensors');
  expect(await writeWeights(project, { ...request, path })).toEqual({
    path,
    bytes: weights.length,
  });
  expect(await readFile(path)).toEqual(Buffer.from(weights));
  await expect(writeWeights(project, { ...request, path })).rejects.toMatchObject({
    kind: 'conflict',
    details: { reason: 'exists' },
  });
  await writeWeights(project, { ...request, path, format: 'npz', overwrite: true });
  expect((await readFile(path)).includes('a/kernel.npy')).toBe(true);
  await expect(
    writeWeights(project, { ...request, path: join(exports, 'other'), step: 21 }),
  ).rejects.toMatchObject({ kind: 'notFound' });
});
