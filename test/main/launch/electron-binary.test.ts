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
});

describe.runIf(process.platform === 'linux')('finding Electron', () => {
  it('needs a display', async () => {
    vi.stubEnv('DISPLAY', undefined);
    expect(await findElectron(print)).toEqual({
      reason: 'no display is connected (DISPLAY and WAYLAND_DISPLAY are not set)',
    });
  });

  it('does not run as root', async () => {
    vi.spyOn(process, 'getuid').mockReturnValue(0);
    expect(await findElectron(print)).toEqual({
      reason: "Electron's sandbox refuses to run as root",
    });
  });

  it('takes the binary that was named by hand, or says that it is not there', async () => {
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
