import { describe, expect, it } from 'vitest';
import { PathGrants } from '#service/path-grants';

describe('granted paths', () => {
  it('are saved without duplicates, newest first', async () => {
    let chosen: string[] = [];
    const grants = new PathGrants({ chosen: () => chosen, save: (paths) => (chosen = paths) });
    for (let n = 0; n < 250; n += 1) await grants.add(`/data/${n}`);
    await grants.add('/data/100');
    expect(chosen).toHaveLength(200);
    expect(chosen.slice(0, 2)).toEqual(['/data/100', '/data/249']);
    const later = new PathGrants({ chosen: () => chosen, save: () => undefined });
    expect(later.paths).toEqual(chosen);
  });
});
