import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeSafetensors } from '#engine/run/safetensors';
import { exportWeights } from '#storage/export-weights';
import type { ProjectFolder } from '#storage/projects';
import { createRun, runDirectory } from '#storage/runs';
import { newProject, spirals } from './helpers';

const kernel = { name: 'a/kernel', shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) };
const bias = { name: 'a/bias', shape: [2], values: Float32Array.of(5, 6) };

/** A run with a checkpoint of these steps. */
async function newRun(project: ProjectFolder, steps: readonly number[]): Promise<string> {
  const { id } = await createRun(project, { name: 'x', modelId: null, spec: spirals() });
  for (const step of steps) {
    const folder = join(runDirectory(project, id), 'checkpoints', String(step));
    const weights = encodeSafetensors([kernel, bias], { step: String(step) });
    const sum = createHash('sha256').update(weights).digest('hex');
    await mkdir(folder);
    await writeFile(join(folder, 'weights.safetensors'), weights);
    await writeFile(join(folder, 'state.json'), '{}');
    await writeFile(join(folder, 'SHA256SUMS'), `${sum}  weights.safetensors\n`);
  }
  return id;
}

describe('exportWeights', () => {
  it('writes the weights of a checkpoint as they are, and keeps earlier exports', async () => {
    const project = await newProject();
    const id = await newRun(project, [10, 20]);
    const path = await exportWeights(project, id, { format: 'safetensors' });
    expect(path).toBe(join(project.directory, 'exports', `${id}-step-20.safetensors`));
    const folder = join(runDirectory(project, id), 'checkpoints/20');
    expect(await readFile(path)).toEqual(await readFile(join(folder, 'weights.safetensors')));
    const again = await exportWeights(project, id, { step: 20, format: 'npz' });
    expect(again).toBe(join(project.directory, 'exports', `${id}-step-20-2.npz`));
    const bytes = await readFile(again);
    for (const { name, values } of [kernel, bias]) {
      expect(bytes.includes(`${name}.npy`)).toBe(true);
      expect(bytes.includes(Buffer.from(values.buffer))).toBe(true);
    }
  });

  it('refuses runs that are missing and checkpoints that are missing or damaged', async () => {
    const project = await newProject();
    const id = await newRun(project, [10]);
    const at = (step?: number) => exportWeights(project, id, { step, format: 'npz' });
    await expect(at(20)).rejects.toMatchObject({ kind: 'notFound' });
    const file = join(runDirectory(project, id), 'checkpoints/10/weights.safetensors');
    const bytes = await readFile(file);
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    await writeFile(file, bytes);
    await expect(at()).rejects.toMatchObject({ kind: 'validation' });
    await expect(exportWeights(project, 'nope', { format: 'npz' })).rejects.toMatchObject({
      kind: 'notFound',
      message: expect.not.stringContaining('checkpoint') as string,
    });
    const empty = await newRun(project, []);
    await expect(exportWeights(project, empty, { format: 'safetensors' })).rejects.toThrow(
      'no checkpoint yet',
    );
  });
});
