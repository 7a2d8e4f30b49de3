import { describe, expect, it } from 'vitest';
import { WorkbenchError } from '#spec/errors';
import { describeDamaged, findDamagedFiles } from '../../../src-renderer/data/damaged-files';

const failWith = (details: unknown) => new WorkbenchError('validation', 'No.', details);

describe('findDamagedFiles', () => {
  it('lists what is wrong with each file that can be left out', () => {
    const files = ['cat/1.png: it is empty', 'dog/2.png: it ends early'];
    expect(findDamagedFiles(failWith({ files, choice: 'skipDamaged' }))).toEqual({
      files,
      count: 2,
    });
  });

  it('knows how many there are where not all are listed', () => {
    const details = { files: ['a: it is empty'], count: 5000, choice: 'skipDamaged' };
    expect(findDamagedFiles(failWith(details))?.count).toBe(5000);
  });

  it.each([
    new Error('No.'),
    'No.',
    failWith(undefined),
    failWith(null),
    failWith({ files: ['a'] }),
    failWith({ files: 'a', choice: 'skipDamaged' }),
  ])('finds none in another error: %s', (error) => {
    expect(findDamagedFiles(error)).toBeNull();
  });
});

describe('describeDamaged', () => {
  it('counts the files and says what can be done', () => {
    expect(describeDamaged({ files: ['a'], count: 1 })).toMatch(/^One file cannot be taken\. Mend/);
    expect(describeDamaged({ files: ['a'], count: 5000 })).toMatch(/^5,000 files cannot be taken/);
  });
});
