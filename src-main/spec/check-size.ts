import { formatWhole, withDecimalSign } from './number-format';
import { countNoun } from './count-noun';
import { gateCount, countModel } from './counts';
import { estimateMemory, type MemoryEstimate, type MemoryShare } from './estimate-memory';
import { estimateStepWork, rateOf } from './estimate-work';
import type { Experiment } from './experiment';
import { formatBytes } from './format-bytes';
import { indexEdges } from './graph';
import { edgeId, type EdgeId, type Model } from './model';
import { isCore, isLoss, type Node } from './nodes';
import type { Problem } from './problems';
import { quote } from './quote';
import { labelSetting } from './setting-label';
import { inferShapes, sizeFromShape } from './shapes';
import type { Fields } from './task';
import type { TaskData, TrainingMachine } from './task-data';
import { atFirstLevel, inferUpdateWindows } from './update-windows';
import { capitalize } from './letter-case';

/** TensorFlow's kernels count the elements of a tensor in 32 bits. */
const maxElements = 2 ** 31 - 1;
/** From this share of the memory on, the estimate may be too low for the run to fit. */
const warnFrom = 0.5;
const [maxStepSeconds, maxRunSeconds] = [60, 30 * 86_400];

interface SizeContext {
  fields: Fields | null;
  data: TaskData | null;
  /** Null where it is not known: then only the limits that every machine has are checked. */
  machine: TrainingMachine | null;
}

/** Refuses what no machine or this one cannot hold, and warns of what is nearly too large or takes absurdly long. */
export function checkSize(experiment: Experiment, context: SizeContext): Problem[] {
  return [
    ...checkMemory(experiment, context),
    ...checkTensors(experiment, context.fields),
    ...checkDuration(experiment, context),
  ];
}

function checkMemory(experiment: Experiment, { fields, data, machine }: SizeContext): Problem[] {
  if (!machine) return [];
  const estimate = estimateMemory(experiment, fields, data);
  const { device, host } = estimate;
  const gpuMemory = machine.gpu?.memory ?? null;
  const limits: Limit[] = [
    machine.gpu
      ? { needed: host, available: machine.memory, where: 'host' }
      : { needed: device + host, available: machine.memory, where: 'all' },
    ...(gpuMemory === null
      ? []
      : [{ needed: device, available: gpuMemory, where: 'device' as const }]),
  ];
  return limits.flatMap(({ needed, available, where }): Problem[] => {
    if (needed < warnFrom * available) return [];
    const cause = findCause(estimate, where);
    const { what, remedy, place } = describeCause(cause, experiment);
    const amount = `${estimate.isPartial ? 'at least ' : ''}about ${formatBytes(needed)}`;
    const owner = where === 'device' ? 'the GPU has' : 'this machine has';
    return needed > available
      ? [
          {
            severity: 'error',
            ...place,
            message: `Training needs ${amount} of memory, ${formatShare(cause.bytes, needed)} of it for ${what}, but ${owner} ${formatBytes(available)}.`,
            remedy,
          },
        ]
      : [
          {
            severity: 'warning',
            ...place,
            message: `Training needs ${amount} of memory, most of it for ${what}, by an estimate that may be out by a factor of two, and ${owner} ${formatBytes(available)}.`,
            remedy: `If it ends for lack of memory: ${lowerFirst(remedy)}`,
          },
        ];
  });
}

interface Limit {
  needed: number;
  available: number;
  /** Which bytes of the estimate count: those on the GPU, those in main memory, or all of them. */
  where: 'device' | 'host' | 'all';
}

interface Cause {
  share: MemoryShare;
  /** Of all shares of its use. */
  bytes: number;
}

/** The use that needs the most, and what needs the most in it. */
function findCause({ shares }: MemoryEstimate, where: Limit['where']): Cause {
  const sizeOf = ({ device, host }: MemoryShare): number =>
    where === 'all' ? device + host : where === 'device' ? device : host;
  const causes = new Map<MemoryShare['use'], { share: MemoryShare; bytes: number }>();
  for (const share of shares) {
    const cause = causes.get(share.use);
    const isLargest = !cause || sizeOf(share) > sizeOf(cause.share);
    causes.set(share.use, {
      share: isLargest ? share : cause.share,
      bytes: (cause?.bytes ?? 0) + sizeOf(share),
    });
  }
  const all = [...causes.values()];
  const [largest] = all.sort((a, b) => b.bytes - a.bytes);
  if (!largest) throw new Error('an estimate has shares');
  // Weights have an owner each: what is named is what the largest one needs.
  return largest.share.use === 'weights'
    ? { share: largest.share, bytes: sizeOf(largest.share) }
    : largest;
}

