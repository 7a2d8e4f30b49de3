import { createGenerator } from '#data/random';
import type { TextParts } from '#data/tasks/text';
import { createTickStream } from '#data/streams/tick-stream';
import type { TickDataset } from '#data/streams/tick-dataset';
import { WorkbenchError } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import type { InspectRequest, InspectResult } from '#spec/inspect';
import { fieldOf, sequenceTicks } from '#spec/task';
import { loadWeights } from './checkpoint';
import type { WindowData } from '../feed/feed';
import { buildNetwork, inputNodes, lossNodes, type Network } from '../model/network';
import { Predictor } from './predictor';
import { streamWindow } from '../feed/source';

export interface InspectOptions {
  spec: Experiment;
  data: TickDataset;
  /** Of a text task: its vocabulary. */
  text: TextParts | null;
  /** Folder of the run's checkpoints, and which one. */
  checkpoints: string;
  step: number;
}

/**
 * Asks a checkpoint to say something. Every tensor it makes is freed. Throws `validation` where the task
 * has nothing to say in that way, and as `loadWeights` does.
 */
export async function inspect(
  options: InspectOptions,
  request: InspectRequest,
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
  { prompt, temperature, length, seed }: Extract<InspectRequest, { kind: 'sample' }>,
): string {
  const [loss] = lossNodes(network.model);
  if (!text || !loss)
    throw new WorkbenchError(
      'validation',
      'Only models of a text can go on with one. Ask this one to answer its task instead.',
    );
  const { vocabulary } = text;
  const generator = createGenerator(seed, 'sample');
  const spoken = new Predictor(network, 1);
  try {
    const first = vocabulary.encode(prompt === '' ? '\n' : prompt);
    let logits: Float32Array = new Float32Array();
    for (const symbol of first) logits = spoken.step({ symbol, next: -1 }, loss.id);
    const said: number[] = [];
    for (let i = 0; i < length; i++) {
      const symbol = sampleClass(logits, temperature, generator.uniform());
      said.push(symbol);
      logits = spoken.step({ symbol, next: -1 }, loss.id);
    }
    return vocabulary.decode(said);
  } finally {
    spoken.dispose();
  }
}

function answer(
  network: Network,
  { spec, data, step }: InspectOptions,
  { ticks, seed }: Extract<InspectRequest, { kind: 'answer' }>,
): InspectResult {
  const loss = lossNodes(network.model).find(
    ({ node }) => fieldOf(data.fields, node.target)?.kind === 'label',
  );
  const [input] = inputNodes(network.model);
  if (!loss || !input)
    throw new WorkbenchError('validation', 'The model is asked for no class that could be shown.');
  const stream = createTickStream(data, 'train', {
    batch: 1,
    aligned: true,
    generator: createGenerator(seed, 'answer'),
    memory: 1,
  });
  if (!stream) throw new WorkbenchError('validation', 'The task has no training part.');
  const given = sequenceTicks(spec.task);
  const shown = ticks ?? (given === 'curriculum' ? stream.curriculum?.sequenceTicks : given) ?? 40;
  const cycle = Math.max(1, ...Object.values(network.periods));
  const count = Math.ceil(shown / cycle) * cycle;
  stream.advance(count);
  const window = streamWindow(stream, 1, count, 0, 0);
  const spoken = new Predictor(network, 1);
  try {
    const found = spoken.run(window).get(loss.id);
    const output = new Array<number>(count).fill(-1);
    found?.ticks.forEach((tick, index) => {
      const { width, values } = found;
      output[tick - 1] = largest(values.subarray(index * width, (index + 1) * width));
    });
    const target = [...(window.values[loss.node.target] ?? [])].map((asked) => Math.max(asked, -1));
    const names = (name: string): string[] | null => {
      const field = fieldOf(data.fields, name);
      return (field?.kind === 'label' && field.names) || null;
    };
    return {
      kind: 'answer',
      step,
      input: inputClasses(data, input.node.field, window, count),
      target,
      output,
      inputNames: names(input.node.field),
      names: names(loss.node.target),
    };
  } finally {
    spoken.dispose();
  }
}

function inputClasses(
  { fields }: TickDataset,
  name: string,
  { values }: WindowData,
  count: number,
): number[] {
  const given = values[name] ?? new Float32Array();
  if (fieldOf(fields, name)?.kind === 'label') return [...given];
  const width = given.length / count;
  return Array.from({ length: count }, (_, tick) =>
    largestOrNone(given.subarray(tick * width, (tick + 1) * width) as Float32Array),
  );
}

/** −1 where all are zero: nothing was shown. */
function largestOrNone(values: Float32Array): number {
  return values.some((value) => value !== 0) ? largest(values) : -1;
}

function largest(values: Float32Array): number {
  return values.reduce(
    (best, value, index) => (value > (values[best] ?? -Infinity) ? index : best),
    0,
  );
}

/** The class at `place` in [0, 1) of the softmax of `logits / temperature`; the largest at 0. */
function sampleClass(logits: Float32Array, temperature: number, place: number): number {
  if (temperature === 0) return largest(logits);
  const top = logits[largest(logits)] ?? 0;
  const weights = logits.map((logit) => Math.exp((logit - top) / temperature));
  let rest = place * weights.reduce((sum, one) => sum + one, 0);
  const chosen = weights.findIndex((weight) => (rest -= weight) < 0);
  return chosen < 0 ? largest(logits) : chosen;
}
