/**
 * The program sends a run to a cluster: what it brings there is all that a node with a plain Node needs. Slurm is a few
 * scripts that start a job at once on this machine; in the test of the package, where neither the sources nor the cache are.
 */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { CommandName } from '#api/commands';
import type { Project, SavedModel } from '#api/types';
import type { PlaceInput } from '#spec/place';
import { isEnded, type Run } from '#spec/run';
import { installationFolder } from '#tensorflow/runtime/find-installation';
import { Home } from '../e2e/workbench';
import { openWorkbench, type OpenWorkbench } from './workbench';

const home = new Home();
let workbench: OpenWorkbench;

const slurm = {
  sbatch: `for job; do :; done
cd "$job" && SLURM_JOB_ID=7 setsid bash batch.sh "$job" > output.txt 2>&1 < /dev/null &
echo 7`,
  squeue: 'echo "7|RUNNING|n1|N/A|N/A|N/A|None"',
  scancel: 'true',
};

beforeAll(async () => {
  const bin = join(home.folder, 'bin');
  mkdirSync(bin);
  for (const [name, script] of Object.entries(slurm)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  vi.stubEnv('PATH', `${bin}:${process.env.PATH}`);
  workbench = await openWorkbench(home);
});
afterAll(async () => {
  await workbench?.app.close();
  await home.remove();
});

/** Sends a command from the window, as its page does. */
async function ask<T>(command: CommandName, input: object = {}): Promise<T> {
  const call = `workbench.invoke('${command}', ${JSON.stringify(input)})`;
  const { result, error } = await workbench.page.evaluate<{ result: T; error?: unknown }>(call);
  expect(error).toBeUndefined();
  return result;
}

it('trains a run on a node that has nothing but Node', async () => {
  const { DNI_TEST_PACKAGE: packaged } = process.env;
  const place: PlaceInput = {
    ...{ kind: 'slurm', id: 'group', name: 'Group cluster', folder: join(home.folder, 'shared') },
    ...{ node: process.execPath, cores: 1 },
    runtime: packaged ? join(packaged, 'resources/runtime') : installationFolder('cpu'),
  };
  await ask('places.save', { place });
  const { id: projectId, directory } = await ask<Project>('projects.current');
  const { spec } = await ask<SavedModel>('models.get', { projectId, modelId: 'mnist-cdni' });
  const sent = { projectId, spec, modelId: null, steps: 5, place: 'group' };
  const { id } = await ask<Run>('runs.start', sent);
  const read = (): Run =>
    JSON.parse(readFileSync(join(directory, 'runs', id, 'run.json'), 'utf8')) as Run;
  await expect.poll(() => isEnded(read().status), { timeout: 60_000 }).toBe(true);
  expect(read()).toMatchObject({
    ...{ status: 'finished', failure: null, step: 5 },
    environment: { backend: 'tensorflow' },
  });
});
