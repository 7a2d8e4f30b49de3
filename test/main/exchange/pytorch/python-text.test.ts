import { describe, expect, it } from 'vitest';
import { call, fillTemplate, text, tuple, withComment, wrap } from '#exchange/pytorch/python-text';

describe('Python text', () => {
  it('keeps the marked lines that hold', () => {
    const template = '\na\n%x b\n%!x c\n%x+!y     d\n%x+y e\n';
    expect(fillTemplate(template, { x: true, y: false })).toBe('a\nb\n    d');
    expect(fillTemplate(template, { x: false, y: true })).toBe('a\nc');
    expect(() => fillTemplate('%z a', {})).toThrow("no mark 'z'");
  });

  it('quotes strings', () => {
    expect(text('a->b')).toBe("'a->b'");
    expect(text("it's\n")).toBe('"it\'s\\n"');
    expect(text('\\')).toBe('"\\\\"');
  });

  it('breaks a call where it does not fit', () => {
    expect(call('f', ['1', 'b=2'])).toBe('f(1, b=2)');
    expect(call('f', ['x'.repeat(50), 'y'.repeat(50)])).toBe(
      `f(\n    ${'x'.repeat(50)},\n    ${'y'.repeat(50)},\n)`,
    );
    expect(call('f', ['1', 'b=2'], { indent: 84 })).toBe('f(\n    1,\n    b=2,\n)');
    expect(tuple([1])).toBe('(1,)');
  });

  it('puts a comment before code that leaves no room for it', () => {
    expect(withComment('a = 1', '[2]', 0)).toBe('a = 1  # [2]');
    expect(withComment('a = 1', '[2]', 80)).toBe('# [2]\na = 1');
  });

  it('breaks a paragraph between its words, and a word that is longer than a line', () => {
    expect(wrap('one two  three\nfour', 8)).toEqual(['one two', 'three', 'four']);
    expect(wrap('a 123456789😀b', 4)).toEqual(['a', '1234', '5678', '9😀b']);
  });
});
