import { z } from 'zod';

const count = z.int().min(0);

/** One component of an example: values of a fixed shape, or a class label. */
const fieldSchema = z.discriminatedUnion('kind', [
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

/** The bundled MNIST digits. Fields: `image` (28 × 28 × 1, values in [0, 1]) and `label` (10 classes). */
const mnistTask = z.strictObject({
  kind: z.literal('mnist'),
  /** How many of the 60,000 training images, from the end of the file, form the validation split. */
  validation: count.max(50000).default(5000),
});

/** Points on interleaved spirals. Fields: `point` (2 values, about in [-1, 1]) and `label`. */
const spiralsTask = z.strictObject({
  kind: z.literal('spirals'),
  classes: z.int().min(2).max(10).default(3),
  turns: z.number().positive().max(5).default(1),
  noise: z.number().min(0).max(1).default(0.05),
  train: z.int().min(1).max(1_000_000).default(3000),
  validation: count.max(1_000_000).default(500),
  test: count.max(1_000_000).default(1000),
  /** Seed of the points, which are the same in every run, independent of the run's seed. */
  seed: z.int().default(1),
});

/** A data set imported into the project. */
const datasetTask = z.strictObject({
  kind: z.literal('dataset'),
  dataset: z.string().min(1),
  /** The expected fields, so that a model can be built before its data is imported. */
  fields: fieldsSchema.optional(),
  /** Examples cut from the end of the training split where the data has no validation split. */
  validation: count.optional(),
  /** The same for the test split. */
  test: count.optional(),
});

const symbols = z.int().min(2).max(1000);

/**
 * Predict at every tick the symbol of `delay` ticks ago. Fields: `symbol` and `recalled`, both labels of
 * `symbols` classes. An endless stream.
 */
const recallTask = z.strictObject({
  kind: z.literal('recall'),
  symbols: symbols.default(4),
  delay: z.int().min(1).max(1000).default(6),
});

const curriculum = {
  /** The level rises by one whenever the mean training error falls below `threshold` bits. */
  curriculum: z.boolean().default(true),
  threshold: z.number().positive().default(0.15),
  /** N: symbols of a sequence; with a curriculum, of the first level. */
  length: z.int().min(1).max(1000).default(1),
};

/**
 * Reproduce a sequence of N random symbols after a delimiter (Jaderberg et al. 2017, on recurrent networks).
 * Fields: `input`, a label of `symbols` + 2 classes (symbols, delimiter, blank), and `output`, a label of
 * `symbols` classes, valid in the N ticks after the delimiter.
 */
const copyTask = z.strictObject({
  kind: z.literal('copy'),
  symbols: symbols.default(2),
  ...curriculum,
});

/**
 * Reproduce a sequence R times, then an end marker; with a curriculum N and R grow in turn. Fields: `input`,
 * `symbols` + 2 values (symbol one-hot, delimiter, and R / 10 together with the delimiter), and `output`, a label
 * of `symbols` + 1 classes.
 */
const repeatCopyTask = z.strictObject({
  kind: z.literal('repeatCopy'),
  symbols: symbols.default(2),
  ...curriculum,
  /** R: how often the sequence is reproduced; with a curriculum, on the first level. */
  repeats: z.int().min(1).max(1000).default(1),
});

const withAsked = {
  /** Where there is a target. `long`: only at the symbol that repeats the early one. `all`: at every symbol. */
  asked: z.enum(['long', 'all']).default('long'),
};

/**
 * The embedded Reber grammar: the second symbol, T or P, is repeated as the last but one. Fields: `symbol` and
 * `next`, labels of 7 classes.
 */
const reberTask = z.strictObject({
  kind: z.literal('reber'),
  /** Ticks between the early symbol and its repetition. */
  distance: z.int().min(6).max(1000).default(20),
  ...withAsked,
});

/**
 * Nested brackets of several kinds (a Dyck language). The outermost bracket of a sequence closes `distance` ticks
 * after it opened. Fields: `symbol` and `next`, labels of 2 · `pairs` classes.
 */
const bracketsTask = z.strictObject({
  kind: z.literal('brackets'),
  pairs: z.int().min(2).max(26).default(2),
  distance: z.int().min(3).max(1001).default(21),
  depth: z.int().min(2).max(100).default(4),
  ...withAsked,
});

/**
 * Language modelling on text in UTF-8. Fields: `symbol` and `next`, labels with a class for each character (or
 * word) of the training split and one for unknown ones. Each row of the batch reads its own stream.
 */
const textTask = z.strictObject({
  kind: z.literal('text'),
  unit: z.enum(['character', 'word']).default('character'),
  /** Id of an imported text. */
  dataset: z.string().min(1).optional(),
  /** Or paths of text files. With neither, generated brackets are used. */
  train: z.string().min(1).optional(),
  validation: z.string().min(1).optional(),
  test: z.string().min(1).optional(),
  /** Fractions cut from the end of the training text for missing splits: first test, then validation. */
  validationFraction: z.number().min(0).lt(1).default(0.05),
  testFraction: z.number().min(0).lt(1).default(0.05),
  /** Only this many of the most frequent symbols get a class of their own; the others are unknown. */
  vocabulary: z.int().min(1).max(1_000_000).optional(),
  /**
   * In training the state of a row is reset to zero after this many symbols, without moving in the text; 0: never.
   * A model that has seen the zero state only at its first step may fail in evaluation, which starts from it.
   */
  resetEvery: z.int().min(0).max(1_000_000_000).default(5000),
});

/**
 * Counting MNIST digits in a stream (Jaderberg et al. 2017, on networks of two timescales). Fields: `image`, one
 * digit per tick; `odd`, a label of T + 1 classes every T ticks: how many of the last T digits were odd;
 * `threes` every T² ticks: how many of the last T² were threes; with three levels also `sevens` every T³ ticks.
 */
const countingTask = z.strictObject({
  kind: z.literal('counting'),
  /** T. */
  ticks: z.int().min(2).max(16).default(4),
  levels: z.int().min(1).max(3).default(2),
  /** How many of the 60,000 training images, from the end of the file, form the validation split. */
  validation: count.max(50000).default(5000),
});

/**
 * An imported table or array whose rows, in their order, are the ticks of sequences. The state is reset to zero
 * after each sequence. Data with nothing to predict get a further field `next`: the features `ahead` rows later.
 */
const sequenceTask = z.strictObject({
  kind: z.literal('sequence'),
  dataset: z.string().min(1),
  fields: fieldsSchema.optional(),
  /** Ticks of a sequence; left out, the data is one stream, in which each row of the batch has its own start. */
  length: z.int().min(1).optional(),
  /** Ticks from the start of one sequence to the next; left out, sequences do not overlap. */
  stride: z.int().min(1).optional(),
  /** Whether the target is valid at every tick, or only at the last one of each sequence. */
  asked: z.enum(['all', 'last']).default('all'),
  /** How many ticks ahead of the input the target lies: 1 predicts the next row, and is the least for `next`. */
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

/** Paths of the files that a task reads from outside the project. */
export function taskFiles(task: Task): string[] {
  if (task.kind !== 'text') return [];
  return [task.train, task.validation, task.test].filter((path) => path !== undefined);
}

/** The field of a name; undefined where there is none or no fields are known. */
export function findField(fields: Fields | null, name: string): Field | undefined {
  return fields && Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/**
 * The fields of a task; null where they are unknown, because its data is not imported and `fields` is left out.
 * `datasetFields`: the fields of its imported data set, if there is one.
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
      return datasetFields ?? task.fields ?? null;
    case 'sequence':
      return withNextRows(datasetFields ?? task.fields ?? null);
    case 'text':
      return datasetFields ?? null;
    case 'recall':
      return { symbol: makeLabel(task.symbols), recalled: makeLabel(task.symbols) };
    case 'copy':
      return { input: makeLabel(task.symbols + 2), output: makeLabel(task.symbols) };
    case 'repeatCopy':
      return {
        input: { kind: 'values', shape: [task.symbols + 2] },
        output: makeLabel(task.symbols + 1),
      };
    case 'reber':
      return { symbol: makeLabel(7), next: makeLabel(7) };
    case 'brackets':
      return { symbol: makeLabel(2 * task.pairs), next: makeLabel(2 * task.pairs) };
    case 'counting':
      return {
        image: { kind: 'values', shape: [28, 28, 1] },
        ...Object.fromEntries(
          countingTargets(task).map(({ name, ticks }) => [name, makeLabel(ticks + 1)]),
        ),
      };
  }
}

/** Names of imported numbers that are to be predicted. Imports write `value`. */
const valueTargets: readonly string[] = ['value', 'target', 'y'];

/** Whether an imported field is to be predicted: every label is, and numbers with such a name. */
export function isImportedTarget(name: string, { kind }: Field): boolean {
  return kind === 'label' || valueTargets.includes(name);
}

/** Whether imported data have nothing to predict but the rows of their `features` that follow. */
export function predictsNextRows(fields: Fields): boolean {
  return (
    findField(fields, 'features') !== undefined &&
    !Object.entries(fields).some(([name, field]) => isImportedTarget(name, field))
  );
}

function withNextRows(fields: Fields | null): Fields | null {
  const features = findField(fields, 'features');
  return fields && features && predictsNextRows(fields) ? { ...fields, next: features } : fields;
}

/** The target fields of the counting task, and after how many ticks each is due. */
function countingTargets({ levels, ticks }: TaskOf<'counting'>): { name: string; ticks: number }[] {
  return ['odd', 'threes', 'sevens']
    .slice(0, levels)
    .map((name, level) => ({ name, ticks: ticks ** (level + 1) }));
}

/** Ticks of the stream from one valid value of a target field to the next. */
export function targetPeriod(task: Task, field: string): number {
  if (task.kind !== 'counting') return 1;
  return countingTargets(task).find(({ name }) => name === field)?.ticks ?? 1;
}

function makeLabel(classes: number): Field {
  return { kind: 'label', classes };
}

/** Whether the task is a stream of ticks; otherwise it is a set of examples. */
export function isSequential(task: Task): boolean {
  return !['mnist', 'spirals', 'dataset'].includes(task.kind);
}

/**
 * The units in which the cross entropy of the first label is reported beside the loss in nats: `bpc` bits per
 * character, `bits` per predicted symbol, `perplexity` per word.
 */
export const reportUnits = ['bpc', 'perplexity', 'bits'] as const;
export type ReportUnit = (typeof reportUnits)[number];

/** The unit in which a task reports; null for the loss in nats alone. */
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
 * Ticks of one sequence, which `backprop` unrolls by default. `curriculum` where the length grows with the level;
 * null where the stream has no sequences of a fixed length.
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
