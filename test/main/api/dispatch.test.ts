import { describe, expect, it } from 'vitest';
import { commands, type Handlers } from '#api/commands';
import { dispatch } from '#api/dispatch';

/** Handlers that are never reached: each input here is refused before. */
const handlers = Object.fromEntries(
  Object.keys(commands).map((name) => [name, () => 'reached']),
) as unknown as Handlers;

async function refusal(name: string, input: unknown): Promise<string> {
  const envelope = await dispatch(handlers, name, input);
  if (envelope.ok) return String(envelope.result);
  expect(envelope.error.details).toBeUndefined();
  return `${envelope.error.kind}: ${envelope.error.message}`;
}

const long = 'x'.repeat(100_000);
const nested = JSON.parse('['.repeat(5_000) + ']'.repeat(5_000)) as unknown;

describe('input that does not fit is refused with a sentence', () => {
  it.each([
    [
      'projects.create',
      { directory: '/tmp/x', name: '' },
      `validation: The input of 'projects.create' does not fit: 'name' is "". It must have at least 1 character.`,
    ],
    [
      'projects.create',
      { directory: '/tmp/x' },
      "validation: The input of 'projects.create' does not fit: 'name' is missing. Add it: a text in quotes.",
    ],
    [
      'projects.create',
      { directory: 5, name: 'x', nmae: 1 },
      "validation: The input of 'projects.create' does not fit: 'directory' is 5, but a text in quotes is wanted. Change it. There is no setting 'nmae'. Did you mean 'name'?",
    ],
    [
      'projects.create',
      null,
      "validation: The input of 'projects.create' does not fit: It is null, but an object in { } is wanted. Change it.",
    ],
    [
      'datasets.import',
      { projectId: 'p', request: { format: 'xls', id: 'a' } },
      `validation: The input of 'datasets.import' does not fit: There is no format "xls". Choose one of: idx, cifar10, csv, npy, images, text.`,
    ],
    [
      'datasets.import',
      { projectId: 'p', request: { format: 'images', id: 'a', directory: 'd', channels: 2 } },
      "validation: The input of 'datasets.import' does not fit: 'request.channels' is 2. Choose one of: 1, 3.",
    ],
    [
      'runs.get',
      nested,
      "validation: The input of 'runs.get' does not fit: it is nested more than 100 levels deep.",
    ],
  ])('%s', async (name, input, sentence) => {
    expect(await refusal(name, input)).toBe(sentence);
  });

  it('which repeats no long value', async () => {
    const inputs: [string, unknown][] = [
      [long, {}],
      ['projects.create', { directory: '/tmp/x', name: long }],
      ['projects.create', { directory: '/tmp/x', name: 'x', [long]: 1 }],
      ['runs.curves', { projectId: 'p', lines: Array(6_000).fill('r'), metrics: 3 }],
      ['runs.curves', Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`k${n}`, n]))],
      ['tasks.data', { projectId: 'p', task: { kind: long } }],
      ['tasks.data', { projectId: 'p', task: { kind: 'mnist', validation: long } }],
    ];
    for (const [name, input] of inputs) {
      const message = await refusal(name, input);
      expect(message).toMatch(/^(validation|notFound): .*\.( \(And \d+ more\.\))?$/);
      expect(message.length, message).toBeLessThan(500);
    }
  });

  it('also where it contains itself, as a message of Electron may', async () => {
    const cyclic: Record<string, unknown> = { projectId: 'p' };
    cyclic['runId'] = cyclic;
    expect(await refusal('runs.get', cyclic)).toMatch(/nested more than 100 levels/);
  });
});
