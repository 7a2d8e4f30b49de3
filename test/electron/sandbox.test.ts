import { spawnSync } from 'node:child_process';
import { chownSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Home } from '../e2e/workbench';
import { startProgram } from './start-program';

const { DNI_TEST_PACKAGE: folder, DNI_TEST_ELECTRON = '' } = process.env;
const program = folder ? join(folder, 'dni-workbench') : DNI_TEST_ELECTRON;
/** Chromium has no sandbox for root, who becomes `nobody` here. */
const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined;
const home = new Home();
afterAll(() => home.remove());

const succeeds = (command: string, args: string[]): boolean =>
  spawnSync(command, args, user).status === 0;
/** The sandbox needs user namespaces, which some systems do not allow to users. */
const canTry = succeeds('unshare', ['--user', 'true']) && succeeds('test', ['-x', program]);
if (!canTry)
  console.log('The sandbox of the system is not tested: an ordinary user cannot use it here.');

function readStatus(pid: string): Record<string, string> {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Object.fromEntries(text.split('\n').map((line) => line.split(/:\s+/, 2)));
}

/** The processes that show a page, below a process. */
function listRenderers(root: number): string[] {
  const parents = new Map<string, string>();
  for (const name of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    try {
      parents.set(name, readStatus(name).PPid ?? '');
    } catch {
      // It has ended meanwhile.
    }
  const isBelow = (pid: string | undefined): boolean =>
    pid !== undefined && (pid === String(root) || isBelow(parents.get(pid)));
  return [...parents.keys()].filter(
    (pid) =>
      isBelow(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer'),
  );
}

describe.runIf(canTry)('the sandbox of the system', () => {
  it("holds the window's page, whose preload script works in it", async () => {
    if (user) chownSync(home.folder, user.uid, user.gid);
    const seen: unknown[] = [];
    const { paintedAt, output } = await startProgram(program, {
      home: home.folder,
      env: { HOME: home.folder },
      user,
      whileOpen: (pid) => {
        for (const renderer of listRenderers(pid)) {
          const { Seccomp, NoNewPrivs, CapEff } = readStatus(renderer);
          const isApart =
            readlinkSync(`/proc/${renderer}/ns/user`) !== readlinkSync('/proc/self/ns/user');
          seen.push({ Seccomp, NoNewPrivs, CapEff, isApart });
        }
      },
    });
    // Without the preload script, the page could not know its project and would draw nothing.
    expect(paintedAt, output).not.toBeNull();
    // Seccomp 2: its system calls are filtered.
    expect(seen).toEqual([
      { Seccomp: '2', NoNewPrivs: '1', CapEff: '0000000000000000', isApart: true },
    ]);
  });
});
