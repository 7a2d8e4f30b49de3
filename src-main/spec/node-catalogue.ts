import { formatPlain } from './number-format';
import { countNoun } from './count-noun';
import { activationFunctions, nodeSchema, type Node, type NodeKind, type NodeOf } from './nodes';
import { formatShape } from './problems';
import { plainChoices, type SettingDescriptor } from './setting-descriptors';

export const nodeGroups = ['Input', 'Layers', 'Recurrent', 'Shape', 'Losses'] as const;
type NodeGroup = (typeof nodeGroups)[number];

/** What the palette, the canvas and the inspector need to know about a kind of node. */
export interface NodeEntry<K extends NodeKind = NodeKind> {
  kind: K;
  label: string;
  group: NodeGroup;
  description: string;
  /** Id of a new node, to which a number is appended where it is taken. */
  name: string;
  settings: readonly SettingDescriptor[];
  /** The two or three settings that the canvas shows, as text. */
  summary(node: NodeOf<K>): string;
  /** Creates a node with default settings. */
  create(): NodeOf<K>;
}

const activation: SettingDescriptor = {
  key: 'activation',
  label: 'Activation',
  help: 'Applied to each number last, after batch normalisation.',
  type: 'choice',
  choices: plainChoices(activationFunctions),
};
const batchNorm: SettingDescriptor = {
  key: 'batchNorm',
  label: 'Batch norm',
  help: 'Between the linear map and the activation.',
  type: 'boolean',
};
const bias: SettingDescriptor = {
  key: 'bias',
  label: 'Bias',
  help: 'Adds a learnt number to each unit.',
  type: 'boolean',
};
const padding: SettingDescriptor = {
  key: 'padding',
  label: 'Padding',
  help: 'same: the map keeps its size (at stride 1). valid: only windows that fit.',
  type: 'choice',
  choices: plainChoices(['same', 'valid']),
};
const period: SettingDescriptor = {
  key: 'period',
  label: 'Ticks every',
  help: 'Ticks of the stream from one of its ticks to the next; empty: as often as its inputs.',
  type: 'integer',
  min: 1,
  optional: true,
};
const units: SettingDescriptor = {
  key: 'units',
  label: 'Units',
  help: 'Numbers it gives.',
  type: 'integer',
  min: 1,
};
const pooling: readonly SettingDescriptor[] = [
  { key: 'size', label: 'Window', help: 'Rows and columns.', type: 'pair', min: 1 },
  {
    key: 'stride',
    label: 'Stride',
    help: 'Left out, the windows do not overlap.',
    type: 'pair',
    min: 1,
    optional: true,
  },
  padding,
  period,
];
const loss: readonly SettingDescriptor[] = [
  { key: 'target', label: 'Target', help: 'The field to be predicted.', type: 'field', of: 'any' },
  {
    key: 'weight',
    label: 'Weight',
    help: 'Factor of this loss in the sum of all.',
    type: 'number',
    min: 0,
    step: 0.1,
  },
];

function formatSize(value: number | [number, number]): string {
  return typeof value === 'number' ? `${value} × ${value}` : formatShape(value);
}

function joinParts(...parts: (string | false)[]): string {
  return parts.filter((part) => part !== false && part !== '').join(' · ');
}

/** Settings that are left out of `values` take the defaults of the schema. */
function creator<K extends NodeKind>(values: { kind: K } & Record<string, unknown>) {
  return (): NodeOf<K> => nodeSchema.parse(values) as NodeOf<K>;
}

type Catalogue = { readonly [K in NodeKind]: NodeEntry<K> };

