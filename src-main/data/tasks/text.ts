import { WorkbenchError } from '#spec/errors';
import type { Fields, SplitName, TaskOf } from '#spec/task';
import { bracketText } from './bracket-text';
import { readText, readTextFile } from '../import/text-file';
import type { OpenOptions, TickDataset, TickSource } from '../streams/tick-dataset';
import { buildVocabulary, unknown, type Classes, type Vocabulary } from './vocabulary';

/** Characters of the generated text. */
const generatedLength = 400_000;

export interface TextParts {
  vocabulary: Vocabulary;
  /** By part, the classes of its symbols one after the other; empty where there is no such part. */
  symbols: Record<SplitName, Classes>;
  warnings: string[];
}

/**
 * Reads the parts of a text task and gives every symbol its class. `directory`: the project's data sets.
 * Throws a WorkbenchError where a text is missing, not UTF-8, or has not two symbols to predict from.
 */
export async function readTextTask(
  task: TaskOf<'text'>,
  directory: string | null,
): Promise<TextParts> {
  const { vocabulary, parts } = await readVocabulary(task, directory);
  const warnings: string[] = [];
  const encode = (split: SplitName): Classes => {
    const classes = vocabulary.encode(parts[split]);
    const missing = countUnknown(classes);
    if (missing > 0)
      warnings.push(
        `${missing.toLocaleString('en')} of the ${classes.length.toLocaleString('en')} ${task.unit}s of the ${split} text have no class of their own${split === 'train' ? '' : ': the training text lacks them, or they are too rare'}; they count as the unknown one.`,
      );
    return classes;
  };
  const symbols = {
    train: encode('train'),
    validation: encode('validation'),
    test: encode('test'),
  };
  if (symbols.train.length < 2)
    throw new WorkbenchError(
      'validation',
      `The training text has ${symbols.train.length === 1 ? `one ${task.unit}` : `no ${task.unit}s`}: there is nothing to predict. Give a longer text.`,
    );
  return { vocabulary, symbols, warnings };
}

/** The vocabulary of a text task, and its parts as they stand. Throws as `readTextTask`, but for short texts. */
export async function readVocabulary(
  task: TaskOf<'text'>,
  directory: string | null,
): Promise<{ vocabulary: Vocabulary; parts: Record<SplitName, string> }> {
  const parts = cutParts(await readParts(task, directory), task);
  return { vocabulary: buildVocabulary(parts.train, task.unit, task.vocabulary), parts };
}

function countUnknown(classes: Classes): number {
  let count = 0;
  for (const one of classes) if (one === unknown) count += 1;
  return count;
}

export function textFields({ symbols, size }: Vocabulary): Fields {
  const label = {
    kind: 'label' as const,
    classes: size,
    ...(size <= 1000 && { names: symbols.map((symbol) => symbol || 'unknown') }),
  };
  return { symbol: label, next: label };
}

/**
 * Every row of the batch reads its own stretch; training goes round and round, other parts are read once.
 * `resetEvery`: see the task.
 */
export function textTicks(
  { vocabulary, symbols, warnings }: TextParts,
  { resetEvery }: Pick<TaskOf<'text'>, 'resetEvery'>,
): TickDataset {
  return {
    name: 'text',
    fields: textFields(vocabulary),
    tables: {},
    hasSequences: resetEvery > 0,
    warnings,
    open(split, options) {
      const text = symbols[split];
      if (text.length < 2) return null;
      return split === 'train'
        ? streamOf(text, options, resetEvery)
        : streamOf(text, options, 'held');
    },
  };
}

interface SavedPlace {
  read: number;
  /** Symbols of the text: another text has another stream. */
  length: number;
}

