import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  errorCode,
  fileError,
  folderGoneError,
  isDiskFull,
  isFolderGone,
  placeError,
} from '#files/file-errors';
import { WorkbenchError } from '#spec/errors';
import { temporaryFolder } from './helpers';

const withCode = (code: unknown): Error =>
  Object.assign(new Error('what the system says'), { code });

/** An error in words. How much space is free may change between two of them. */
const withoutFreeSpace = (error: Error): string =>
  String(error).replace(/[\d.]+ [kM]B free/, 'SPACE free');

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
    ['EACCES', 'permission is denied (EACCES).'],
    [
      'EROFS',
      'the disk is read-only (EROFS). Make the disk writable, or copy the project to another one.',
    ],
    ['ENOENT', 'its folder takes no files.'],
  ])('gives the reason of %s', (code, reason) => {
    expect(fileError('written', '/a', withCode(code))).toMatchObject({
      kind: 'unavailable',
      message: `'/a' cannot be written: ${reason}`,
      details: { code, path: '/a' },
    });
  });

  it('asks for another place only where the one that is named takes no files', () => {
    for (const error of [withCode('EACCES'), fileError('written', '/a', withCode('EACCES'))])
      expect(placeError('/a', error)).toMatchObject({
        kind: 'validation',
        message: "'/a' cannot be written: permission is denied (EACCES). Choose another place.",
      });
    for (const error of [
      withCode('ENOSPC'),
      withCode('EIO'),
      new WorkbenchError('conflict', 'Not so.'),
    ])
      expect(withoutFreeSpace(placeError('/a', error))).toEqual(
        withoutFreeSpace(fileError('written', '/a', error)),
      );
    // Another program has taken the folder away meanwhile.
    expect(placeError('/none/b', withCode('ENOENT'))).toMatchObject({ kind: 'unavailable' });
  });

  it('names the outermost folder that is gone', () => {
    expect(fileError('written', '/none/b/c', withCode('ENOENT')).message).toBe(
      "'/none/b/c' cannot be written: the folder '/none' was renamed, moved or removed.",
    );
  });

  it.each([
    ['ENOSPC', 'no space is left on the disk'],
    ['EDQUOT', 'the disk quota is used up'],
  ])('says for %s how much was to be written, how much is free, and what to do', (code, reason) => {
    const { message } = fileError('written', '/none/b', withCode(code), 48_000_000);
    expect(message).toMatch(
      new RegExp(
        `^'/none/b' cannot be written: ${reason} \\(${code}\\), 48\\.0 MB to write and [\\d.]+ [kM]B free\\. Free some space, then go on\\.$`,
      ),
    );
    expect(fileError('written', '/none/b', withCode(code), 1).message).toContain(' 1 kB to write');
    expect(fileError('written', '/none/b', withCode(code)).message).toMatch(
      new RegExp(`\\(${code}\\), [\\d.]+ [kM]B free\\. Free`),
    );
  });

  it('returns a WorkbenchError unchanged', () => {
    const error = new WorkbenchError('conflict', 'There are two.');
    expect(fileError('read', '/a', error)).toBe(error);
  });
});

describe('the causes that a program can act on', () => {
  const asWritten = (code: string): Error => fileError('written', '/none/b', withCode(code));

  it('tells a full disk from other errors', () => {
    for (const code of ['ENOSPC', 'EDQUOT'])
      for (const error of [withCode(code), asWritten(code)]) expect(isDiskFull(error)).toBe(true);
    const others = [withCode('EIO'), asWritten('EROFS'), new WorkbenchError('internal', ''), null];
    for (const error of others) expect(isDiskFull(error)).toBe(false);
  });

  it('tells a folder that is gone from other errors', () => {
    const gone = [
      withCode('ENOENT'),
      asWritten('ENOENT'),
      folderGoneError('/a', 'while it was read'),
    ];
    for (const error of gone) expect(isFolderGone(error)).toBe(true);
    const others = [withCode('EIO'), asWritten('EROFS'), new WorkbenchError('notFound', ''), null];
    for (const error of others) expect(isFolderGone(error)).toBe(false);
  });
});
