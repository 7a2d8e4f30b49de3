import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { experimentSchema, type Experiment, type ExperimentInput } from '#spec/experiment';

/** A named spec that is timed. It is an ordinary spec, so that every contender trains the same model. */
export interface Workload {
  name: string;
  spec: Experiment;
  /** The workload with the same model and data and another method, for comparison. */
  baseline?: string;
}

const templates = join('resources', 'templates');

async function template(name: string): Promise<ExperimentInput> {
  return JSON.parse(await readFile(join(templates, `${name}.json`), 'utf8')) as ExperimentInput;
}

/** An LSTM of `units`, unrolled over `ticks` symbols. Only its speed matters, not what it learns. */
export function lstm(units: number, ticks: number, method: 'none' | 'dni'): ExperimentInput {
  return {
    version: 1,
    name: `LSTM ${units}, ${ticks} ticks`,
    model: {
      nodes: {
        symbol: { kind: 'input', field: 'symbol' },
        core: { kind: 'lstm', units },
        logits: { kind: 'dense', units: 'classes' },
        loss: { kind: 'softmaxCrossEntropy', target: 'recalled' },
      },
      edges: [
        { from: 'symbol', to: 'core' },
        { from: 'core', to: 'core', delay: 1, decoupled: { synthesizer: { hidden: [units] } } },
        { from: 'core', to: 'logits' },
        { from: 'logits', to: 'loss' },
      ],
    },
    task: { kind: 'recall', symbols: 50, delay: 1 },
    training: {
      method,
      steps: 1000,
      batch: 32,
      unroll: ticks,
      optimizer: { kind: 'adam', rate: 1e-3 },
    },
  };
}

const sizes = [
  [256, 8],
  [256, 40],
  [1024, 8],
  [1024, 40],
] as const;

/** The workloads by name, in the order of the table. */
const sources: Readonly<
  Record<string, { baseline?: string; input: () => Promise<ExperimentInput> | ExperimentInput }>
> = {
  'mnist-backprop': { input: () => template('mnist-backprop') },
  'mnist-cdni': { baseline: 'mnist-backprop', input: () => template('mnist-cdni') },
  'mnist-backprop-6': {
    input: async () => withMethod(await template('mnist-cdni-6'), 'backprop'),
  },
  'mnist-cdni-6': { baseline: 'mnist-backprop-6', input: () => template('mnist-cdni-6') },
  'mnist-dni': { baseline: 'mnist-backprop', input: () => template('mnist-dni') },
  'mnist-cnn-backprop': {
    input: async () => withMethod(await template('mnist-cnn-cdni'), 'backprop'),
  },
  'mnist-cnn-cdni': { baseline: 'mnist-cnn-backprop', input: () => template('mnist-cnn-cdni') },
  ...Object.fromEntries(
    sizes.flatMap(([units, ticks]) => {
      const name = `lstm-${units}-${ticks}`;
      return [
        [name, { input: () => lstm(units, ticks, 'none') }],
        [`${name}-dni`, { baseline: name, input: () => lstm(units, ticks, 'dni') }],
      ];
    }),
  ),
};

export const workloadNames: readonly string[] = Object.keys(sources);

/** Throws if there is no workload of this name. */
export async function workload(name: string): Promise<Workload> {
  const source = Object.hasOwn(sources, name) ? sources[name] : undefined;
  if (!source)
    throw new Error(`There is no workload '${name}'. There are: ${workloadNames.join(', ')}.`);
  const spec = experimentSchema.parse(await source.input());
  return { name, spec, baseline: source.baseline };
}

/** A workload of the table, or a template of the program. Throws if there is neither. */
export async function workloadOrTemplate(name: string): Promise<Workload> {
  if (Object.hasOwn(sources, name)) return workload(name);
  const input = await template(name).catch(() => null);
  if (input === null) throw new Error(`There is no workload and no template '${name}'.`);
  return { name, spec: experimentSchema.parse(input) };
}

function withMethod(input: ExperimentInput, method: 'backprop'): ExperimentInput {
  return { ...input, training: { ...input.training, method } };
}
