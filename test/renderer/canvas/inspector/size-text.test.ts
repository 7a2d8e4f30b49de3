import { expect, it } from 'vitest';
import {
  compareWithModule,
  formatShare,
  listSizeFacts,
} from '../../../../src-renderer/canvas/inspector/size-text';

it('shows exact parameters and rounded multiply-adds', () => {
  expect(listSizeFacts({ parameters: 270346, multiplyAdds: 269322 })).toEqual([
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
])('formats %d of %d as %s', (part, whole, text) => {
  expect(formatShare(part, whole)).toBe(text);
});

it('gives no share of an empty or unknown module', () => {
  expect(formatShare(5, 0)).toBeNull();
  const count = { parameters: 5, multiplyAdds: 5 };
  expect(compareWithModule(count, { parameters: 0, multiplyAdds: 0 })).toBe('');
  expect(compareWithModule(count, undefined)).toBe('');
});

it('compares the size of an interface with its module', () => {
  const module = { parameters: 1000, multiplyAdds: 2000 };
  expect(compareWithModule({ parameters: 250, multiplyAdds: 100 }, module)).toBe(
    "25 % of its module's parameters, 5 % of its multiply-adds.",
  );
  expect(compareWithModule({ parameters: 250, multiplyAdds: 500 }, module)).toBe(
    "25 % of its module's parameters and multiply-adds.",
  );
});
