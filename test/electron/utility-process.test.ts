/** How a utility process of Electron ends, against what the program makes of its exit code. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseExitCode } from '../../src-main/app/utility-port';
import { Home } from '../e2e/workbench';
import { openWorkbench, type OpenWorkbench } from './workbench';

// The test itself runs in Node; Electron runs beside it.
vi.mock('electron', () => ({ utilityProcess: {} }));

const home = new Home();
let workbench: OpenWorkbench;

beforeAll(async () => {
  workbench = await openWorkbench(home);
});
afterAll(async () => {
  await workbench?.app.close();
  await home.remove();
});

/**
 * Runs a script in a utility process. Resolves to its exit code once its stderr contains these words,
 * which may be after the exit.
 */
async function runScript(script: string, words = ''): Promise<number> {
  const file = join(mkdtempSync(join(home.folder, 'child-')), 'child.cjs');
  writeFileSync(file, script);
  return workbench.app.evaluate(
    ({ utilityProcess }, given) =>
      new Promise((resolve) => {
        const child = utilityProcess.fork(given.file, [], { stdio: ['ignore', 'ignore', 'pipe'] });
        let stderr = '';
        let code: number | undefined;
        const check = (): void => {
          if (code !== undefined && stderr.includes(given.words)) resolve(code);
        };
        child.stderr?.on('data', (text) => {
          stderr += String(text);
          check();
        });
        child.once('exit', (status) => {
          code = status;
          check();
        });
      }),
    { file, words },
  );
}

const signals = ['SIGKILL', 'SIGTERM', 'SIGSEGV', 'SIGILL', 'SIGBUS', 'SIGFPE', 'SIGTRAP'];

describe('a utility process', () => {
  it.concurrent.each([
    ['ends by itself', 'process.exit(0)', 0],
    ['gives up', 'process.exit(1)', 1],
    ['throws', 'throw new Error("thrown")', 1],
  ])('that %s leaves its status', async (_, script, code) => {
    expect(parseExitCode(await runScript(script))).toEqual({ code, signal: null });
  });

  // Electron 22 reports one in ten of these ends as status 0.
  it.concurrent.each([
    ['SIGABRT', 'process.abort()'],
    ...signals.map((signal) => [
      signal,
      `process.kill(process.pid, '${signal}'); setInterval(() => {}, 1000)`,
    ]),
  ] as [string, string][])('that %s ends is recognized', { retry: 4 }, async (signal, script) => {
    expect(parseExitCode(await runScript(script))).toEqual({ code: null, signal });
  });

  // Electron 22 loses some of what is written just before the end.
  it('that aborts leaves its stderr', { timeout: 10_000, retry: 4 }, async () => {
    await runScript('console.error("the last words"); process.abort()', 'the last words');
  });
});
