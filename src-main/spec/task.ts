import { z } from 'zod';

const count = z.int().min(0);

/** One thing an example has: numbers of a shape, or a class label. */
export const fieldSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('values'), shape: z.array(z.int().min(1)).min(1) }),
  z.strictObject({
    kind: z.literal('label'),
    classes: z.int().min(2),
    names: z.array(z.string()).optional(),
  }),
]);
export type Field = z.infer<typeof fieldSchema>;
export const fieldsSchema = z.record(z.string().min(1), fieldSchema);
export type Fields = z.infer<typeof fieldsSchema>;

export const splitNames = ['train', 'validation', 'test'] as const;
export type SplitName = (typeof splitNames)[number];

/** The bundled digits: fields `image` (28 × 28 × 1, in [0, 1]) and `label` (10 classes). */
export const mnistTask = z.strictObject({
  kind: z.literal('mnist'),
  /** This many of the 60,000 training images, the last in the file, are kept for validation. */
  validation: count.max(50000).default(5000),
});

/** Points of interleaved spirals: fields `point` (2 numbers, about [-1, 1]) and `label`. */
export const spiralsTask = z.strictObject({
  kind: z.literal('spirals'),
  classes: z.int().min(2).max(10).default(3),
  turns: z.number().positive().max(5).default(1),
  noise: z.number().min(0).max(1).default(0.05),
  train: z.int().min(1).max(1_000_000).default(3000),
  validation: count.max(1_000_000).default(500),
  test: count.max(1_000_000).default(1000),
  /** Of the points themselves: the same in every run, whatever the run's seed. */
  seed: z.int().default(1),
});

/** Data imported into the project's `datasets` folder. */
export const datasetTask = z.strictObject({
  kind: z.literal('dataset'),
  dataset: z.string().min(1),
  /** The fields expected, so that a model can be drawn before its data is there. */
  fields: fieldsSchema.optional(),
  /** Examples taken from the end of the training part where the data has no validation part. */
  validation: count.optional(),
  /** The same for a missing test part. */
  test: count.optional(),
});

const symbols = z.int().min(2).max(1000);

/**
 * Say the symbol seen `delay` ticks ago, at every tick. Fields: `symbol` and `recalled`, both labels of
 * `symbols` classes. The stream never ends.
 */
export const recallTask = z.strictObject({
  kind: z.literal('recall'),
  symbols: symbols.default(4),
  delay: z.int().min(1).max(1000).default(6),
});

const curriculum = {
  /** The task grows by one whenever the mean error of training falls below `threshold` bits. */
  curriculum: z.boolean().default(true),
  threshold: z.number().positive().default(0.15),
  /** N: symbols of a sequence; with a curriculum, of the first ones. */
  length: z.int().min(1).max(1000).default(1),
};

/**
 * Say a sequence of N random symbols back after a delimiter (Jaderberg et al. 2017, section 3.2).
 * Fields: `input`, a label of `symbols` + 2 classes (symbols, delimiter, blank), and `output`, a label of
 * `symbols` classes, asked for in the N ticks after the delimiter.
 */
export const copyTask = z.strictObject({
  kind: z.literal('copy'),
  symbols: symbols.default(2),
  ...curriculum,
});

/**
 * Say a sequence back R times and end with a marker; N and R grow in turn. Fields: `input`, `symbols` + 2
 * numbers (symbol one-hot, delimiter, and with it R / 10), and `output`, a label of `symbols` + 1 classes.
 */
export const repeatCopyTask = z.strictObject({
  kind: z.literal('repeatCopy'),
  symbols: symbols.default(2),
  ...curriculum,
  /** R: how often it is said back; with a curriculum, at first. */
  repeats: z.int().min(1).max(1000).default(1),
});

const asked = {
  /** `long`: only the symbol that repeats the early one. `all`: every next symbol. */
  asked: z.enum(['long', 'all']).default('long'),
};

