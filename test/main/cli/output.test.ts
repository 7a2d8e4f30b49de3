import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { print, printToStderr } from '../../../src-main/cli/output';
import { root } from './run-cli';

// A device of Linux that is always full.
it.runIf(existsSync('/dev/full'))('says that what is printed does not fit on the disk', () => {
  const full = openSync('/dev/full', 'w');
  const args = ['src-main/dni.js', 'templates'];
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', full, 'pipe'],
    encoding: 'utf8',
  });
  closeSync(full);
  expect(stderr).toBe(
    'error: What is printed cannot be written: no space is left on the disk (ENOSPC). Free some space, then go on.\n',
  );
  expect(status).toBe(1);
});

it('ends quietly where the reader of the output is gone', () => {
  const command = `"${process.execPath}" src-main/dni.js templates | true`;
  const { status, stderr } = spawnSync('bash', ['-o', 'pipefail', '-c', command], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

it.each([
  ['stdout', print],
  ['stderr', printToStderr],
] as const)('prints no control characters of names to %s', (stream, write) => {
  const written = vi.spyOn(process[stream], 'write').mockReturnValue(true);
  write('a\u001b[2Jb\u202ec\nd');
  expect(written.mock.calls).toEqual([['a\\u001b[2Jb\\u202ec\nd\n']]);
  written.mockRestore();
});
