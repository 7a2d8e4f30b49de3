import { describe, expect, it } from 'vitest';
import { LeftOut } from '#data/import/left-out';

describe('what of a folder of images is left out', () => {
  it('is said in one sentence for each reason, with the extensions from the most frequent on', () => {
    const leftOut = new LeftOut('/images');
    expect(leftOut.describe()).toEqual([]);
    leftOut.otherFiles.push('/images/cat/a.csv', '/images/cat/b.TXT', '/images/dog/c.txt');
    leftOut.brokenLinks.push('/images/dog/gone.png');
    leftOut.systemFiles = 1;
    expect(leftOut.describe()).toEqual([
      'Left out 3 files that are no images (2 .txt, 1 .csv): cat/a.csv, cat/b.TXT, dog/c.txt.',
      'Left out 1 link that leads nowhere: dog/gone.png.',
      'Left out 1 hidden file or folder of the system.',
    ]);
  });

  it('is told of one folder by the names within it', () => {
    const leftOut = new LeftOut('/images');
    leftOut.otherFiles.push('/images/cat/a.csv', '/images/cats/b.csv');
    leftOut.folders.push('/images/cat/more');
    expect(leftOut.within('/images/cat')).toEqual(['more', 'a.csv']);
  });
});
