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
  it('gives the most frequent symbols the first classes, 0 to all unknown', () => {
    const vocabulary = buildVocabulary('banana', 'character');
    expect(vocabulary.symbols).toEqual(['', 'a', 'n', 'b']);
    expect([...vocabulary.encode('nab!')]).toEqual([2, 1, 3, 0]);
    expect(vocabulary.decode([3, 1, 2, 0])).toBe('ban\uFFFD');
  });

  it('has words, and the ends of lines', () => {
    const vocabulary = buildVocabulary('to be or\nnot to be', 'word', 3);
    expect(vocabulary.symbols).toEqual(['', 'to', 'be', 'or']);
    expect([...vocabulary.encode('be to')]).toEqual([2, 1]);
  });

  it('refuses sixty thousand words without a limit, and keeps the most frequent with one', async () => {
    const words = Array.from({ length: 60_000 }, (_, index) => `w${index}`).join(' ');
    await expect(text(words, { unit: 'word' })).rejects.toThrow(
      /60,000 different words.*Set task\.vocabulary/,
    );
    const { vocabulary, warnings } = await text(words, { unit: 'word', vocabulary: 1000 });
    expect(vocabulary.size).toBe(1001);
    expect(warnings[0]).toMatch(/59,000 of the 60,000 words of the train text/);
  });
});

describe('a text', () => {
  it('is read by each row from a place of its own, and goes round', async () => {
    // Ten characters, nine places to predict from; three rows begin at 0, 3 and 6.
    const parts = await text('abcdefghij');
    const dataset = textTicks(parts, { resetEvery: 0 });
    const stream = createTickStream(dataset, 'train', {
      batch: 3,
      aligned: false,
      memory: 20,
      generator: createGenerator(1, 'test'),
    }) as TickStream;
    stream.advance(4);
    const { values } = stream.window(4, 0);
    const said = (field: string): string => parts.vocabulary.decode(values[field] as Int32Array);
    expect(said('symbol')).toBe('adg' + 'beh' + 'cfi' + 'dga');
    expect(said('next')).toBe('beh' + 'cfi' + 'dgj' + 'ehb');
  });

  it('has rows that take turns to reset in training, and none that does where it is judged', async () => {
    const parts = await text('abcdefghij', { validation: join(folder, 'train.txt') });
    const dataset = textTicks(parts, { resetEvery: 4 });
    const begins = (split: 'train' | 'validation', aligned: boolean): string[] => {
      const stream = createTickStream(dataset, split, {
        batch: 3,
        aligned,
        memory: 20,
        generator: createGenerator(1, 'test'),
      }) as TickStream;
      stream.advance(9);
      const marks = [...(stream.window(9, 0).begins as Float32Array)].join('');
      return marks.match(/.{3}/g) ?? [];
    };
    // Rows are 0, 1 and 2 ticks on in their turn of four; the mark after the window is of the tick to come.
    const turns = ['100', '000', '001', '010'];
    expect(begins('train', false)).toEqual([...turns, ...turns, ...turns.slice(0, 2)]);
    const together = ['111', '000', '000', '000'];
    expect(begins('train', true)).toEqual([...together, ...together, ...together.slice(0, 2)]);
    expect(begins('validation', false).slice(0, 3)).toEqual(['000', '000', '000']);
  });

  it('is cut into parts from its end', async () => {
    const { symbols, vocabulary } = await text('abcdefghij', {
      validationFraction: 0.2,
      testFraction: 0.1,
    });
    expect(symbols.train).toHaveLength(7);
    // h, i and j were never seen in training.
    expect(vocabulary.decode(symbols.validation)).toBe('\uFFFD\uFFFD');
    expect(symbols.test).toHaveLength(1);
  });

  it('says how many symbols of the other parts training never saw', async () => {
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
  ])('of %s is refused', async (_, content, sentence) => {
    await expect(text(content)).rejects.toThrow(sentence);
  });

  it('of another part that is refused names its setting', async () => {
    const empty = join(folder, 'empty.txt');
    await writeFile(empty, '');
    await expect(text('abc', { validation: empty })).rejects.toMatchObject({
      details: { setting: 'task.validation' },
    });
  });

  it('too short for its batch is refused', async () => {
    const dataset = textTicks(await text('abc'), { resetEvery: 0 });
    expect(() =>
      createTickStream(dataset, 'train', {
        batch: 8,
        aligned: false,
        memory: 1,
        generator: createGenerator(1, 'test'),
      }),
    ).toThrow(/3 symbols, too few for a batch of 8/);
  });

  it('is generated where none is given', async () => {
    const { vocabulary, symbols } = await readTextTask(
      taskSchema.parse({ kind: 'text' }) as TaskOf<'text'>,
      null,
    );
    expect([...vocabulary.symbols].sort().join('')).toBe('\n()<>[]{}');
    expect(symbols.train.length).toBeGreaterThan(300_000);
  });
});
