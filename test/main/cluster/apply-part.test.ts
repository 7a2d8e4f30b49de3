import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { applyPart } from '#cluster/apply-part';
import type { PartChange } from '#cluster/parts';
import type { TrainedRun } from '#spec/run';
import type { ProjectFolder } from '#storage/projects';
import { createRun, readTrainedRun, runDirectory, writeRun } from '#storage/runs';
import { newProject, spirals } from '../storage/helpers';

let project: ProjectFolder;
let run: TrainedRun;
let directory: string;

beforeEach(async () => {
  project = await newProject();
  const job = { id: 'job-1', place: 'Cluster' };
  run = await createRun(project, { name: 'Far away', modelId: null, spec: spirals(), job });
  directory = runDirectory(project, run.id);
});

const apply = (...changes: PartChange[]) =>
  applyPart({ project, jobId: 'job-1', runIds: [run.id] }, changes);
const path = (name: string) => `${run.id}/${name}`;
const replace = (name: string, text: string): PartChange => ({
  kind: 'replace',
  path: path(name),
  bytes: Buffer.from(text),
});
const append = (name: string, offset: number, text: string): PartChange => ({
  kind: 'append',
  path: path(name),
  offset,
  bytes: Buffer.from(text),
});
const mark = (kind: 'complete' | 'remove', name: string): PartChange => ({
  kind,
  path: path(name),
});
const read = (name: string) => readFile(join(directory, name), 'utf8');
const sendRun = (fields: object) =>
  apply(replace('run.json', JSON.stringify({ ...run, ...fields })));