/**
 * The embedded Reber grammar: the second symbol, T or P, comes again before the last. Fields: `symbol` and
 * `next`, labels of 7 classes.
 */
export const reberTask = z.strictObject({
  kind: z.literal('reber'),
  /** Ticks between the early symbol and the place where it comes again. */
  distance: z.int().min(6).max(1000).default(20),
  ...asked,
});

/**
 * Brackets of several kinds, nested: each closes with the kind it was opened with. The outermost pair of a
 * sequence is `distance` ticks wide. Fields: `symbol` and `next`, labels of 2 · `pairs` classes.
 */
export const bracketsTask = z.strictObject({
  kind: z.literal('brackets'),
  pairs: z.int().min(2).max(26).default(2),
  distance: z.int().min(3).max(1001).default(21),
  depth: z.int().min(2).max(100).default(4),
  ...asked,
});

/**
 * Text in UTF-8, to be continued: fields `symbol` and `next`, labels with a class for each character (or
 * word) of the training part, and one for all others. It is read as one stream a row of the batch.
 */
export const textTask = z.strictObject({
  kind: z.literal('text'),
  unit: z.enum(['character', 'word']).default('character'),
  /** An imported text. */
  dataset: z.string().min(1).optional(),
  /** Or files on this machine. With neither, generated brackets stand in. */
  train: z.string().min(1).optional(),
  validation: z.string().min(1).optional(),
  test: z.string().min(1).optional(),
  /** Parts cut from the end of the training text where it has no such part: first test, then validation. */
  validationFraction: z.number().min(0).lt(1).default(0.05),
  testFraction: z.number().min(0).lt(1).default(0.05),
  /** The most frequent ones get a class each; the rest is unknown. */
  vocabulary: z.int().min(1).max(1_000_000).optional(),
  /**
   * In training a row of the batch forgets its state after so many symbols and reads on; 0: never. A model
   * that met an empty state once only, at its first step, may break down where it is judged from one.
   */
  resetEvery: z.int().min(0).max(1_000_000_000).default(5000),
});

/**
 * Counting in MNIST digits (Jaderberg et al. 2017, section 3.3): every T ticks, how many of the last T
 * were odd (`odd`, T + 1 classes); every T², how many of the last T² were threes (`threes`); with three
 * levels also every T³, how many of the last T³ were sevens (`sevens`). The input is `image`.
 */
export const countingTask = z.strictObject({
  kind: z.literal('counting'),
  /** T. */
  ticks: z.int().min(2).max(16).default(4),
  levels: z.int().min(1).max(3).default(2),
  /** This many of the 60,000 training images, the last in the file, are kept for validation. */
  validation: count.max(50000).default(5000),
});

/**
 * An imported table or array whose examples, in their order, are the ticks of sequences: the state is set
 * to zero every `length` ticks.
 */
export const sequenceTask = z.strictObject({
  kind: z.literal('sequence'),
  dataset: z.string().min(1),
  fields: fieldsSchema.optional(),
  /** Ticks of a sequence; left out, all is one stream, which rows of the batch begin at different places. */
  length: z.int().min(1).optional(),
  /** Ticks from the start of one sequence to the next; left out, they do not overlap. */
  stride: z.int().min(1).optional(),
  /** Whether the target is wanted at every tick, or once, at the end of each sequence. */
  asked: z.enum(['all', 'last']).default('all'),
  /** Ticks by which the target lies ahead of the inputs: 1 predicts the next row. */
  ahead: z.int().min(0).default(0),
  validation: count.optional(),
  test: count.optional(),
});

export const taskSchema = z.discriminatedUnion('kind', [
  mnistTask,
  spiralsTask,
  datasetTask,
  recallTask,
  copyTask,
  repeatCopyTask,
  reberTask,
  bracketsTask,
  textTask,
  countingTask,
  sequenceTask,
]);
export type Task = z.infer<typeof taskSchema>;
export type TaskKind = Task['kind'];
export type TaskOf<K extends TaskKind> = Extract<Task, { kind: K }>;

