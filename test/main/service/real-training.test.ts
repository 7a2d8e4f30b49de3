import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodeCurves } from '#api/curve-codec';
import { forkLauncher } from '#training/fork-port';
import { openServiceFixture, type ServiceFixture } from './service-fixture';

const worker = new URL('../../../src-main/training/worker.ts', import.meta.url);

let scene: ServiceFixture;
beforeAll(async () => {
  scene = await openServiceFixture({ launchWorker: forkLauncher(worker) });
});
afterAll(() => scene.close());

it('trains a model of the sample project and returns its curves', async () => {
  const { call, waitForEvent } = scene;
  const projectId = (await call('projects.current', {}))?.id ?? '';
  const { spec } = await call('models.get', { projectId, modelId: 'spirals-cdni' });
  const request = { projectId, spec, modelId: 'spirals-cdni', steps: 40, seed: 3 };
  const { id: runId } = await call('runs.start', request);
  await waitForEvent(
    ({ event, payload }) =>
      event === 'run.changed' && ['finished', 'failed'].includes(payload.run.status),
  );

  const run = await call('runs.get', { projectId, runId });
  expect(run).toMatchObject({ status: 'finished', failure: null, step: 40, seed: 3 });
  expect(Object.keys(run.metrics)).toEqual(expect.arrayContaining(['train/loss', 'test/error']));
  const [loss] = decodeCurves(
    await call('runs.curves', {
      projectId,
      lines: [{ key: runId, runIds: [runId] }],
      metrics: [{ metric: 'train/loss' }],
    }),
  );
  expect(loss?.x.at(-1)).toBe(40);
  expect([...(loss?.y ?? [NaN])].every(Number.isFinite)).toBe(true);
  const steps = (await call('runs.checkpoints', { projectId, runId })).map(({ step }) => step);
  expect(steps[0]).toBe(0);
  expect(steps.at(-1)).toBe(40);
});
