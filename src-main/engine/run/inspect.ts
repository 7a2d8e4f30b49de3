import { createGenerator } from '#data/random';
import type { TextParts } from '#data/tasks/text';
import { createTickStream } from '#data/streams/tick-stream';
import type { TickDataset } from '#data/streams/tick-dataset';
import { findEntropy, lossNodes } from '#spec/deciding-loss';
import { WorkbenchError } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import type { InspectResult, StreamInspectRequest } from '#spec/inspect';
import { findField, sequenceTicks } from '#spec/task';
import { loadWeights } from './checkpoint';
import type { WindowData } from '../feed/feed';
import { buildNetwork, inputNodes, type Network } from '../model/network';
import { Predictor } from './predictor';
import { streamWindow } from '../feed/source';

export interface InspectOptions {
  spec: Experiment;
  data: TickDataset;
  /** The vocabulary of a text task; null for other tasks. */
  text: TextParts | null;
  /** Folder of the run's checkpoints, and the step of the one to inspect. */
  checkpoints: string;
  step: number;
}

/**
 * Samples a text from a checkpoint, or runs one sequence of its task through it. Every tensor it makes is freed.
 * Throws a WorkbenchError: `validation` where the task cannot be inspected in that way, and as `loadWeights` does.
 */
export async function inspect(
  options: InspectOptions,
  request: StreamInspectRequest,
): Promise<InspectResult> {
  const { spec, data, checkpoints, step } = options;
  const network = buildNetwork(spec.model, data.fields, spec.training.seed);
  try {
    await loadWeights(checkpoints, step, network);
    return request.kind === 'sample'
      ? { kind: 'sample', step, text: sample(network, options, request) }
      : answer(network, options, request);
  } finally {
    network.dispose();
  }
}

function sample(
  network: Network,
  { text }: InspectOptions,
  { prompt, temperature, length, seed }: Extract<StreamInspectRequest, { kind: 'sample' }>,
): string {
  const loss = findEntropy(network.model) ?? lossNodes(network.model)[0];
  if (!text || !loss)
    throw new WorkbenchError(
      'validation',
      'Only models of a text can go on with one. Ask this one to answer its task instead.',
    );
  const { vocabulary } = text;
  const generator = createGenerator(seed, 'sample');
  const predictor = new Predictor(network, 1);
  try {
    const start = vocabulary.encode(prompt === '' ? '\n' : prompt);
    let logits: Float32Array = new Float32Array();
    for (const symbol of start) logits = predictor.step({ symbol, next: -1 }, loss.id);
    const symbols: number[] = [];
    for (let i = 0; i < length; i++) {
      const symbol = sampleClass(logits, temperature, generator.uniform());
      symbols.push(symbol);
      logits = predictor.step({ symbol, next: -1 }, loss.id);
    }
    return vocabulary.decode(symbols);
  } finally {
    predictor.dispose();
  }
}

function answer(
  network: Network,
  { spec, data, step }: InspectOptions,
  { ticks, seed }: Extract<StreamInspectRequest, { kind: 'answer' }>,
): InspectResult {
  const losses = lossNodes(network.model);
  const labelled = losses.filter(
    ({ node }) => findField(data.fields, node.target)?.kind === 'label',
  );
  const loss = labelled.find(({ id }) => id === network.model.decidingLoss) ?? labelled[0];
  const [input] = inputNodes(network.model);
  if (!loss || !input)
    throw new WorkbenchError('validation', 'The model is asked for no class that could be shown.');
  const stream = createTickStream(data, 'train', {
    rows: 1,
    aligned: true,
    generator: createGenerator(seed, 'answer'),
    retainedTicks: 1,
  });
  if (!stream) throw new WorkbenchError('validation', 'The task has no training part.');
  const taskTicks = sequenceTicks(spec.task);
  const sequence = taskTicks === 'curriculum' ? stream.curriculum?.sequenceLength : taskTicks;
  const wanted = ticks ?? sequence ?? 40;
  const cycle = Math.max(1, ...Object.values(network.periods));
  const count = Math.ceil(wanted / cycle) * cycle;
  stream.advance(count);
  const window = streamWindow(stream, 1, count, 0, 0);
  const predictor = new Predictor(network, 1);
  try {
    const prediction = predictor.run(window).get(loss.id);
    const output = new Array<number>(count).fill(-1);
    prediction?.ticks.forEach((tick, index) => {
      const { width, values } = prediction;
      output[tick - 1] = argMax(values.subarray(index * width, (index + 1) * width));
    });
    const target = [...(window.values[loss.node.target] ?? [])].map((label) => Math.max(label, -1));
    const names = (name: string): string[] | null => {
      const field = findField(data.fields, name);
      return (field?.kind === 'label' && field.names) || null;
    };
    return {
      kind: 'answer',
      step,
      loss: losses.length > 1 ? loss.id : null,
      input: inputClasses(data, input.node.field, window, count),
      target,
      output,
      inputNames: names(input.node.field),
      names: names(loss.node.target),
    };
  } finally {
    predictor.dispose();
  }
}

/** The class at each tick of an input: of values, the index of the largest. */
function inputClasses(
  { fields }: TickDataset,
  name: string,
  { values }: WindowData,
  count: number,
): number[] {
  const input = values[name] ?? new Float32Array();
  if (findField(fields, name)?.kind === 'label') return [...input];
  const width = input.length / count;
  return Array.from({ length: count }, (_, tick) =>
    argMaxOrNone(input.subarray(tick * width, (tick + 1) * width) as Float32Array),
  );
}

/** −1 where all values are zero: the tick has no input. */
function argMaxOrNone(values: Float32Array): number {
  return values.some((value) => value !== 0) ? argMax(values) : -1;
}

function argMax(values: Float32Array): number {
  return values.reduce(
    (best, value, index) => (value > (values[best] ?? -Infinity) ? index : best),
    0,
  );
}

/** Draws a class from the softmax of `logits / temperature` by a uniform number in [0, 1); at temperature 0 the largest. */
function sampleClass(logits: Float32Array, temperature: number, uniform: number): number {
  if (temperature === 0) return argMax(logits);
  const top = logits[argMax(logits)] ?? 0;
  const weights = logits.map((logit) => Math.exp((logit - top) / temperature));
  let rest = uniform * weights.reduce((sum, weight) => sum + weight, 0);
  const chosen = weights.findIndex((weight) => (rest -= weight) < 0);
  return chosen < 0 ? argMax(logits) : chosen;
}
