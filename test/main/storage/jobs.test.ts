import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Job } from '#spec/job';
import { placeSchema } from '#spec/place';
import {
  clearJobRequest,
  listJobs,
  lockJob,
  newJobId,
  readJob,
  readJobRequest,
  writeJob,
  writeJobRequest,
} from '#storage/jobs';
import type { ProjectFolder } from '#storage/projects';
import { newProject } from './helpers';

let project: ProjectFolder;
const place = placeSchema.parse({
  kind: 'ray',
  id: 'r',
  name: 'R',
  address: 'http://10.0.0.5:8265',
});
const jobOf = (id: string): Job => ({
  ...{ version: 1, id, place, runIds: ['run-1'], created: '2026-01-01T00:00:00.000Z' },
  ...{ status: 'waiting', failure: null, isToEnd: false, attempts: [] },
  together: false,
});

beforeEach(async () => {
  project = await newProject();
});

describe('newJobId', () => {
  it('sorts by time, and is never the same', () => {
    const ids = Array.from({ length: 100 }, () => newJobId(new Date('2026-02-03T04:05:06Z')));
    expect(new Set(ids).size).toBe(100);
    for (const id of ids) expect(id).toMatch(/^20260203-040506-[0-9a-f]{8}$/);
  });
});

describe('jobs of a project', () => {
  it('lists them by age, without locks and requests, and says which cannot be read', async () => {
    expect(await listJobs(project)).toEqual({ items: [], problems: [] });
    for (const id of ['b', 'a', 'c']) await writeJob(project, jobOf(id));
    await writeJobRequest(project, 'a', 'pause');
    const lock = await lockJob(project, 'a');
    const damaged = join(project.directory, 'jobs', 'c.json');
    await writeFile(damaged, '{"version": 1, "id": ');
    const { items, problems } = await listJobs(project);
    await lock?.release();
    expect(items).toEqual([jobOf('a'), jobOf('b')]);
    expect(problems).toMatchObject([{ path: damaged }]);
    expect(problems[0]?.message).not.toContain('\n');
    expect(await readFile(damaged, 'utf8')).toBe('{"version": 1, "id": ');
  });

  it('knows a job by its file, whatever the file says', async () => {
    await writeJob(project, jobOf('a'));
    await writeFile(
      join(project.directory, 'jobs', 'b.json'),
      JSON.stringify({ ...jobOf('a'), id: '../../project' }),
    );
    expect(await readJob(project, 'b')).toEqual(jobOf('b'));
  });

  it.each(['../project', 'a/b', '', '.', 'a\n'])('has no job of the id %j', async (id) => {
    const none = { kind: 'notFound' };
    await expect(readJob(project, id)).rejects.toMatchObject(none);
    await expect(writeJobRequest(project, id, 'stop')).rejects.toMatchObject(none);
    await expect(lockJob(project, id)).rejects.toMatchObject(none);
  });

  it('opens files of earlier versions, which told how many runs train at a time', async () => {
    await writeJob(project, { ...jobOf('a'), atOnce: 1 } as Job);
    expect(await readJob(project, 'a')).toEqual(jobOf('a'));
  });

  it('says that there is none', async () => {
    await expect(readJob(project, 'a')).rejects.toMatchObject({
      kind: 'notFound',
      message: "There is no job 'a' in this project.",
    });
  });

  it('gives a job to one program at a time', async () => {
    await writeJob(project, jobOf('a'));
    const lock = await lockJob(project, 'a');
    expect(await lockJob(project, 'a')).toBeNull();
    await lock?.release();
    const again = await lockJob(project, 'a');
    expect(again).not.toBeNull();
    await again?.release();
  });

  it('keeps the last request until it is handed over', async () => {
    await writeJob(project, jobOf('a'));
    expect(await readJobRequest(project, 'a')).toBeNull();
    await writeJobRequest(project, 'a', 'pause');
    await writeJobRequest(project, 'a', 'stop');
    await clearJobRequest(project, 'a', 'pause');
    expect(await readJobRequest(project, 'a')).toBe('stop');
    await clearJobRequest(project, 'a', 'stop');
    await clearJobRequest(project, 'a', 'stop');
    expect(await readJobRequest(project, 'a')).toBeNull();
  });

  it('has no request where its file is damaged', async () => {
    await mkdir(join(project.directory, 'jobs'));
    await writeFile(join(project.directory, 'jobs', '.a.request.json'), '{"request": "explode"}');
    expect(await readJobRequest(project, 'a')).toBeNull();
  });
});
