import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { WorkbenchEvent } from '#api/events';
import type { CorpusState } from '#api/types';
import { serveFiles, textCorpus, type FileServer } from '../data/fetch-server';
import { scratch } from '../data/helpers';
import { openServiceFixture, type ServiceFixture } from './service-fixture';

const tale = Buffer.from('abcdefghijkl');
const fixtures: ServiceFixture[] = [];
afterEach(async () => {
  for (const opened of fixtures.splice(0)) await opened.close();
});

interface CorpusFixture extends ServiceFixture {
  server: FileServer;
  projectId: string;
  downloads: string;
  state(): Promise<CorpusState>;
}

/** A service with one corpus on a local server. */
async function openCorpusFixture(): Promise<CorpusFixture> {
  const server = await serveFiles({ '/tale.txt': tale });
  const downloads = join(await scratch(), 'downloads');
  const fixture = await openServiceFixture({
    corpora: { corpora: [textCorpus(server.base, tale)], downloads },
  });
  fixtures.push(fixture);
  const project = await fixture.call('projects.current', {});
  const projectId = project?.id ?? '';
  return {
    ...fixture,
    server,
    projectId,
    downloads,
    state: async () => {
      const [listed] = await fixture.call('corpora.list', { projectId });
      if (!listed) throw new Error('There is no corpus.');
      return listed.state;
    },
  };
}

const ended = (event: WorkbenchEvent): boolean =>
  event.event === 'corpus.changed' && event.payload.state.progress === null;

describe('known corpora', () => {
  it('are listed without any download', async () => {
    const { call, projectId, server } = await openCorpusFixture();
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
    expect(server.requests).toEqual([]);
  });

  it('are those of the program by default', async () => {
    const fixture = await openServiceFixture();
    fixtures.push(fixture);
    const projectId = (await fixture.call('projects.current', {}))?.id ?? '';
    const listed = await fixture.call('corpora.list', { projectId });
    expect(listed.map(({ corpus }) => corpus.id)).toContain('penn-treebank');
  });

  it('become data sets of the project, with progress events', async () => {
    const { call, projectId, waitForEvent, events, state } = await openCorpusFixture();
    const started = await call('corpora.fetch', { projectId, corpusId: 'tale' });
    expect(started).toMatchObject({ imported: false, progress: { bytes: 0, totalBytes: 12 } });
    await waitForEvent(ended);
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

  it('can be cancelled, continued or discarded', async () => {
    const { call, projectId, waitForEvent, server, state, downloads } = await openCorpusFixture();
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
    server.requests.length = 0;
    await call('corpora.fetch', fetch);
    await waitForEvent(
      ({ event, payload }) => event === 'corpus.changed' && payload.state.imported,
    );
    expect(server.requests).toEqual(['/tale.txt bytes=5-']);
  });

  it('report the last failure until the next attempt', async () => {
    const { call, projectId, waitForEvent, server, state } = await openCorpusFixture();
    server.files.delete('/tale.txt');
    await call('corpora.fetch', { projectId, corpusId: 'tale' });
    await waitForEvent(
      ({ event, payload }) => event === 'corpus.changed' && payload.state.failure !== null,
    );
    expect((await state()).failure).toMatch(/is no longer at .*HTTP 404/);
    server.files.set('/tale.txt', { bytes: tale });
    const started = await call('corpora.fetch', { projectId, corpusId: 'tale' });
    expect(started.failure).toBeNull();
    await waitForEvent(
      ({ event, payload }) => event === 'corpus.changed' && payload.state.imported,
    );
  });

  it('are cancelled when the service closes', async () => {
    const { call, projectId, server, service, state } = await openCorpusFixture();
    server.files.set('/tale.txt', { bytes: tale, stallAfter: 5 });
    await call('corpora.fetch', { projectId, corpusId: 'tale' });
    await expect.poll(async () => (await state()).kept).toBe(5);
    await service.close();
    expect(await state()).toMatchObject({ progress: null, kept: 5 });
  });

  it('are rejected if their id is unknown', async () => {
    const { call, projectId } = await openCorpusFixture();
    await expect(call('corpora.fetch', { projectId, corpusId: 'none' })).rejects.toMatchObject({
      kind: 'notFound',
    });
  });
});
