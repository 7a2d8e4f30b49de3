import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shellLine, shellQuote } from '#analysis/commands/shell-quote';

const words = [
  'training.batch=64',
  "it's",
  '"two words"',
  '$HOME `id` $(id) \\ \\\\ !x',
  'two\nlines',
  'model.edges.hidden1->hidden2.decoupled={"warmup":1}',
  '',
  '*',
  '~',
  '=ls',
  '#',
  '-n',
  '𝜃;&|',
  "'",
];

describe('a word in a command line', () => {
  it.each(['/bin/sh', '/bin/bash'])('is read by %s as it was', (shell) => {
    const line = shellLine(['printf', '%s\\0', ...words]);
    const read = execFileSync(shell, ['-c', line], { encoding: 'utf8' });
    expect(read.split('\0').slice(0, -1)).toEqual(words);
  });

  it('has quotes only where it needs them', () => {
    expect(shellQuote('models/mine-2')).toBe('models/mine-2');
    expect(shellQuote('training.rate=0.1')).toBe('training.rate=0.1');
    expect(shellQuote('=ls')).toBe("'=ls'");
    expect(shellQuote('')).toBe("''");
    expect(shellQuote("it's")).toBe(String.raw`'it'\''s'`);
  });
});
