import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGenerator } from '#data/random';
import { readTextTask, textTicks } from '#data/tasks/text';
import { createTickStream, type TickStream } from '#data/streams/tick-stream';
import { buildVocabulary } from '#data/tasks/vocabulary';
import { taskSchema, type TaskOf } from '#spec/task';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dni-text-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function text(train: string | Uint8Array, more: Record<string, unknown> = {}) {
  const file = join(folder, 'train.txt');
  await writeFile(file, train);
  return readTextTask(
    taskSchema.parse({
      kind: 'text',
      train: file,
      validationFraction: 0,
      testFraction: 0,
      ...more,
    }) as TaskOf<'text'>,
    null,
  );
}

describe('a vocabulary', () => {
  it('gives the most frequent symbols the first classes, and 0 to all unknown symbols', () => {
    const vocabulary = buildVocabulary('banana', 'character');
    expect(vocabulary.symbols).toEqual(['', 'a', 'n', 'b']);
    expect([...vocabulary.encode('nab!')]).toEqual([2, 1, 3, 0]);
    expect(vocabulary.decode([3, 1, 2, 0])).toBe('ban\uFFFD');
  });

  it('has words and line ends', () => {
    const vocabulary = buildVocabulary('to be or\nnot to be', 'word', 3);
    expect(vocabulary.symbols).toEqual(['', 'to', 'be', 'or']);
    expect([...vocabulary.encode('be to')]).toEqual([2, 1]);
  });

  it('throws for 60,000 words without a limit, and keeps the most frequent ones with a limit', async () => {
    const words = Array.from({ length: 60_000 }, (_, index) => `w${index}`).join(' ');
    await expect(text(words, { unit: 'word' })).rejects.toThrow(
      /60,000 different words.*Set 'Vocabulary'/,
    );
    const { vocabulary, warnings } = await text(words, { unit: 'word', vocabulary: 1000 });
    expect(vocabulary.size).toBe(1001);
    expect(warnings[0]).toMatch(/59,000 of the 60,000 words of the train text/);
  });
});

describe('a text', () => {
  it('is read by each row from its own place, and repeats', async () => {
    // Ten characters give nine predictions; three rows begin at 0, 3 and 6.
    const parts = await text('abcdefghij');
    const dataset = textTicks(parts, { resetEvery: 0 });
    const stream = createTickStream(dataset, 'train', {
      rows: 3,
      aligned: false,
      retainedTicks: 20,
      generator: createGenerator(1, 'test'),
    }) as TickStream;
    stream.advance(4);
    const { values } = stream.window(4, 0);
    const decoded = (field: string): string => parts.vocabulary.decode(values[field] as Int32Array);
    expect(decoded('symbol')).toBe('adg' + 'beh' + 'cfi' + 'dga');
    expect(decoded('next')).toBe('beh' + 'cfi' + 'dgj' + 'ehb');
  });

  it('resets the rows one after the other in training, and never in a held-out split', async () => {
    const parts = await text('abcdefghij', { validation: join(folder, 'train.txt') });
    const dataset = textTicks(parts, { resetEvery: 4 });
    const begins = (split: 'train' | 'validation', aligned: boolean): string[] => {
      const stream = createTickStream(dataset, split, {
        rows: 3,
        aligned,
        retainedTicks: 20,
        generator: createGenerator(1, 'test'),
      }) as TickStream;
      stream.advance(9);
      const marks = [...(stream.window(9, 0).begins as Float32Array)].join('');
      return marks.match(/.{3}/g) ?? [];
    };
    // The resets of the rows are 0, 1 and 2 ticks apart; the last mark is of the tick after the window.
    const period = ['100', '000', '001', '010'];
    expect(begins('train', false)).toEqual([...period, ...period, ...period.slice(0, 2)]);
    const together = ['111', '000', '000', '000'];
    expect(begins('train', true)).toEqual([...together, ...together, ...together.slice(0, 2)]);
    expect(begins('validation', false).slice(0, 3)).toEqual(['000', '000', '000']);
  });

  it('has splits cut from its end', async () => {
    const { symbols, vocabulary } = await text('abcdefghij', {
      validationFraction: 0.2,
      testFraction: 0.1,
    });
    expect(symbols.train).toHaveLength(7);
    // h, i and j do not occur in training.
    expect(vocabulary.decode(symbols.validation)).toBe('\uFFFD\uFFFD');
    expect(symbols.test).toHaveLength(1);
  });

  it('warns of symbols in other splits that do not occur in training', async () => {
    const other = join(folder, 'validation.txt');
    await writeFile(other, 'abz!');
    const { warnings } = await text('abab', { validation: other });
    expect(warnings).toEqual([
      '2 of the 4 characters of the validation text have no class of their own: the training text lacks them, or they are too rare; they count as the unknown one.',
    ]);
  });

  it.each([
    ['one character', 'a', /one character: there is nothing to predict/],
    ['nothing', '', /empty/],
    ['bytes that are not UTF-8', Uint8Array.of(0x61, 0xff, 0x62), /UTF-8/],
  ])('throws for %s', async (_, content, sentence) => {
    await expect(text(content)).rejects.toThrow(sentence);
  });

  it('names the setting of a text that cannot be used', async () => {
    const empty = join(folder, 'empty.txt');
    await writeFile(empty, '');
    await expect(text('abc', { validation: empty })).rejects.toMatchObject({
      details: { setting: 'task.validation' },
    });
  });

  it('throws where it is too short for the batch', async () => {
    const dataset = textTicks(await text('abc'), { resetEvery: 0 });
    expect(() =>
      createTickStream(dataset, 'train', {
        rows: 8,
        aligned: false,
        retainedTicks: 1,
        generator: createGenerator(1, 'test'),
      }),
    ).toThrow(/3 symbols, too few for a batch of 8/);
  });

  it('is generated where the task names none', async () => {
    const { vocabulary, symbols } = await readTextTask(
      taskSchema.parse({ kind: 'text' }) as TaskOf<'text'>,
      null,
    );
    expect([...vocabulary.symbols].sort().join('')).toBe('\n()<>[]{}');
    expect(symbols.train.length).toBeGreaterThan(300_000);
  });
});
