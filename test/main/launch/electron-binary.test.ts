import { existsSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findElectron } from '../../../src-main/launch/electron-binary';

const print = vi.fn();
beforeEach(() => {
  vi.stubEnv('ELECTRON_EXEC_PATH', undefined);
  vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', undefined);
  vi.stubEnv('DISPLAY', ':1');
  vi.stubEnv('WAYLAND_DISPLAY', undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  print.mockClear();
});

const installed = existsSync(
  fileURLToPath(new URL('../../../node_modules/electron/dist', import.meta.url)),
);

describe.runIf(process.platform === 'linux')('findElectron', () => {
  it('requires a display', async () => {
    vi.stubEnv('DISPLAY', undefined);
    expect(await findElectron(print)).toEqual({
      reason: 'no display is connected (DISPLAY and WAYLAND_DISPLAY are not set)',
    });
  });

  it('rejects root', async () => {
    vi.spyOn(process, 'getuid').mockReturnValue(0);
    expect(await findElectron(print)).toEqual({
      reason: "Electron's sandbox refuses to run as root",
    });
  });

  it('uses the binary of the environment variables, or reports that it is missing', async () => {
    vi.spyOn(process, 'getuid').mockReturnValue(1000);
    vi.stubEnv('ELECTRON_EXEC_PATH', process.execPath);
    expect(await findElectron(print)).toEqual({ path: process.execPath });
    vi.stubEnv('ELECTRON_EXEC_PATH', undefined);
    vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', '/nowhere');
    expect(await findElectron(print)).toEqual({
      reason: "there is no Electron at '/nowhere/electron'",
    });
    expect(print).not.toHaveBeenCalled();
  });
});

describe.runIf(process.platform === 'linux' && !installed)('downloading Electron', () => {
  /** Runs `findElectron` with a local server as the download mirror. */
  async function fetchFrom(answer: RequestListener): Promise<unknown> {
    vi.spyOn(process, 'getuid').mockReturnValue(1000);
    const server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    vi.stubEnv('ELECTRON_MIRROR', `http://127.0.0.1:${port}/`);
    try {
      return await findElectron(print);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }
  const printed = (): string[] => print.mock.calls.flat() as string[];

  it('reports progress and rejects a file with a wrong checksum', async () => {
    const bytes = Buffer.alloc(2 ** 20);
    const result = await fetchFrom((_, response) =>
      response.writeHead(200, { 'Content-Length': bytes.length }).end(bytes),
    );
    expect(result).toMatchObject({ reason: expect.stringContaining('checksum') as string });
    expect(printed()[0]).toMatch(/^Fetching Electron \d+\.\d+\.\d+ …$/);
    expect(printed().at(-1)).toBe('Electron: 100 % of 1 MB');
  });

  it('returns the reason of a failed download as a clause', async () => {
    const result = await fetchFrom((_, response) => response.writeHead(404).end());
    expect(result).toMatchObject({
      reason: expect.stringMatching(/^Electron could not be fetched \(.*404.*\)$/) as string,
    });
  });
});
