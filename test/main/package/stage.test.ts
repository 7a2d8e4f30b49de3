import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { packedResources } from '../../../.config/package/stage';

it('packs every folder of the program resources', () => {
  const folders = readdirSync(new URL('../../../resources', import.meta.url));
  expect([...packedResources].sort()).toEqual(folders.sort());
});
