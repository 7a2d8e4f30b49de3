import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decodePart, encodePart, type PartChange } from '#cluster/parts';

const name = { job: 'job-1', number: 3 };
const bytes = new Uint8Array([1, 2, 10, 4]);
const changes: PartChange[] = [
  { kind: 'append', path: 'run-1/metrics/0.f64', offset: 8, bytes },
  { kind: 'replace', path: 'run-1/run.json', bytes: new Uint8Array([5]) },
  { kind: 'replace', path: 'run-1/checkpoints/20/state.json', bytes: new Uint8Array() },
  { kind: 'complete', path: 'run-1/checkpoints/20' },
  { kind: 'remove', path: 'run-1/checkpoints/0' },
];

/** A part with this header, whatever it says, and this body. */
function forge(header: object, body = new Uint8Array()): Uint8Array {
  const sha256 = createHash('sha256').update(body).digest('hex');
  const all = { version: 1, ...name, sha256, changes: [], ...header };
  return Buffer.concat([Buffer.from(`${JSON.stringify(all)}\n`), body]);
}

const append = { kind: 'append', path: 'run-1/log.jsonl', offset: 0 };
const refused = /Part 3 of what the job 'job-1' has sent back is damaged or belongs to something/;

describe('decodePart', () => {
  it('gives back the changes that were written', () => {
    const decoded = decodePart(encodePart(name, changes), name);
    const plain = (all: readonly PartChange[]) =>
      all.map((change) => ('bytes' in change ? { ...change, bytes: [...change.bytes] } : change));
    expect(plain(decoded)).toEqual(plain(changes));
  });

  it.each([
    ['another job', encodePart({ ...name, job: 'job-2' }, changes)],
    ['another number', encodePart({ ...name, number: 2 }, changes)],
    ['nothing', new Uint8Array()],
    ['no header', new Uint8Array(1000).fill(65)],
    ['a header without an end', encodePart(name, changes).subarray(0, 100)],
    ['a part that was cut', encodePart(name, changes).subarray(0, -1)],
    ['bytes too many', Buffer.concat([encodePart(name, changes), bytes])],
    [
      'another byte',
      encodePart(name, changes).map((byte, at, all) => byte ^ +(at === all.length - 1)),
    ],
    ['another version', forge({ version: 2 })],
    ['a field too many', forge({ also: 1 })],
    ['a text in place of a number', forge({ number: '3' })],
    [
      'too many changes',
      forge({ changes: Array(10_001).fill({ kind: 'remove', path: 'a/checkpoints/1' }) }),
    ],
    ['a header that is nested without end', Buffer.from(`${'['.repeat(100_000)}\n`)],
    [
      'a length below 0',
      forge({ changes: [{ kind: 'append', path: 'a/log.jsonl', offset: 0, length: -1 }] }),
    ],
    [
      'a length that is no number of bytes',
      forge({ changes: [{ kind: 'append', path: 'a/log.jsonl', offset: 0, length: 1e300 }] }),
    ],
    ['fewer bytes than lengths', forge({ changes: [{ ...append, length: 5 }] }, bytes)],
    ['more bytes than lengths', forge({ changes: [{ ...append, length: 3 }] }, bytes)],
    [
      'an offset below 0',
      forge({ changes: [{ kind: 'append', path: 'a/log.jsonl', offset: -8, length: 0 }] }),
    ],
  ])('refuses %s', (_, part) => {
    expect(() => decodePart(part, name)).toThrow(refused);
  });

  it.each([
    '../run-1/log.jsonl',
    'run-1/../../project.json',
    '/etc/log.jsonl',
    'run-1\\..\\log.jsonl',
    'run-1/checkpoints/../run.json',
    'run-1/checkpoints/20/../../run.json',
    'run-1/checkpoints/20/.hidden',
    'run-1/checkpoints/020/state.json',
    'run-1/metrics/00.f64',
    'run-1/metrics/0.f64\n',
    'run-1/lock',
    'run-1/study.json',
    '.run-1/log.jsonl',
    `${'a'.repeat(400)}/log.jsonl`,
    'run-1/checkpoints/20',
  ])('refuses a file %j', (path) => {
    const part = forge({ changes: [{ kind: 'replace', path, length: 0 }] });
    expect(() => decodePart(part, name)).toThrow(refused);
  });

  it.each([
    { kind: 'append', path: 'run-1/run.json', offset: 0, length: 0 },
    { kind: 'append', path: 'run-1/metrics.json', offset: 0, length: 0 },
    { kind: 'remove', path: 'run-1/run.json' },
    { kind: 'remove', path: 'run-1/checkpoints/20/state.json' },
    { kind: 'complete', path: 'run-1/log.jsonl' },
    { kind: 'link', path: 'run-1/log.jsonl' },
  ])('refuses to $kind $path', (change) => {
    expect(() => decodePart(forge({ changes: [change] }), name)).toThrow(refused);
  });
});
