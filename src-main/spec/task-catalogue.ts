import { plainChoices, type SettingDescriptor } from './setting-descriptors';
import type { TaskKind } from './task';

/** Labels, descriptions and setting descriptors of all tasks. */

export interface TaskEntry {
  value: TaskKind;
  label: string;
  group: 'Examples' | 'Sequences';
  description: string;
}

export const taskKinds: readonly TaskEntry[] = [
  {
    value: 'mnist',
    label: 'MNIST digits',
    group: 'Examples',
    description: 'Handwritten digits of 28 × 28: which of the ten is it?',
  },
  {
    value: 'spirals',
    label: 'Spirals',
    group: 'Examples',
    description: 'Points of interleaved spirals: on which does it lie?',
  },
  {
    value: 'dataset',
    label: 'Imported data',
    group: 'Examples',
    description: 'A data set of the project, example by example.',
  },
  {
    value: 'recall',
    label: 'Recall',
    group: 'Sequences',
    description: 'Output the symbol seen some ticks ago, at every tick.',
  },
  {
    value: 'copy',
    label: 'Copy',
    group: 'Sequences',
    description: 'Repeat a sequence of random symbols after a delimiter.',
  },
  {
    value: 'repeatCopy',
    label: 'Repeat copy',
    group: 'Sequences',
    description: 'Repeat a sequence several times, then output an end marker.',
  },
  {
    value: 'reber',
    label: 'Embedded Reber grammar',
    group: 'Sequences',
    description: 'An early symbol comes again before the end: which was it?',
  },
  {
    value: 'brackets',
    label: 'Nested brackets',
    group: 'Sequences',
    description: 'Each bracket closes with the kind it was opened with.',
  },
  {
    value: 'text',
    label: 'Text',
    group: 'Sequences',
    description: 'Predict the next character, or word, of any text.',
  },
  {
    value: 'counting',
    label: 'Counting digits',
    group: 'Sequences',
    description: 'How many of the last digits were odd, and how many threes?',
  },
  {
    value: 'sequence',
    label: 'Imported sequences',
    group: 'Sequences',
    description: 'A data set of the project, whose rows are ticks.',
  },
];

const generatedSplit = (key: 'validation' | 'test'): SettingDescriptor => ({
  key,
  label: key === 'validation' ? 'Validation' : 'Test',
  help: 'Examples.',
  type: 'integer',
  min: 0,
});
const validationImages: SettingDescriptor = {
  key: 'validation',
  label: 'Validation',
  help: 'Images kept of the 60,000 for validation.',
  type: 'integer',
  min: 0,
  max: 50_000,
};
const cutSplit = (key: 'validation' | 'test'): SettingDescriptor => ({
  key,
  label: key === 'validation' ? 'Validation' : 'Test',
  help: 'Examples cut from the end of the training part, where the data has no such part.',
  type: 'integer',
  min: 0,
  optional: true,
});
const symbols: SettingDescriptor = {
  key: 'symbols',
  label: 'Symbols',
  help: 'Different symbols there are.',
  type: 'integer',
  min: 2,
  max: 1000,
};
const curriculumSettings = (length: string): readonly SettingDescriptor[] => [
  symbols,
  { key: 'length', label: 'Length N', help: length, type: 'integer', min: 1, max: 1000 },
  {
    key: 'curriculum',
    label: 'Curriculum',
    help: 'The task grows by one whenever it is solved.',
    type: 'boolean',
  },
  {
    key: 'threshold',
    label: 'Solved below',
    help: 'Bits: with a curriculum, the mean training error at which the task grows.',
    type: 'number',
    min: 0,
    step: 0.05,
  },
];
const asked: SettingDescriptor = {
  key: 'asked',
  label: 'Asked for',
  help: 'Only the symbol that repeats the early one, or every next symbol.',
  type: 'choice',
  choices: [
    { value: 'long', label: 'the far symbol' },
    { value: 'all', label: 'every next symbol' },
  ],
};
const file = (key: string, label: string, optional: string): SettingDescriptor => ({
  key,
  label,
  help: `Path of a text file on this machine; ${optional}`,
  type: 'file',
  optional: true,
});
const fraction = (key: string, label: string): SettingDescriptor => ({
  key,
  label,
  help: 'Share cut from the end of the training text, where the text has no such part.',
  type: 'number',
  min: 0,
  max: 0.99,
  step: 0.01,
});

