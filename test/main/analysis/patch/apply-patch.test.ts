import { describe, expect, it } from 'vitest';
import { applySpecPatch } from '#analysis/patch/apply-patch';

const value = { training: { batch: 256, rates: [1, 2] }, 'a/b': { 'm~n': 1 } };
const apply = (...operations: object[]): unknown => applySpecPatch(value, operations, 'The patch');

describe('a patch that applies', () => {
  it('does its operations one after the other', () => {
    expect(
      apply(
        { op: 'test', path: '/training/batch', value: 256 },
        { op: 'replace', path: '/training/batch', value: 64 },
        { op: 'add', path: '/training/rates/1', value: 9 },
        { op: 'add', path: '/training/rates/-', value: 3 },
        { op: 'move', from: '/training/batch', path: '/training/size' },
        { op: 'copy', from: '/training/rates', path: '/rates' },
        { op: 'remove', path: '/training/rates/0' },
        { op: 'remove', path: '/a~1b/m~0n' },
      ),
    ).toEqual({ training: { rates: [9, 2, 3], size: 64 }, rates: [1, 9, 2, 3], 'a/b': {} });
  });

  it('takes null for a value', () => {
    expect(apply({ op: 'replace', path: '/training', value: null })).toMatchObject({
      training: null,
    });
  });
});

describe('a patch that does not apply', () => {
  it.each([
    [{ op: 'replace', path: '/training/size', value: 1 }, "names 'size', which is not there"],
    [{ op: 'remove', path: '/training/rates/2' }, 'names item 2 of a list of 2'],
    [{ op: 'add', path: '/training/rates/3', value: 1 }, 'adds item 3 to a list of 2'],
    [
      { op: 'add', path: '/training/rates/one', value: 1 },
      "names 'one', which is no number of a list item",
    ],
    [
      { op: 'add', path: '/training/batch/of', value: 1 },
      "leads through '/training/batch', where no object or list is",
    ],
    [
      { op: 'add', path: '/model/nodes/a', value: 1 },
      "leads through '/model', where no object or list is",
    ],
    [
      { op: 'add', path: '/training/__proto__', value: 1 },
      "names '__proto__', which is no setting",
    ],
    [
      { op: 'replace', path: '/training/toString', value: 1 },
      "names 'toString', which is not there",
    ],
    [
      { op: 'add', path: '/constructor/prototype/x', value: 1 },
      "leads through '/constructor', where no object or list is",
    ],
    [
      { op: 'replace', path: '', value: 1 },
      'has no path: it begins with a slash, such as /training/batch',
    ],
    [{ op: 'move', from: '/training', path: '/training/inner' }, 'moves a value into itself'],
    [{ op: 'copy', from: '/nothing', path: '/x' }, "names 'nothing', which is not there"],
    [{ op: 'test', path: '/training/batch', value: 64 }, 'expects 64 there, but finds 256'],
  ])('%j says why', (operation, reason) => {
    const { op, path } = operation;
    expect(() => apply({ op: 'test', path: '/training/batch', value: 256 }, operation)).toThrow(
      `The patch does not apply: operation 2, ${op} '${path}', ${reason}. Make the patch anew from what is there now: the command \`diff\` does.`,
    );
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  it.each([
    [
      {},
      'The patch is no JSON Patch: {} is no list. A JSON Patch is a list of operations, such as [',
    ],
    [[3], 'The patch is no JSON Patch at operation 1: 3 is no operation. A'],
    [[{ path: '/a' }], "The patch is no JSON Patch at operation 1: 'op' is missing. A"],
    [
      [{ op: 'change', path: '/a' }],
      `The patch is no JSON Patch at operation 1: 'op' is "change", and has to be one of add, remove, replace, move, copy, test. A`,
    ],
    [
      [{ op: 'remove', path: 5 }],
      `The patch is no JSON Patch at operation 1: 'path' is 5, and has to be a text such as "/training/batch". A`,
    ],
    [
      [
        { op: 'remove', path: '/a' },
        { op: 'add', path: '/a' },
      ],
      "The patch is no JSON Patch at operation 2: 'value' is missing. A",
    ],
    [
      [{ op: 'move', path: '/a' }],
      "The patch is no JSON Patch at operation 1: 'from' is missing. A",
    ],
  ])('%j is none', (patch, message) => {
    expect(() => applySpecPatch(value, patch, 'The patch')).toThrow(message);
  });
});
