import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { initialPictureStyle } from '#spec/model-picture';
import type { ProjectFolder } from '#storage/projects';
import { spirals } from '../storage/spirals';
import { openServiceFixture, type ServiceFixture } from './service-fixture';

let fixture: ServiceFixture;
let project: ProjectFolder;
beforeEach(async () => {
  fixture = await openServiceFixture();
  const { current } = fixture.view.workspace;
  if (!current) throw new Error('no project');
  project = current;
});
afterEach(() => fixture.close());

it('What is written is what the preview showed', async () => {
  const model = { projectId: project.id, spec: spirals(), style: initialPictureStyle };
  for (const format of ['svg', 'json', 'summary', 'latex'] as const) {
    const path = join(project.directory, 'exports', `model.${format}`);
    const preview = await fixture.call('exports.previewModel', { ...model, format });
    const place = { exportId: 'one', path, dotsPerInch: 96 };
    const exported = await fixture.call('exports.model', { ...model, ...place, format });
    expect(exported).toMatchObject({ path, content: "The model 'Spirals, cDNI'", notes: [] });
    expect(await readFile(path, 'utf8')).toBe(preview.text);
    expect(exported.bytes).toBe(Buffer.byteLength(preview.text));
  }
});

it('A file that is there stays until the user says otherwise', async () => {
  const request = {
    ...{ projectId: project.id, spec: spirals(), style: initialPictureStyle, exportId: 'one' },
    ...{ format: 'json' as const, dotsPerInch: 96 },
    path: join(project.directory, 'exports', 'model.json'),
  };
  await fixture.call('exports.model', request);
  await expect(fixture.call('exports.model', request)).rejects.toMatchObject({
    kind: 'conflict',
    details: { reason: 'exists' },
  });
  await fixture.call('exports.model', { ...request, overwrite: true });
});
