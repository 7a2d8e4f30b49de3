import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Bridge } from '#api/client';
import { WorkbenchError } from '#spec/errors';
import { connect } from '../../src-renderer/client';

const curvesInput = { projectId: 'p', lines: [], metrics: [] };
const bytes = Uint8Array.from([0, 255, 1, 254]);

afterEach(() => vi.unstubAllGlobals());

/** A page of the loopback server that answers commands with `respond`. */
function onServer(respond: () => Response): void {
  vi.stubGlobal('window', { addEventListener: () => undefined });
  vi.stubGlobal('location', new URL('http://127.0.0.1:1/'));
  vi.stubGlobal('WebSocket', vi.fn());
  vi.stubGlobal('fetch', () => Promise.resolve(respond()));
}

const jsonResponse = (value: unknown): Response =>
  new Response(JSON.stringify(value), {
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
  });

describe('a command over HTTP', () => {
  it('returns bytes as they are, and everything else from its envelope', async () => {
    onServer(
      () => new Response(bytes, { headers: { 'Content-Type': 'application/octet-stream' } }),
    );
    expect(await connect().call('runs.curves', curvesInput)).toEqual(bytes);
    onServer(() => jsonResponse({ ok: true, result: [] }));
    expect(await connect().call('projects.recent', {})).toEqual([]);
  });

  it('throws the error of a command whose result would be bytes', async () => {
    onServer(() => jsonResponse({ ok: false, error: { kind: 'notFound', message: 'Gone.' } }));
    await expect(connect().call('runs.curves', curvesInput)).rejects.toEqual(
      new WorkbenchError('notFound', 'Gone.'),
    );
    onServer(() => new Response('<html>'));
    await expect(connect().call('runs.curves', curvesInput)).rejects.toThrow(/cannot read/);
  });
});

describe('a command over the bridge of Electron', () => {
  it('returns the bytes in its envelope, which a structured clone keeps', async () => {
    const bridge: Bridge = {
      locales: { numbers: '', dates: '' },
      invoke: () => Promise.resolve(structuredClone({ ok: true, result: bytes })),
      subscribe: () => () => undefined,
      dropped: () => Promise.resolve(null),
      scale: () => undefined,
    };
    vi.stubGlobal('window', { workbench: bridge });
    expect(await connect().call('runs.curves', curvesInput)).toEqual(bytes);
  });
});
