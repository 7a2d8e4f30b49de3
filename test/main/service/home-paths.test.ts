import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { withHomePaths } from '#service/home-paths';
import { openServiceFixture, type ServiceFixture } from './service-fixture';

let scene: ServiceFixture;
beforeEach(async () => {
  scene = await openServiceFixture();
  vi.stubEnv('HOME', scene.folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await scene.close();
});

it('leaves the rest of an input as it is', () => {
  const input = {
    projectId: '~',
    name: '~/notes',
    request: { format: 'csv', name: '~', file: '~/a.csv', testFile: '/b/~' },
  };
  expect(withHomePaths(input)).toEqual({
    ...input,
    request: { ...input.request, file: `${scene.folder}/a.csv` },
  });
  expect(withHomePaths({ path: '~', request: { paths: ['~', 'b/~', '~x'] } })).toEqual({
    path: scene.folder,
    request: { paths: [scene.folder, 'b/~', '~x'] },
  });
  const look = { runId: 'r', request: { kind: 'edge', edge: '~' } };
  expect(withHomePaths(look)).toEqual(look);
  expect(withHomePaths({ runId: 'r', from: 100 })).toEqual({ runId: 'r', from: 100 });
  expect(withHomePaths({})).toEqual({});
});

it('finds the files of an import, of a task and of an export in the home folder', async () => {
  const project = await scene.call('projects.create', { directory: '~/typed', name: 'Typed' });
  const projectId = project?.id ?? '';
  await writeFile(join(scene.folder, 'points.csv'), 'a,b\n1,2\n3,4\n');
  const preview = await scene.call('datasets.previewTable', {
    projectId,
    request: { format: 'csv', file: '~/points.csv' },
  });
  expect(preview.columns.map(({ name }) => name)).toEqual(['a', 'b']);
  await writeFile(join(scene.folder, 'words.txt'), 'to be or not to be '.repeat(40));
  const data = await scene.call('tasks.data', {
    projectId,
    task: { kind: 'text', train: '~/words.txt' },
  });
  expect(data.problem).toBeNull();
});
