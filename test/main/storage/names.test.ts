import { describe, expect, it } from 'vitest';
import { safeName, slug, uniqueSlug } from '#storage/names';

describe('names', () => {
  it('are converted to ids', () => {
    expect(slug('MNIST, 3 layers, cDNI')).toBe('mnist-3-layers-cdni');
    expect(slug('  Größe²  ')).toBe('gro-e2');
    expect(slug('訓練')).toBe('untitled');
    expect(uniqueSlug('A', new Set())).toBe('a');
    expect(uniqueSlug('A', new Set(['a', 'a-2']))).toBe('a-3');
  });

  it.each(['../x', '..', '.hidden', 'a/b', 'a\\b', '', 'a\0b', '/etc/passwd'])(
    'are not valid ids: %j',
    (id) => {
      expect(() => safeName(id, 'run')).toThrow('is not the id of a run');
    },
  );

  it('are valid ids as the program makes them', () => {
    expect(safeName('20261123-163300-mnist-cdni-1', 'run')).toBe('20261123-163300-mnist-cdni-1');
  });
});
