import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorCode, fileError } from '#files/file-errors';
import { WorkbenchError } from '#spec/errors';
import { temporaryFolder } from './helpers';

const withCode = (code: unknown): Error =>
  Object.assign(new Error('what the system says'), { code });

describe('errorCode', () => {
  it('is the code of a system error, and empty for everything else', async () => {
    const missing = join(await temporaryFolder(), 'none');
    expect(errorCode(await readFile(missing).catch((error: unknown) => error))).toBe('ENOENT');
    for (const other of [new Error('x'), withCode(3), null, undefined, 'ENOENT'])
      expect(errorCode(other)).toBe('');
  });
});

describe('fileError', () => {
  it.each([
    ['ENOSPC', 'no space is left on the disk (ENOSPC)'],
    ['EACCES', 'permission is denied (EACCES)'],
    ['ENOENT', 'what the system says'],
  ])('gives the reason of %s', (code, reason) => {
    expect(fileError('written', '/a/b', withCode(code))).toMatchObject({
      kind: 'unavailable',
      message: `'/a/b' cannot be written: ${reason}.`,
    });
  });

  it('returns a WorkbenchError unchanged', () => {
    const error = new WorkbenchError('conflict', 'There are two.');
    expect(fileError('read', '/a', error)).toBe(error);
  });
});
