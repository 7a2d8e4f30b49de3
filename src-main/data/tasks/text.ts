import { z } from 'zod';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import { labelSetting } from '#spec/setting-label';
import type { Fields, SplitName, TaskOf } from '#spec/task';
import { bracketText } from './bracket-text';
import { readText, readTextFile } from '../import/text-file';
import { countSchema } from '../saved-state';
import type { TickSourceOptions, TickDataset, TickSource } from '../streams/tick-dataset';
import { buildVocabulary, unknownClass, type Classes, type Vocabulary } from './vocabulary';

/** Characters of the text that is generated for a task without one. */
const generatedLength = 400_000;

export interface TextParts {
  vocabulary: Vocabulary;
  /** By split, the classes of its symbols in order; empty where there is no such split. */
  symbols: Record<SplitName, Classes>;
  /** Sentences for the user about symbols without a class. */
  warnings: string[];
}

/**
 * Reads the texts of a task and encodes every symbol as its class. `directory` is the project's `datasets` folder.
 * Throws a WorkbenchError where a text is missing or not UTF-8, or the training text has fewer than two symbols.
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

/** The vocabulary of a text task and the texts of its splits. Throws as `readTextTask`, except for short texts. */
async function readVocabulary(
  task: TaskOf<'text'>,
  directory: string | null,
): Promise<{ vocabulary: Vocabulary; parts: Record<SplitName, string> }> {
  const parts = splitTexts(await readParts(task, directory), task);
  return { vocabulary: buildVocabulary(parts.train, task.unit, task.vocabulary), parts };
}

function countUnknown(classes: Classes): number {
  let count = 0;
  for (const symbol of classes) if (symbol === unknownClass) count += 1;
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
 * Text as streams: every row of the batch reads its own stretch of the text. The training text repeats without end,
 * other splits are read once. `resetEvery`: see the task.
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
        ? openStream(text, options, resetEvery)
        : openStream(text, options, 'heldOut');
    },
  };
}

const placeSchema = z.object({
  read: countSchema,
  /** Symbols of the text, to detect another text. */
  length: countSchema,
});
type SavedPlace = z.output<typeof placeSchema>;

/**
 * Unless rows are aligned, their resets are spread evenly over `resetEvery` ticks. A held-out split is read once, with
 * no resets.
 */
function openStream(
  text: Classes,
  { rows, aligned }: TickSourceOptions,
  resetEvery: number | 'heldOut',
): TickSource {
  const isEndless = resetEvery !== 'heldOut';
  const places = text.length - 1;
  if (isEndless && places < rows)
    throw new WorkbenchError(
      'validation',
      `The training text has ${text.length} symbols, too few for a batch of ${rows} streams. Lower 'Batch', or give a longer text.`,
    );
  // A split that is shorter than the batch is read by the first rows alone.
  const ticks = Math.max(1, Math.floor(places / rows));
  const starts = Array.from({ length: rows }, (_, row) =>
    places < rows ? row : Math.floor((row * places) / rows),
  );
  const resetPhase = (row: number): number =>
    isEndless && !aligned ? Math.floor((row * resetEvery) / rows) : 0;
  const begins = (row: number): boolean =>
    isEndless && resetEvery > 0 && (read + resetPhase(row)) % resetEvery === 0;
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
      const saved = placeSchema.parse(state);
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
        `There is no project that holds the text ${quote(dataset)}. Import it, or name a file with task.train.`,
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
      `The task names a text to judge by, but none to train on. Set '${labelSetting('task.train', 'text')}'.`,
    );
  return {
    train: (await readSplit(task, 'train')) ?? bracketText(generatedLength),
    validation: (await readSplit(task, 'validation')) ?? '',
    test: (await readSplit(task, 'test')) ?? '',
  };
}

/** Null where the task names no such file. The details of an error name the setting. */
async function readSplit(task: TaskOf<'text'>, part: SplitName): Promise<string | null> {
  const path = task[part];
  if (path === undefined) return null;
  try {
    return await readTextFile(path);
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
    throw new WorkbenchError(error.kind, error.message, { setting: `task.${part}` });
  }
}

/** Takes splits without a text from the end of the training text: test from the very end, validation before it. */
function splitTexts(
  parts: Record<SplitName, string>,
  { validationFraction, testFraction }: TaskOf<'text'>,
): Record<SplitName, string> {
  const total = parts.train.length;
  const test = parts.test === '' ? Math.floor(total * testFraction) : 0;
  const validation = parts.validation === '' ? Math.floor(total * validationFraction) : 0;
  const [trainEnd, testStart] = [
    characterBoundary(parts.train, total - test - validation),
    characterBoundary(parts.train, total - test),
  ];
  return {
    train: parts.train.slice(0, trainEnd),
    validation: parts.validation || parts.train.slice(trainEnd, testStart),
    test: parts.test || parts.train.slice(testStart),
  };
}

/** `at`, or one less where that would cut a surrogate pair. */
function characterBoundary(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}