/** The files of this machine that a task reads beside the project's own data. */
export function taskFiles(task: Task): string[] {
  if (task.kind !== 'text') return [];
  return [task.train, task.validation, task.test].filter((path) => path !== undefined);
}

/** A field by its name; undefined where there is none (or no fields are known). */
export function fieldOf(fields: Fields | null, name: string): Field | undefined {
  return fields && Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/**
 * The fields a task offers, or null where they cannot be known yet (data that is not imported and
 * not described). `datasetFields` are those of the imported data set, if there is one.
 */
export function taskFields(task: Task, datasetFields?: Fields): Fields | null {
  switch (task.kind) {
    case 'mnist':
      return {
        image: { kind: 'values', shape: [28, 28, 1] },
        label: { kind: 'label', classes: 10 },
      };
    case 'spirals':
      return {
        point: { kind: 'values', shape: [2] },
        label: { kind: 'label', classes: task.classes },
      };
    case 'dataset':
    case 'sequence':
      return datasetFields ?? task.fields ?? null;
    case 'text':
      return datasetFields ?? null;
    case 'recall':
      return { symbol: label(task.symbols), recalled: label(task.symbols) };
    case 'copy':
      return { input: label(task.symbols + 2), output: label(task.symbols) };
    case 'repeatCopy':
      return {
        input: { kind: 'values', shape: [task.symbols + 2] },
        output: label(task.symbols + 1),
      };
    case 'reber':
      return { symbol: label(7), next: label(7) };
    case 'brackets':
      return { symbol: label(2 * task.pairs), next: label(2 * task.pairs) };
    case 'counting':
      return {
        image: { kind: 'values', shape: [28, 28, 1] },
        ...Object.fromEntries(reports(task).map(({ name, ticks }) => [name, label(ticks + 1)])),
      };
  }
}

/** What a counting task asks for, and every how many ticks. */
function reports({ levels, ticks }: TaskOf<'counting'>): { name: string; ticks: number }[] {
  return ['odd', 'threes', 'sevens']
    .slice(0, levels)
    .map((name, level) => ({ name, ticks: ticks ** (level + 1) }));
}

/** Ticks of the stream from one time the task asks for a field to the next. */
export function askedEvery(task: Task, field: string): number {
  if (task.kind !== 'counting') return 1;
  return reports(task).find(({ name }) => name === field)?.ticks ?? 1;
}

function label(classes: number): Field {
  return { kind: 'label', classes };
}

/** Tasks that are streams of ticks; the others are sets of examples. */
export function isSequential(task: Task): boolean {
  return !['mnist', 'spirals', 'dataset'].includes(task.kind);
}

/**
 * In what, beside natural-log loss, the error of the first label is reported: `bpc` bits per character,
 * `bits` at the places asked for, `perplexity` per word.
 */
export type ReportUnit = 'bpc' | 'bits' | 'perplexity';

export function reportUnit(task: Task): ReportUnit | null {
  switch (task.kind) {
    case 'text':
      return task.unit === 'word' ? 'perplexity' : 'bpc';
    case 'recall':
    case 'copy':
    case 'repeatCopy':
    case 'reber':
    case 'brackets':
      return 'bits';
    default:
      return null;
  }
}

/**
 * Ticks of one sequence where all have the same length: what `backprop` unrolls unless told otherwise.
 * `curriculum` where it grows with the level; null where the stream has no sequences.
 */
export function sequenceTicks(task: Task): number | 'curriculum' | null {
  switch (task.kind) {
    case 'copy':
      return task.curriculum ? 'curriculum' : 2 * task.length + 1;
    case 'repeatCopy':
      return task.curriculum ? 'curriculum' : task.length * (task.repeats + 1) + 2;
    case 'counting':
      return task.ticks ** task.levels;
    case 'sequence':
      return task.length ?? null;
    default:
      return null;
  }
}
