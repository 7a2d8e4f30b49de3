import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeFailureLog } from '#service/failure-logs';
import { ProgramLog } from '#service/program-log';
import { createRun, runDirectory } from '#storage/runs';
import { appendLog } from '#storage/log';
import { spirals } from '../storage/spirals';
import { openServiceFixture, type ServiceFixture } from './service-fixture';

const window = { userAgent: 'X', appearance: {}, shownErrors: ['It failed.'], ownErrors: [] };

let folder: string;
let fixture: ServiceFixture;
let examinations = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dni-report-'));
  examinations = 0;
  const log = new ProgramLog(join(folder, 'program.log'));
  log.write('error', `The window at ${folder}/private.csv has crashed.`);
  await writeFailureLog(new Error(`No export in ${folder}/private.ts`), join(folder, 'logs'));
  fixture = await openServiceFixture({
    log,
    failureLogs: join(folder, 'logs'),
    compute: {
      hardware: () => {
        examinations += 1;
        return Promise.resolve({
          ...{ processor: 'P', cores: 2, memoryBytes: 1e9, driver: null, gpus: [] },
        } as never);
      },
      selfTest: () => Promise.resolve({ ok: false, reason: 'not here' } as never),
    },
  });
});
afterEach(async () => {
  await fixture.close();
  await rm(folder, { recursive: true });
});

it('prepares what it then writes, as a file or as bytes, until another is prepared', async () => {
  const { reportId, files } = await fixture.call('problemReport.prepare', { window });
  const names = files.map(({ name }) => name);
  expect(names).toEqual([
    ...['README.md', 'versions.txt', 'settings.json', 'program.log', 'failures.log', 'window.txt'],
  ]);
  expect(files.find(({ name }) => name === 'window.txt')?.text).toContain('- It failed.');
  const failures = files.find(({ name }) => name === 'failures.log')?.text;
  expect(failures).toContain('Error: No export in ');
  expect(failures).not.toContain('private');
  expect(files.find(({ name }) => name === 'program.log')?.text).not.toContain('private');
  const path = join(folder, 'report.zip');
  await fixture.call('problemReport.save', { reportId, path });
  const bytes = await fixture.call('problemReport.read', { reportId });
  const text = Buffer.from(bytes).toString('latin1');
  for (const name of names) expect(text).toContain(`problem-report/${name}`);
  expect((await readFile(path)).length).toBe(bytes.length);
  await fixture.call('problemReport.prepare', { window });
  await expect(fixture.call('problemReport.read', { reportId })).rejects.toMatchObject({
    kind: 'notFound',
  });
});

it('adds the runs that were chosen, without another look at the computer', async () => {
  await fixture.call('problemReport.prepare', { window });
  const project = fixture.view.workspace.project(fixture.view.workspace.current?.id ?? '');
  const run = await createRun(project, { name: 'r', modelId: null, spec: spirals() });
  const directory = runDirectory(project, run.id);
  await appendLog(directory, { time: '', level: 'error', message: `No ${directory}/x.npy` });
  const { files } = await fixture.call('problemReport.prepareWithRuns', {
    ...{ window, projectId: project.id, runIds: [run.id] },
  });
  const log = files.find(({ name }) => name === 'runs/1/log.jsonl');
  expect(log?.text).toContain('No <project>');
  expect(files.map(({ name }) => name)).toContain('runs/1/run.json');
  expect(examinations).toBe(1);
});