export const taskSettings: Record<TaskKind, readonly SettingDescriptor[]> = {
  mnist: [validationImages],
  spirals: [
    { key: 'classes', label: 'Classes', help: 'Spirals.', type: 'integer', min: 2, max: 10 },
    {
      key: 'turns',
      label: 'Turns',
      help: 'Of each spiral.',
      type: 'number',
      min: 0,
      max: 5,
      step: 0.25,
    },
    {
      key: 'noise',
      label: 'Noise',
      help: 'Standard deviation.',
      type: 'number',
      min: 0,
      max: 1,
      step: 0.01,
    },
    { key: 'train', label: 'Training', help: 'Examples.', type: 'integer', min: 1 },
    generatedSplit('validation'),
    generatedSplit('test'),
    { key: 'seed', label: 'Seed of the points', help: 'The same in every run.', type: 'integer' },
  ],
  dataset: [cutSplit('validation'), cutSplit('test')],
  recall: [
    symbols,
    {
      key: 'delay',
      label: 'Delay d',
      help: 'Ticks ago that the wanted symbol was seen.',
      type: 'integer',
      min: 1,
      max: 1000,
    },
  ],
  copy: curriculumSettings('Symbols of a sequence; with a curriculum, at first.'),
  repeatCopy: [
    ...curriculumSettings('Symbols of a sequence; with a curriculum, at first.'),
    {
      key: 'repeats',
      label: 'Repeats R',
      help: 'How often it is repeated; with a curriculum, at first.',
      type: 'integer',
      min: 1,
      max: 1000,
    },
  ],
  reber: [
    {
      key: 'distance',
      label: 'Distance',
      help: 'Ticks between the early symbol and the place where it comes again.',
      type: 'integer',
      min: 6,
      max: 1000,
    },
    asked,
  ],
  brackets: [
    { key: 'pairs', label: 'Pairs', help: 'Kinds of brackets.', type: 'integer', min: 2, max: 26 },
    {
      key: 'distance',
      label: 'Distance',
      help: 'Ticks from the outermost bracket to the one that closes it.',
      type: 'integer',
      min: 3,
      max: 1001,
    },
    {
      key: 'depth',
      label: 'Depth',
      help: 'Most brackets open at a time.',
      type: 'integer',
      min: 2,
      max: 100,
    },
    asked,
  ],
  text: [
    {
      key: 'unit',
      label: 'Read by',
      help: 'What one tick of the stream is.',
      type: 'choice',
      choices: plainChoices(['character', 'word']),
    },
    file('train', 'Training file', 'empty: the text above, or generated brackets.'),
    file('validation', 'Validation file', 'empty: cut from the training text.'),
    file('test', 'Test file', 'empty: cut from the training text.'),
    fraction('validationFraction', 'Validation share'),
    fraction('testFraction', 'Test share'),
    {
      key: 'vocabulary',
      label: 'Vocabulary',
      help: 'The most frequent characters or words get a class each, the rest is unknown; empty: all.',
      empty: 'all',
      type: 'integer',
      min: 1,
      max: 1_000_000,
      optional: true,
    },
    {
      key: 'resetEvery',
      label: 'Reset every',
      help: 'Symbols after which a row of the batch forgets its state in training, so that the model knows to begin; 0: never.',
      type: 'integer',
      min: 0,
      max: 1_000_000_000,
    },
  ],
  counting: [
    {
      key: 'ticks',
      label: 'Ticks T',
      help: 'The first report is made every T digits, the next every T².',
      type: 'integer',
      min: 2,
      max: 16,
    },
    {
      key: 'levels',
      label: 'Levels',
      help: 'Reports: odd digits, threes, sevens.',
      type: 'integer',
      min: 1,
      max: 3,
    },
    validationImages,
  ],
  sequence: [
    {
      key: 'length',
      label: 'Length',
      help: 'Ticks of a sequence, after which the state is set to zero; empty: one stream.',
      empty: 'one stream',
      type: 'integer',
      min: 1,
      optional: true,
    },
    {
      key: 'stride',
      label: 'Stride',
      help: 'Ticks from the start of one sequence to the next; empty: they do not overlap.',
      empty: 'no overlap',
      type: 'integer',
      min: 1,
      optional: true,
    },
    {
      key: 'asked',
      label: 'Asked for',
      help: 'Whether the target is wanted at every tick, or once a sequence.',
      type: 'choice',
      choices: [
        { value: 'all', label: 'at every tick' },
        { value: 'last', label: 'at the end' },
      ],
    },
    {
      key: 'ahead',
      label: 'Ahead',
      help: "Ticks by which the target lies ahead: 1 predicts the next row. Data with nothing else to predict have the target 'next'.",
      type: 'integer',
      min: 0,
    },
    cutSplit('validation'),
    cutSplit('test'),
  ],
};
