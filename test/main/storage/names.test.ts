import { describe, expect, it } from 'vitest';
import { parseTimeName, safeName, slug, timeName, uniqueName, uniqueSlug } from '#storage/names';

describe('names', () => {
  it('are converted to ids', () => {
    expect(slug('MNIST, 3 layers, cDNI')).toBe('mnist-3-layers-cdni');
    expect(slug('  Größe²  ')).toBe('gro-e2');
    expect(slug('訓練')).toBe('untitled');
    expect(uniqueSlug('A', new Set())).toBe('a');
    expect(uniqueSlug('A', new Set(['a', 'a-2']))).toBe('a-3');
  });

  it('get a number where they are taken, in upper or lower case, and stay valid', () => {
    expect(uniqueName('Spirals', [])).toBe('Spirals');
    expect(uniqueSlug('spirals', ['SPIRALS', 'Spirals-2'])).toBe('spirals-3');
    const long = 'x'.repeat(200);
    expect(safeName(uniqueName(long, [long]), 'model')).toBe(`${'x'.repeat(190)}-2`);
  });

  it('hold times, which sort as their names do', () => {
    const times = ['1999-12-31T23:59:59.999Z', '2026-11-28T22:49:50.126Z'];
    const names = times.map((time) => timeName(new Date(time)));
    expect(names).toEqual(['1999-12-31T23-59-59-999Z', '2026-11-28T22-49-50-126Z']);
    expect(names.map(parseTimeName)).toEqual(times);
    expect(safeName(names[0] ?? '', 'version')).toBe(names[0]);
    for (const other of ['', 'today', '2026-11-28T22:49:50.126Z', '2026-13-28T22-49-50-126Z'])
      expect(parseTimeName(other), other).toBeNull();
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