/** A cause in words, what to lower, and where that is set. */
function describeCause(
  { share }: Cause,
  experiment: Experiment,
): { what: string; remedy: string; place: Pick<Problem, 'node' | 'edge' | 'setting'> } {
  const { training, diagnostics, model } = experiment;
  const { node, edge, use } = share;
  const owner = edge === undefined ? quote(node ?? '') : `the interface of ${quote(edge)}`;
  switch (use) {
    case 'weights':
      return {
        what: `the weights of ${owner}, their gradients and their optimizer`,
        ...(edge === undefined
          ? lowerNode(node ?? '', model.nodes[node ?? ''])
          : lowerEdge(edge, model)),
      };
    case 'step':
      return {
        what: `the tensors of a step with a batch of ${formatCount(training.batch)}, the largest in ${owner}`,
        remedy: lowerStep(experiment),
        place: { setting: 'training.batch' },
      };
    case 'probe':
      return {
        what: `the interface diagnostics with a batch of ${formatCount(diagnostics.batch)}, the largest in ${owner}`,
        remedy: `Lower '${labelSetting('diagnostics.batch')}' of the diagnostics (now ${formatCount(diagnostics.batch)}).`,
        place: { setting: 'diagnostics.batch' },
      };
    case 'evaluation':
      return {
        what: `an evaluation, which computes hundreds of examples at once, the largest in ${owner}`,
        ...lowerNode(node ?? '', model.nodes[node ?? '']),
      };
    case 'data':
      return {
        what: 'the data set',
        remedy: 'Import fewer or smaller examples.',
        place: { setting: 'task.dataset' },
      };
    case 'program':
      return {
        what: 'the program itself',
        remedy: 'Train on a machine with more memory.',
        place: {},
      };
  }
}

/** `inputs`: how many numbers arrive at the node, where that is known. */
function lowerNode(
  id: string,
  node: Node | undefined,
  inputs = 0,
): { remedy: string; place: Pick<Problem, 'node' | 'setting'> } {
  const key = node && 'filters' in node ? 'filters' : node && 'units' in node ? 'units' : null;
  const value = node && key && (node as Record<string, unknown>)[key];
  if (key === null || typeof value !== 'number')
    return { remedy: `Make what arrives at ${quote(id)} smaller.`, place: { node: id } };
  const lower = `lower '${labelSetting(`model.nodes.${id}.${key}`)}' of ${quote(id)} (now ${formatCount(value)})`;
  return {
    remedy:
      inputs > value
        ? `Make what arrives at ${quote(id)} smaller (now ${formatCount(inputs)} numbers), or ${lower}.`
        : `${capitalize(lower)}, or make what arrives there smaller.`,
    place: { node: id, setting: `model.nodes.${id}.${key}` },
  };
}

/** What makes an interface large: the hidden layers of its synthesizer, or the message it predicts for. */
function lowerEdge(
  id: EdgeId,
  model: Model,
): { remedy: string; place: Pick<Problem, 'node' | 'edge' | 'setting'> } {
  const edge = model.edges.find((candidate) => edgeId(candidate) === id);
  const hidden = edge?.decoupled?.synthesizer.hidden ?? [];
  const source = model.nodes[edge?.from ?? ''];
  const width = source && 'units' in source && typeof source.units === 'number' ? source.units : 0;
  if (hidden.every((units) => units <= width)) {
    const { remedy } = lowerNode(edge?.from ?? '', source);
    return { remedy, place: { edge: id } };
  }
  const sizes = hidden.map(formatCount).join(' and ');
  return {
    remedy: `Lower the hidden layers of the synthesizer of ${quote(id)} (now ${sizes}).`,
    place: { edge: id },
  };
}

function lowerStep({ training, task, model }: Experiment): string {
  const key = training.method === 'backprop' ? 'fullUnroll' : 'unroll';
  const ticks = inferUpdateWindows({ model, training, task: atFirstLevel(task) } as Experiment);
  const unroll = training[key] ?? ticks?.step ?? 1;
  const also =
    unroll > 1 ? ` or '${labelSetting(`training.${key}`)}' (now ${formatCount(unroll)})` : '';
  return `Lower 'Batch' (now ${formatCount(training.batch)})${also}.`;
}

