import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { frameScript, readAnswer } from '#cluster/slurm/framed-script';

const token = 'dni-0123';
const run = (script: string): Buffer =>
  execFileSync('sh', ['-c', frameScript(script, token)], { stdio: ['ignore', 'pipe', 'pipe'] });

describe('a framed script', () => {
  it.each(['', 'text', 'text\n', '\n\n', `\\n${token} begin\\n`, `a\\n${token} end 7\\nb\\n`])(
    'gives out exactly %j',
    (text) => {
      const answer = readAnswer(run(`printf '${text}'`), token);
      expect(answer?.stdout.toString()).toBe(text.replaceAll(String.raw`\n`, '\n'));
      expect(answer).toMatchObject({ code: 0, errors: '' });
    },
  );

  it('gives out bytes as they are, the exit status, and errors apart from them', () => {
    const answer = readAnswer(run(`printf '\\000\\377\\n'; echo "why's" >&2; exit 7`), token);
    expect([...(answer?.stdout ?? [])]).toEqual([0, 255, 10]);
    expect(answer).toMatchObject({ code: 7, errors: "why's" });
  });

  it('stands between what others print', () => {
    const output = Buffer.concat([Buffer.from('Welcome!'), run('echo here'), Buffer.from('bye')]);
    expect(readAnswer(output, token)?.stdout.toString()).toBe('here\n');
  });

  it('has no answer where any of its end is missing', () => {
    const output = run('echo here; echo why >&2; exit 1');
    expect(readAnswer(output, token)).toMatchObject({ code: 1, errors: 'why' });
    for (let length = 0; length < output.length - 1; length++)
      expect(readAnswer(output.subarray(0, length), token)).toBeNull();
    expect(readAnswer(output, 'dni-0124')).toBeNull();
  });

  it('abbreviates errors', () => {
    const answer = readAnswer(run('head -c 100000 /dev/zero | tr "\\\\0" x >&2'), token);
    expect(answer?.errors).toHaveLength(4000);
  });
});
