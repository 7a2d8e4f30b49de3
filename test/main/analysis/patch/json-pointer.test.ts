import { expect, it } from 'vitest';
import { findPlace, keysOf } from '#analysis/patch/json-pointer';

it('reads the keys of a pointer, with its two escapes', () => {
  expect(keysOf('/a~1b/m~0n/~01//0')).toEqual(['a/b', 'm~n', '~1', '', '0']);
});

it('finds a place in lists and objects, also one that is free', () => {
  const root = { list: [{ a: 1 }] };
  expect(findPlace(root, '/list/0/a')).toEqual({
    holder: { a: 1 },
    key: 'a',
    exists: true,
    value: 1,
  });
  expect(findPlace(root, '/list/0/b')).toMatchObject({ key: 'b', exists: false });
  expect(findPlace(root, '/list/1')).toMatchObject({ key: '1', exists: false });
  expect(findPlace(root, '/list/-')).toMatchObject({ key: '-', exists: false });
});

it('does not take inherited properties for settings', () => {
  expect(findPlace({}, '/toString')).toMatchObject({ exists: false, value: undefined });
  expect(findPlace([], '/length')).toBe("names 'length', which is no number of a list item");
});
