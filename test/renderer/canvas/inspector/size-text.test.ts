import { expect, it } from 'vitest';
import {
  besideModule,
  shareText,
  sizeFacts,
} from '../../../../src-renderer/canvas/inspector/size-text';

it('writes parameters exactly and multiply-adds roughly', () => {
  expect(sizeFacts({ parameters: 270346, multiplyAdds: 269322 })).toEqual([
    { name: 'Parameters', value: '270,346' },
    { name: 'Multiply-adds', value: '269 k an example' },
  ]);
});

it.each([
  [68352, 203008, '34 %'],
  [1, 300, '0.33 %'],
  [1, 100000, '< 0.1 %'],
  [0, 5, '0 %'],
  [5, 5, '100 %'],
  [103, 100, '100 %'],
  [271, 200, '1.4 ×'],
])('writes %d of %d as %s', (part, whole, text) => {
  expect(shareText(part, whole)).toBe(text);
});

it('says nothing of a share of nothing', () => {
  expect(shareText(5, 0)).toBeNull();
  const some = { parameters: 5, multiplyAdds: 5 };
  expect(besideModule(some, { parameters: 0, multiplyAdds: 0 })).toBe('');
  expect(besideModule(some, undefined)).toBe('');
});

it('puts an interface beside its module', () => {
  const module = { parameters: 1000, multiplyAdds: 2000 };
  expect(besideModule({ parameters: 250, multiplyAdds: 100 }, module)).toBe(
    "25 % of its module's parameters, 5 % of its multiply-adds.",
  );
  expect(besideModule({ parameters: 250, multiplyAdds: 500 }, module)).toBe(
    "25 % of its module's parameters and multiply-adds.",
  );
});