describe('applyPart', () => {
  it('appends to files, and cuts them where they were cut there', async () => {
    await apply(append('log.jsonl', 0, 'abc'), append('log.jsonl', 3, 'def'));
    expect(await read('log.jsonl')).toBe('abcdef');
    await apply(append('log.jsonl', 2, 'x'));
    expect(await read('log.jsonl')).toBe('abx');
    await apply(replace('log.jsonl', 'new'));
    expect(await read('log.jsonl')).toBe('new');
  });

  it('gives the same files when parts are applied again, after a crash before the job was saved', async () => {
    const parts = [
      [append('metrics/0.f64', 0, 'abc'), append('metrics/0.f64', 3, 'def')],
      [append('metrics/0.f64', 6, 'ghi'), replace('metrics.json', '{}')],
    ];
    for (const part of [...parts, ...parts, parts[1] ?? []]) await apply(...part);
    expect(await read('metrics/0.f64')).toBe('abcdefghi');
  });

  it('keeps what came later when a part is applied again: a checkpoint that is here may cover it', async () => {
    const parts = [append('metrics/0.f64', 0, 'abc'), append('metrics/0.f64', 3, 'def')];
    await apply(...parts);
    await apply(parts[0] as PartChange);
    expect(await read('metrics/0.f64')).toBe('abcdef');
  });

  it('cuts a file that is replaced in pieces at its new end, and no earlier than what differs', async () => {
    await apply(append('metrics/0.f64', 0, 'abcdef'));
    await apply(append('metrics/0.f64', 0, 'ab'));
    expect(await read('metrics/0.f64')).toBe('abcdef');
    await apply(append('metrics/0.f64', 2, 'cd'), append('metrics/0.f64', 4, ''));
    expect(await read('metrics/0.f64')).toBe('abcd');
  });

  it('shows a checkpoint when it is whole', async () => {
    await apply(
      replace('checkpoints/20/state.json', '{}'),
      replace('checkpoints/20/weights', 'ab'),
    );
    expect(await readdir(join(directory, 'checkpoints'))).toEqual(['20.partial']);
    await apply(append('checkpoints/20/weights', 2, 'cd'), mark('complete', 'checkpoints/20'));
    expect(await readdir(join(directory, 'checkpoints'))).toEqual(['20']);
    expect(await read('checkpoints/20/weights')).toBe('abcd');
  });

  it('applies the last part of a checkpoint again, also where the next one has removed it', async () => {
    const last = [append('checkpoints/20/weights', 2, 'cd'), mark('complete', 'checkpoints/20')];
    await apply(
      replace('checkpoints/20/state.json', '{}'),
      replace('checkpoints/20/weights', 'ab'),
    );
    await apply(...last);
    await apply(...last);
    expect(await read('checkpoints/20/weights')).toBe('abcd');
    expect(await readdir(join(directory, 'checkpoints'))).toEqual(['20']);
    await apply(mark('remove', 'checkpoints/20'));
    await apply(mark('remove', 'checkpoints/20'));
    expect(await readdir(join(directory, 'checkpoints'))).toEqual([]);
  });

  it('completes no checkpoint that has no state', async () => {
    await expect(apply(mark('complete', 'checkpoints/20'))).rejects.toMatchObject({
      kind: 'validation',
      message:
        'The job has sent no whole checkpoint of step 20: it is not used. Stop the job, and resume its runs.',
    });
  });

  it.each([
    [0, 'no file'],
    [2, 'a file of 2 bytes'],
  ])('refuses a gap: %i bytes are there', async (size) => {
    if (size > 0) await writeFile(join(directory, 'log.jsonl'), 'ab');
    await expect(apply(append('log.jsonl', 3, 'x'))).rejects.toMatchObject({
      kind: 'validation',
      message: `'${join(directory, 'log.jsonl')}' has ${size} bytes, where what comes next begins at 3: it was changed by hand. Put it back, or delete the run and start it again.`,
    });
    expect(await readdir(directory)).toHaveLength(size > 0 ? 4 : 3);
  });

  it('takes the training of a run from there, and leaves what is of the user', async () => {
    const fields = { status: 'running', step: 7, seconds: 1.5, parameters: 99, pid: 12 };
    const foreign = {
      ...{ name: 'Other', notes: 'x', tags: ['x'], seed: 99, archived: true },
      job: { id: 'job-2', place: 'X' },
    };
    const [updated] = await sendRun({ ...fields, ...foreign });
    expect(updated?.run).toEqual({ ...run, ...fields, pid: null });
    expect(await readTrainedRun(project, run.id, 'be tested')).toMatchObject({
      ...fields,
      ...{ pid: null, name: 'Far away', notes: '', tags: [], job: run.job },
    });
  });

  it('says what has come of a run', async () => {
    const alert = { kind: 'noProgress', step: 5, time: run.created, message: 'It stands still.' };
    const entry = { time: run.created, level: 'info', message: 'Started.' };
    await sendRun({ status: 'running', step: 5, alerts: [alert] });
    const later = { ...alert, step: 9 };
    const changed = await apply(
      append('log.jsonl', 0, `${JSON.stringify(entry)}\n`),
      replace('checkpoints/20/state.json', '{}'),
      mark('complete', 'checkpoints/20'),
      replace('run.json', JSON.stringify({ ...run, step: 20, alerts: [alert, later] })),
    );
    expect(changed).toMatchObject([
      { run: { step: 20 }, log: [entry], checkpoints: [20], alerts: [later] },
    ]);
  });

  it('drops what comes for a run that another job trains now, or this computer', async () => {
    const state = { status: 'failed' as const, step: 3 };
    for (const job of [{ id: 'job-2', place: 'Cluster' }, undefined]) {
      await writeRun(project, { ...run, job });
      expect(await sendRun(state)).toEqual([]);
      expect(await apply(append('log.jsonl', 0, 'abc'))).toEqual([]);
      expect(await readTrainedRun(project, run.id, 'be tested')).toMatchObject({
        status: 'queued',
      });
    }
    expect(await readdir(directory)).not.toContain('log.jsonl');
  });

  it('drops what comes for a run that was deleted by hand', async () => {
    await rm(directory, { recursive: true });
    expect(await apply(append('log.jsonl', 0, 'abc'), append('log.jsonl', 3, 'def'))).toEqual([]);
    await expect(readdir(directory)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it.each([
    ['no JSON', '{"version"'],
    ['of no run', '{}'],
    ['of a newer version', '{"version": 99}'],
    ['null', 'null'],
  ])('refuses the state of a run that is %s, in one sentence', async (_, text) => {
    const error = await apply(replace('run.json', text)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      kind: 'validation',
      message: expect.stringContaining(
        `What the job has sent as the state of the run '${run.id}' cannot be used: `,
      ) as string,
    });
    expect((error as Error).message).not.toContain('\n');
    expect(await readTrainedRun(project, run.id, 'be tested')).toEqual(run);
  });

  it('refuses the state of another run', async () => {
    await expect(sendRun({ id: 'other' })).rejects.toThrow('it names another run.');
  });

  it('refuses files of runs that are not of the job, after what came before', async () => {
    await mkdir(join(project.directory, 'runs', 'other'));
    const foreign: PartChange = {
      kind: 'replace',
      path: 'other/log.jsonl',
      bytes: Buffer.from('x'),
    };
    await expect(apply(foreign)).rejects.toMatchObject({
      kind: 'validation',
      message:
        "The job has sent 'other/log.jsonl', which is no file of a run of it: nothing more of it is used. Stop the job, and start its runs again.",
    });
    expect(await readdir(join(project.directory, 'runs', 'other'))).toEqual([]);
  });
});
