import { createServer, get as httpGet } from 'node:http';
import { get as httpsGet } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { downloadError } from '../../../.config/package/download-errors';

const of = { what: 'Electron', remedy: 'name one with --electron-dist' };

/** What got throws for an address, the library with which electron-builder downloads. */
function failedDownload(url: string): Promise<unknown> {
  return new Promise((resolve) => {
    const fail = (error: Error, more: object = {}): void =>
      resolve(Object.assign(error, { options: { url: new URL(url) }, ...more }));
    const send = url.startsWith('https:') ? httpsGet : httpGet;
    send(url, ({ statusCode }) =>
      fail(new Error(`Response code ${statusCode}`), {
        ...{ code: 'ERR_NON_2XX_3XX_RESPONSE', response: { statusCode } },
      }),
    ).on('error', fail);
  });
}

/** An address where a server answers with 404, or where none is. */
async function serve(isThere: boolean): Promise<{ url: string; close: () => void }> {
  const server = createServer((_, response) => response.writeHead(404).end());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/electron.zip`;
  if (!isThere) await new Promise((done) => server.close(done));
  return { url, close: () => void server.close() };
}

describe('a download of electron-builder that fails', () => {
  it('for want of a network: says what, from where, and what to do', async () => {
    // RFC 2606: there is no such name, with a network or without.
    const error = await failedDownload('https://electron.invalid/electron.zip');
    expect(downloadError(error, of)).toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(
        /^Electron cannot be downloaded: electron\.invalid cannot be reached \(its host name .*\)\. Connect to the network and try again, or name one with --electron-dist\.$/,
      ) as string,
    });
  });

  it('for want of a server', async () => {
    const { url } = await serve(false);
    expect(downloadError(await failedDownload(url), of)?.message).toBe(
      `Electron cannot be downloaded: ${new URL(url).host} cannot be reached (it refuses connections). Connect to the network and try again, or name one with --electron-dist.`,
    );
  });

  it('because the server has no such file', async () => {
    const { url, close } = await serve(true);
    expect(downloadError(await failedDownload(url), of)?.message).toContain(
      'does not give it (HTTP 404)',
    );
    close();
  });

  it('is found as the cause of another error, and as one of several', async () => {
    const { url } = await serve(false);
    const error = await failedDownload(url);
    const wrapped = new Error('Cannot pack', { cause: error });
    expect(downloadError(wrapped, of)?.message).toContain('it refuses connections');
    const several = new AggregateError([new Error('Cannot pack'), error]);
    expect(downloadError(several, of)?.message).toContain('it refuses connections');
  });

  it('is no other error', () => {
    expect(downloadError(new TypeError('undefined is not a function'), of)).toBeNull();
    expect(downloadError(Object.assign(new Error(), { code: 'ENOENT' }), of)).toBeNull();
    expect(downloadError('a string', of)).toBeNull();
  });
});