/** All kinds of nodes, in the order of the palette. */
export const nodeCatalogue: Catalogue = {
  input: {
    kind: 'input',
    label: 'Input',
    group: 'Input',
    description: 'Reads one field of the task.',
    name: 'input',
    settings: [
      { key: 'field', label: 'Field', help: 'What it reads.', type: 'field', of: 'any' },
      {
        key: 'layout',
        label: 'Layout',
        help: 'vector: one row of numbers. grid: rows × columns × channels, for convolutions. index: the number of a class, for an embedding.',
        type: 'choice',
        choices: plainChoices(['vector', 'grid', 'index']),
      },
    ],
    summary: (node) => joinParts(node.field, node.layout),
    create: creator({ kind: 'input', field: 'image' }),
  },
  dense: {
    kind: 'dense',
    label: 'Dense',
    group: 'Layers',
    description: 'Linear map of a vector, batch normalisation, activation.',
    name: 'dense',
    settings: [
      {
        ...units,
        help: 'Numbers it gives; classes: as many as the target of its loss has.',
        word: 'classes',
      },
      activation,
      batchNorm,
      bias,
      period,
    ],
    summary: (node) =>
      joinParts(
        node.units === 'classes' ? 'a unit a class' : countNoun(node.units, 'unit'),
        node.batchNorm && 'batch norm',
        node.activation !== 'linear' && node.activation,
      ),
    create: creator({ kind: 'dense', units: 256, batchNorm: true, activation: 'relu' }),
  },
  conv2d: {
    kind: 'conv2d',
    label: 'Conv 2-D',
    group: 'Layers',
    description: 'Convolution of a feature map, batch normalisation, activation.',
    name: 'conv',
    settings: [
      { key: 'filters', label: 'Maps', help: 'Feature maps it gives.', type: 'integer', min: 1 },
      { key: 'kernel', label: 'Kernel', help: 'Rows and columns.', type: 'pair', min: 1 },
      { key: 'stride', label: 'Stride', help: 'Rows and columns.', type: 'pair', min: 1 },
      padding,
      activation,
      batchNorm,
      bias,
      period,
    ],
    summary: (node) =>
      joinParts(
        `${node.filters} maps`,
        formatSize(node.kernel),
        node.batchNorm && 'batch norm',
        node.activation !== 'linear' && node.activation,
      ),
    create: creator({ kind: 'conv2d', filters: 32, batchNorm: true, activation: 'relu' }),
  },
  maxPool: {
    kind: 'maxPool',
    label: 'Max pool',
    group: 'Layers',
    description: 'The largest number of each window.',
    name: 'pool',
    settings: pooling,
    summary: (node) =>
      joinParts(formatSize(node.size), `stride ${formatSize(node.stride ?? node.size)}`),
    create: creator({ kind: 'maxPool' }),
  },
  averagePool: {
    kind: 'averagePool',
    label: 'Average pool',
    group: 'Layers',
    description: 'The mean of each window.',
    name: 'pool',
    settings: pooling,
    summary: (node) =>
      joinParts(formatSize(node.size), `stride ${formatSize(node.stride ?? node.size)}`),
    create: creator({ kind: 'averagePool' }),
  },
  batchNorm: {
    kind: 'batchNorm',
    label: 'Batch norm',
    group: 'Layers',
    description: 'Brings each channel to mean 0 and variance 1 over the batch.',
    name: 'norm',
    settings: [period],
    summary: () => '',
    create: creator({ kind: 'batchNorm' }),
  },
  activation: {
    kind: 'activation',
    label: 'Activation',
    group: 'Layers',
    description: 'A function of each number by itself.',
    name: 'activation',
    settings: [
      { ...activation, key: 'function', label: 'Function', help: 'Which function.' },
      period,
    ],
    summary: (node) => node.function,
    create: creator({ kind: 'activation' }),
  },
  dropout: {
    kind: 'dropout',
    label: 'Dropout',
    group: 'Layers',
    description: 'Sets numbers to zero at random while training.',
    name: 'dropout',
    settings: [
      {
        key: 'rate',
        label: 'Rate',
        help: 'Probability that a number is set to zero.',
        type: 'number',
        min: 0,
        max: 0.99,
        step: 0.05,
      },
      period,
    ],
    summary: (node) => `rate ${formatPlain(node.rate)}`,
    create: creator({ kind: 'dropout' }),
  },
  embedding: {
    kind: 'embedding',
    label: 'Embedding',
    group: 'Recurrent',
    description: 'A learnt row of numbers for each class, looked up by its number.',
    name: 'embedding',
    settings: [units, period],
    summary: (node) => countNoun(node.units, 'unit'),
    create: creator({ kind: 'embedding', units: 32 }),
  },
  lstm: {
    kind: 'lstm',
    label: 'LSTM',
    group: 'Recurrent',
    description: 'Remembers from tick to tick, with gates that say what to keep.',
    name: 'lstm',
    settings: [
      units,
      {
        key: 'forgetBias',
        label: 'Forget bias',
        help: 'Added to the forget gate before its sigmoid: 1 keeps the memory at first.',
        type: 'number',
        step: 0.5,
      },
      period,
    ],
    summary: (node) =>
      joinParts(
        countNoun(node.units, 'unit'),
        node.forgetBias !== 1 && `forget bias ${formatPlain(node.forgetBias)}`,
      ),
    create: creator({ kind: 'lstm', units: 64 }),
  },
  gru: {
    kind: 'gru',
    label: 'GRU',
    group: 'Recurrent',
    description: 'Remembers from tick to tick, with fewer gates than an LSTM.',
    name: 'gru',
    settings: [units, period],
    summary: (node) => countNoun(node.units, 'unit'),
    create: creator({ kind: 'gru', units: 64 }),
  },
  rnn: {
    kind: 'rnn',
    label: 'Plain recurrent',
    group: 'Recurrent',
    description: 'A linear map of input and state, then an activation.',
    name: 'rnn',
    settings: [
      units,
      { ...activation, help: 'Applied to the sum of input and state, both mapped.' },
      period,
    ],
    summary: (node) =>
      joinParts(countNoun(node.units, 'unit'), node.activation !== 'linear' && node.activation),
    create: creator({ kind: 'rnn', units: 64 }),
  },
  flatten: {
    kind: 'flatten',
    label: 'Flatten',
    group: 'Shape',
    description: 'Makes one vector of a feature map.',
    name: 'flatten',
    settings: [period],
    summary: () => '',
    create: creator({ kind: 'flatten' }),
  },
  add: {
    kind: 'add',
    label: 'Add',
    group: 'Shape',
    description: 'The sum of messages of one shape: residual connections.',
    name: 'sum',
    settings: [period],
    summary: () => '',
    create: creator({ kind: 'add' }),
  },
  concat: {
    kind: 'concat',
    label: 'Concat',
    group: 'Shape',
    description: 'Joins messages along the last axis, in the order of their edges.',
    name: 'concat',
    settings: [period],
    summary: () => '',
    create: creator({ kind: 'concat' }),
  },
  softmaxCrossEntropy: {
    kind: 'softmaxCrossEntropy',
    label: 'Softmax cross entropy',
    group: 'Losses',
    description: 'For classes: minus the log of the probability given to the right one.',
    name: 'loss',
    settings: loss,
    summary: (node) =>
      joinParts(node.target, node.weight !== 1 && `weight ${formatPlain(node.weight)}`),
    create: creator({ kind: 'softmaxCrossEntropy', target: 'label' }),
  },
  meanSquaredError: {
    kind: 'meanSquaredError',
    label: 'Mean squared error',
    group: 'Losses',
    description: 'For numbers: the mean squared difference.',
    name: 'loss',
    settings: loss,
    summary: (node) =>
      joinParts(node.target, node.weight !== 1 && `weight ${formatPlain(node.weight)}`),
    create: creator({ kind: 'meanSquaredError', target: 'label' }),
  },
};

/** The catalogue entry of a node's kind. */
export function findNodeEntry(node: Pick<Node, 'kind'>): NodeEntry {
  return nodeCatalogue[node.kind] as unknown as NodeEntry;
}

/** The settings that the canvas shows, as text. */
export function summarizeNode(node: Node): string {
  return findNodeEntry(node).summary(node);
}
