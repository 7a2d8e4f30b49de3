import { describe, expect, it } from 'vitest';
import { MenuTyping } from '../../../src-renderer/ui/menu-typing';

const labels = ['MNIST, DNI', 'Recall, BPTT', 'Recall, DNI', 'Recall, none'];

/** The items that have the focus after each key, from the first one on; null where a key types nothing. */
function typeKeys(keys: readonly string[], every = 100): (number | null)[] {
  const typing = new MenuTyping();
  let current = 0;
  return keys.map((key, index) => {
    const found = typing.find(key, index * every, labels, current);
    if (found !== null && found >= 0) current = found;
    return found;
  });
}

describe('typing in a menu', () => {
  it('finds an item by the beginning of its label, in which a space is a letter', () => {
    expect(typeKeys([...'recall, d'])).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 2]);
    expect(typeKeys([...'recall, n']).at(-1)).toBe(3);
    expect(typeKeys([...'recall, x']).at(-1)).toBe(-1);
  });

  it('leaves a space that follows no letter to the item, also after a pause', () => {
    expect(typeKeys([' '])).toEqual([null]);
    expect(typeKeys(['r', ' '], 1500)).toEqual([1, null]);
    expect(typeKeys(['r', 'ArrowDown', ' '])).toEqual([1, null, null]);
  });

  it('goes through the items of a letter that is typed again', () =>
    expect(typeKeys(['r', 'r', 'r', 'r', 'm'], 1500)).toEqual([1, 2, 3, 1, 0]));

  it('goes through them also without a pause', () =>
    expect(typeKeys(['r', 'r', 'r'])).toEqual([1, 2, 3]));
});
