import { describe, expect, it } from 'vitest';
import { listDifferingFiles } from '#spec/data-files';

const file = (name: string, sha256: string) => ({ name, sha256 });

describe('listDifferingFiles', () => {
  it('lists files that changed, are gone or are new, in any order of the same ones', () => {
    const before = [file('a', '1'), file('b', '2'), file('c', '3')];
    expect(listDifferingFiles(before, before.toReversed())).toEqual([]);
    expect(listDifferingFiles(before, [file('d', '4'), file('b', '5'), file('a', '1')])).toEqual([
      { name: 'b', before: '2', now: '5' },
      { name: 'c', before: '3', now: undefined },
      { name: 'd', before: undefined, now: '4' },
    ]);
  });
});
