import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { WorkbenchEvent } from '#api/events';
import type { CorpusState } from '#api/types';
import { serveFiles, textCorpus, type FileServer } from '../data/fetch-server';
import { scratch } from '../data/helpers';
import { openScene, type Scene } from './scene';

const tale = Buffer.from('abcdefghijkl');
const scenes: Scene[] = [];
afterEach(async () => {
  for (const opened of scenes.splice(0)) await opened.close();
});

interface Stage extends Scene {
  server: FileServer;
  projectId: string;
  downloads: string;
  state(): Promise<CorpusState>;
}

/** A service that knows one corpus, from a server on this machine. */
async function stage(): Promise<Stage> {
  const server = await serveFiles({ '/tale.txt': tale });
  const downloads = join(await scratch(), 'downloads');
  const scene = await openScene({
    corpora: { corpora: [textCorpus(server.base, tale)], downloads },
  });
  scenes.push(scene);
  const project = await scene.call('projects.current', {});
  const projectId = project?.id ?? '';
  return {
    ...scene,
    server,
    projectId,
    downloads,
    state: async () => {
      const [listed] = await scene.call('corpora.list', { projectId });
      if (!listed) throw new Error('There is no corpus.');
      return listed.state;
    },
  };
}

const ended = (event: WorkbenchEvent): boolean =>
  event.event === 'corpus.changed' && event.payload.state.progress === null;

describe('known corpora', () => {
  it('are listed, and nothing is fetched unasked', async () => {
    const { call, projectId, server } = await stage();
    const [listed] = await call('corpora.list', { projectId });
    expect(listed?.corpus).toMatchObject({
      id: 'tale',
      name: 'Tale',
      licence: 'none',
      terms: 'None.',
    });
    expect(listed?.state).toEqual({
      corpusId: 'tale',
      imported: false,
      kept: 0,
      progress: null,
      failure: null,
    });
    expect(server.asked).toEqual([]);
  });

  it('are those of the program where no others are given', async () => {
    const scene = await openScene();
    scenes.push(scene);
    const projectId = (await scene.call('projects.current', {}))?.id ?? '';
    const listed = await scene.call('corpora.list', { projectId });
    expect(listed.map(({ corpus }) => corpus.id)).toContain('penn-treebank');
  });

  it('become data sets of the project, with progress on the way', async () => {
    const { call, projectId, heard, events, state } = await stage();
    const begun = await call('corpora.fetch', { projectId, corpusId: 'tale' });
    expect(begun).toMatchObject({ imported: false, progress: { bytes: 0, totalBytes: 12 } });
    await heard(ended);
    expect(await state()).toMatchObject({ imported: true, progress: null, failure: null, kept: 0 });
    expect((await call('datasets.list', { projectId })).map(({ id }) => id)).toEqual(['tale']);
    const stages = events.flatMap(({ event, payload }) =>
      event === 'corpus.changed' ? [payload.state.progress?.stage] : [],
    );
    expect(stages).toContain('importing');
    expect(events).toContainEqual({
      event: 'project.changed',
      payload: { projectId, what: 'datasets' },
    });
    await expect(call('corpora.fetch', { projectId, corpusId: 'tale' })).rejects.toMatchObject({
      kind: 'conflict',
    });
  });

  it('can be cancelled, gone on with, or forgotten', async () => {
    const { call, projectId, heard, server, state, downloads } = await stage();
    const stalled = { bytes: tale, etag: '"one"', stallAfter: 5 };
    server.files.set('/tale.txt', stalled);
    const fetch = { projectId, corpusId: 'tale' };
    const untilStalled = async (): Promise<void> => {
      await call('corpora.fetch', fetch);
      await expect.poll(async () => (await state()).kept).toBe(5);
    };
    await untilStalled();
    await expect(call('corpora.fetch', fetch)).rejects.toThrow(/is being fetched already/);
    await expect(call('corpora.forget', fetch)).rejects.toThrow(/Cancel that first/);
    await call('corpora.cancel', fetch);
    expect(await state()).toMatchObject({ kept: 5, progress: null, failure: null });
    await call('corpora.forget', fetch);
    expect(await state()).toMatchObject({ kept: 0 });
    expect(await readdir(downloads)).toEqual([]);

    await untilStalled();
    await call('corpora.cancel', fetch);
    server.files.set('/tale.txt', { bytes: tale, etag: '"one"' });
    server.asked.length = 0;
    await call('corpora.fetch', fetch);
    await heard(({ event, payload }) => event === 'corpus.changed' && payload.state.imported);
    expect(server.asked).toEqual(['/tale.txt bytes=5-']);
  });

  it('say why they could not be had, until they are tried again', async () => {
    const { call, projectId, heard, server, state } = await stage();
    server.files.delete('/tale.txt');
    await call('corpora.fetch', { projectId, corpusId: 'tale' });
    await heard(
      ({ event, payload }) => event === 'corpus.changed' && payload.state.failure !== null,
    );
    expect((await state()).failure).toMatch(/is no longer at .*HTTP 404/);
    server.files.set('/tale.txt', { bytes: tale });
    const begun = await call('corpora.fetch', { projectId, corpusId: 'tale' });
    expect(begun.failure).toBeNull();
    await heard(({ event, payload }) => event === 'corpus.changed' && payload.state.imported);
  });

  it('end with the service', async () => {
    const { call, projectId, server, service, state } = await stage();
    server.files.set('/tale.txt', { bytes: tale, stallAfter: 5 });
    await call('corpora.fetch', { projectId, corpusId: 'tale' });
    await expect.poll(async () => (await state()).kept).toBe(5);
    await service.close();
    expect(await state()).toMatchObject({ progress: null, kept: 5 });
  });

  it('that nobody knows are refused', async () => {
    const { call, projectId } = await stage();
    await expect(call('corpora.fetch', { projectId, corpusId: 'none' })).rejects.toMatchObject({
      kind: 'notFound',
    });
  });
});