/** Tensors with more elements than TensorFlow can count. */
function checkTensors(experiment: Experiment, fields: Fields | null): Problem[] {
  const { model, task, training } = experiment;
  const { shapes } = inferShapes(model, fields);
  const { nodes: counts } = countModel(model, fields);
  const { incoming } = indexEdges(model);
  const ticks = inferUpdateWindows({ ...experiment, task: atFirstLevel(task) })?.step ?? 1;
  const tooLarge = (what: string, elements: number): string =>
    `${what} would be one tensor of ${formatCount(elements)} numbers; a tensor has at most ${formatCount(maxElements)}.`;
  const weights = Object.entries(model.nodes).flatMap(([id, node]): Problem[] => {
    const edge = incoming(id).find(({ from }) => from !== id);
    const input = (edge && shapes[edge.from]) ?? [0];
    const inputs = sizeFromShape(input);
    const elements =
      node.kind === 'embedding'
        ? (counts[id]?.parameters ?? 0)
        : largestKernel(node, input.at(-1) ?? 0, shapes[id]?.at(-1) ?? 0);
    if (elements <= maxElements) return [];
    const { remedy, place } = lowerNode(id, node, inputs);
    const message = tooLarge(`The weights of ${quote(id)}`, elements);
    return [{ severity: 'error', ...place, message, remedy }];
  });
  const synthesizers = model.edges.flatMap((edge): Problem[] => {
    const elements = largestSynthesizerLayer(edge.decoupled, shapes[edge.from]);
    if (elements <= maxElements) return [];
    const { remedy, place } = lowerEdge(edgeId(edge), model);
    const message = tooLarge(`A layer of the synthesizer of ${quote(edgeId(edge))}`, elements);
    return [{ severity: 'error', ...place, message, remedy }];
  });
  let largest = { id: '', elements: 0 };
  for (const [id, node] of Object.entries(model.nodes)) {
    if (isLoss(node)) continue;
    const size = isCore(node)
      ? gateCount(node) * node.units
      : shapes[id]
        ? sizeFromShape(shapes[id])
        : 0;
    const elements = training.batch * ticks * size;
    if (elements > largest.elements) largest = { id, elements };
  }
  const { id, elements } = largest;
  const activations: Problem[] =
    elements > maxElements
      ? [
          {
            severity: 'error',
            setting: 'training.batch',
            message: tooLarge(
              `What ${quote(id)} gives for a batch of ${formatCount(training.batch)}`,
              elements,
            ),
            remedy: lowerStep(experiment),
          },
        ]
      : [];
  return [...weights, ...synthesizers, ...activations];
}

/** Elements of the largest matrix of weights of a node that reads so many channels and gives so many. */
function largestKernel(node: Node, channels: number, outputs: number): number {
  if (isCore(node)) return gateCount(node) * node.units * Math.max(channels, node.units);
  if (node.kind === 'dense') return channels * outputs;
  if (node.kind !== 'conv2d') return 0;
  const [rows, columns] =
    typeof node.kernel === 'number' ? [node.kernel, node.kernel] : node.kernel;
  return rows * columns * channels * outputs;
}

function largestSynthesizerLayer(
  decoupled: Experiment['model']['edges'][number]['decoupled'],
  shape: readonly number[] | undefined,
): number {
  if (!decoupled || !shape) return 0;
  const { kind, hidden } = decoupled.synthesizer;
  const width = kind === 'conv' ? (shape.at(-1) ?? 0) : sizeFromShape(shape);
  const positions = kind === 'conv' ? decoupled.synthesizer.kernel ** 2 : 1;
  const widths = [width, ...hidden, width];
  return widths.slice(1).reduce((largest, units, index) => {
    const elements = positions * (widths[index] ?? 0) * units;
    return Math.max(largest, elements);
  }, 0);
}

/** A rough estimate, of which only the absurd is reported. */
function checkDuration(experiment: Experiment, { fields, machine }: SizeContext): Problem[] {
  const { training } = experiment;
  const work = estimateStepWork(experiment, fields);
  const { device, rate } = rateOf(machine);
  const stepSeconds = work / rate;
  const runSeconds = Math.min(training.maxSeconds ?? Infinity, training.steps * stepSeconds);
  const isStepLong = stepSeconds > maxStepSeconds;
  if (!isStepLong && runSeconds <= maxRunSeconds) return [];
  const condition = `roughly, at ${formatBillions(rate)} a second, which ${device} reaches in large products`;
  return [
    {
      severity: 'warning',
      setting: isStepLong ? 'training.batch' : 'training.steps',
      message: isStepLong
        ? `A step needs ${formatBillions(work)} multiply-adds: ${condition}, that is ${formatRoughly(stepSeconds)}.`
        : `The run needs ${countNoun(training.steps, 'step')} of ${formatBillions(work)} multiply-adds: ${condition}, that is ${formatRoughly(runSeconds)}.`,
      remedy: isStepLong
        ? 'Lower the batch, or make the model smaller.'
        : `Lower the steps, or set '${labelSetting('training.maxSeconds')}' to the seconds that it may take.`,
    },
  ];
}

/** `3 minutes`, `2 days`, `40,000 years`. */
function formatRoughly(seconds: number): string {
  const units: [string, number][] = [
    ['year', 365 * 86_400],
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ];
  const [name, length] = units.find(([, each]) => seconds >= 1.5 * each) ?? ['second', 1];
  const count = Number((seconds / length).toPrecision(2));
  return `${formatCount(count)} ${name}${count === 1 ? '' : 's'}`;
}

/** `1.7 TB`, or `nearly all` where the rest does not matter. */
function formatShare(bytes: number, all: number): string {
  return bytes > 0.9 * all ? 'nearly all' : formatBytes(bytes);
}

/** `170,000 billion`, with three significant digits. */
function formatBillions(count: number): string {
  if (count >= 1e15) return withDecimalSign(count.toExponential(1));
  return `${formatWhole(Number((count / 1e9).toPrecision(3)))} billion`;
}

function formatCount(count: number): string {
  return count < 1e15 ? formatWhole(Math.round(count)) : withDecimalSign(count.toExponential(1));
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
