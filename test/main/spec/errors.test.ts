import { describe, expect, it } from 'vitest';
import { isOfKind, WorkbenchError } from '#spec/errors';

describe('isOfKind', () => {
  it('knows errors that users see by their kind', () => {
    const missing = new WorkbenchError('notFound', 'There is no such run.');
    expect(isOfKind(missing, 'notFound')).toBe(true);
    expect(isOfKind(missing, 'conflict', 'notFound')).toBe(true);
    expect(isOfKind(missing, 'validation')).toBe(false);
    expect(isOfKind(missing)).toBe(false);
  });

  it('takes nothing else for one, whatever it has', () => {
    const other = Object.assign(new Error('There is no such file.'), { kind: 'notFound' });
    expect(isOfKind(other, 'notFound')).toBe(false);
    expect(isOfKind({ kind: 'notFound' }, 'notFound')).toBe(false);
    expect(isOfKind(undefined, 'notFound')).toBe(false);
  });
});