/** Rows take turns to reset, so that of a batch hardly two begin at a time. A held part is read on from its start. */
function streamOf(
  text: Classes,
  { batch, aligned }: OpenOptions,
  resetEvery: number | 'held',
): TickSource {
  const isEndless = resetEvery !== 'held';
  const places = text.length - 1;
  if (isEndless && places < batch)
    throw new WorkbenchError(
      'validation',
      `The training text has ${text.length} symbols, too few for a batch of ${batch} streams. Lower training.batch, or give a longer text.`,
    );
  // A part that is shorter than the batch is read by its first rows alone.
  const ticks = Math.max(1, Math.floor(places / batch));
  const starts = Array.from({ length: batch }, (_, row) =>
    places < batch ? row : Math.floor((row * places) / batch),
  );
  const turn = (row: number): number =>
    isEndless && !aligned ? Math.floor((row * resetEvery) / batch) : 0;
  const begins = (row: number): boolean =>
    isEndless && resetEvery > 0 && (read + turn(row)) % resetEvery === 0;
  let read = 0;
  return {
    ticks: isEndless ? null : ticks,
    curriculum: null,
    next(into, at) {
      let place = at;
      for (const [row, start] of starts.entries()) {
        const isOver = !isEndless && (read >= ticks || start >= places);
        const from = (start + read) % places;
        into[place++] = begins(row) ? 1 : 0;
        into[place++] = isOver ? -1 : (text[from] ?? -1);
        into[place++] = isOver ? -1 : (text[from + 1] ?? -1);
      }
      read += 1;
    },
    state: (): SavedPlace => ({ read, length: text.length }),
    restore(state) {
      const saved = state as SavedPlace;
      if (saved.length !== text.length)
        throw new WorkbenchError(
          'validation',
          `The run began with a text of ${saved.length.toLocaleString('en')} symbols, but this one has ${text.length.toLocaleString('en')}. Resume with the text that it began with, or start it anew.`,
        );
      read = saved.read;
    },
  };
}

async function readParts(
  task: TaskOf<'text'>,
  directory: string | null,
): Promise<Record<SplitName, string>> {
  const { dataset } = task;
  if (dataset !== undefined) {
    if (directory === null)
      throw new WorkbenchError(
        'notFound',
        `There is no project that holds the text '${dataset}'. Import it, or name a file with task.train.`,
      );
    return {
      train: await readText(directory, dataset, 'train'),
      validation: await readText(directory, dataset, 'validation'),
      test: await readText(directory, dataset, 'test'),
    };
  }
  if (task.train === undefined && (task.validation !== undefined || task.test !== undefined))
    throw new WorkbenchError(
      'validation',
      'The task names a text to judge by, but none to train on. Set task.train.',
    );
  return {
    train: (await readPart(task, 'train')) ?? bracketText(generatedLength),
    validation: (await readPart(task, 'validation')) ?? '',
    test: (await readPart(task, 'test')) ?? '',
  };
}

/** Null where the task names no such file. What is wrong with one names its setting in its details. */
async function readPart(task: TaskOf<'text'>, part: SplitName): Promise<string | null> {
  const path = task[part];
  if (path === undefined) return null;
  try {
    return await readTextFile(path);
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
    throw new WorkbenchError(error.kind, error.message, { setting: `task.${part}` });
  }
}

/** Missing parts are cut from the end of the training text: first test, then validation. */
function cutParts(
  parts: Record<SplitName, string>,
  { validationFraction, testFraction }: TaskOf<'text'>,
): Record<SplitName, string> {
  const whole = parts.train.length;
  const test = parts.test === '' ? Math.floor(whole * testFraction) : 0;
  const validation = parts.validation === '' ? Math.floor(whole * validationFraction) : 0;
  const [a, b] = [
    border(parts.train, whole - test - validation),
    border(parts.train, whole - test),
  ];
  return {
    train: parts.train.slice(0, a),
    validation: parts.validation || parts.train.slice(a, b),
    test: parts.test || parts.train.slice(b),
  };
}

/** Not in the middle of a character that takes two places. */
function border(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}
