import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRun, runDirectory } from '#storage/runs';
import { describeShortage } from '#training/disk-watch';
import { newProject, spirals } from '../storage/helpers';

describe('the disk of a run', () => {
  it('is nearly full below 1 GB, or below what the run will still write', async () => {
    const project = await newProject();
    const created = await createRun(project, { name: 'x', modelId: null, spec: spirals() });
    const directory = runDirectory(project, created.id);
    const training = { ...created.spec.training, steps: 1000, checkpointEvery: 100 };
    const run = { ...created, step: 500, spec: { ...created.spec, training } };
    const shortage = (free: number | null) => describeShortage(directory, run, () => free);
    expect(await shortage(null)).toBeNull();
    expect(await shortage(1e9)).toBeNull();
    expect(await shortage(1e9 - 1)).toContain('less than 1 GB is free');
    // Five checkpoints of 3 GB would be too large for a test: 2 MB and curves of 1 MB so far are enough to be seen.
    await mkdir(join(directory, 'checkpoints/500'));
    await writeFile(join(directory, 'checkpoints/500/state.json'), 'x'.repeat(2e6));
    await writeFile(join(directory, 'metrics/0.f64'), 'x'.repeat(1e6));
    // 500 steps are left: 5 · 2 MB, and as much of curves again.
    expect(await shortage(11e6 - 1)).toContain('no room for all that the run will still write');
    expect(await shortage(11e6)).toContain('less than 1 GB is free');
  });
});
