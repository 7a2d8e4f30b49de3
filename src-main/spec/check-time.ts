import type { Experiment } from './experiment';
import { edgeId, type Condition, type Edge } from './model';
import { isCore } from './nodes';
import { inferPeriods, slowestPeriod } from './periods';
import { findModules, mapNodesToModules } from './graph';
import type { Fix, Problem } from './problems';
import { quote } from './quote';
import { isSequential, sequenceTicks, targetPeriod } from './task';
import { inferUpdateWindows, isRecurrent, isTemporal } from './update-windows';

/** Finds the problems of everything that has to do with time: delays, periods, unrolling, update windows. */
export function checkTime(experiment: Experiment): Problem[] {
  const { model, task } = experiment;
  const { periods, problems } = inferPeriods(model);
  const moduleOf = mapNodesToModules(findModules(model));
  const edges = model.edges.flatMap((edge) => [
    ...checkIndexInput(edge, experiment),
    ...checkDecoupled(edge, experiment, isRecurrent(model, edge, periods, moduleOf)),
  ]);
  if (!isSequential(task)) return [...problems, ...edges, ...checkStaticData(experiment, periods)];
  if (problems.length > 0) return [...problems, ...edges];
  return [
    ...edges,
    ...checkTargetPeriods(experiment, periods),
    ...checkUnroll(experiment),
    ...checkWindowAlignment(experiment, periods),
  ];
}

/** A temporal model needs a stream. */
function checkStaticData(
  { model, task }: Experiment,
  periods: Readonly<Record<string, number>>,
): Problem[] {
  if (!isTemporal(model)) return [];
  const nodes = Object.entries(model.nodes);
  const node = nodes.find(([id, value]) => isCore(value) || (periods[id] ?? 1) > 1)?.[0];
  const edge = model.edges.find(({ delay }) => delay !== undefined);
  return [
    {
      severity: 'error',
      ...(node === undefined ? edge && { edge: edgeId(edge) } : { node }),
      message: `The model remembers from tick to tick, but the task '${task.kind}' is a set of single examples.`,
      remedy:
        'Choose a task that is a stream, as recall, text or counting, or take the memory out.',
    },
  ];
}

/** Class indices need an embedding. Dense layers and cores are left to the shape check, which reports them. */
function checkIndexInput(edge: Edge, { model }: Experiment): Problem[] {
  const [from, to] = [model.nodes[edge.from], model.nodes[edge.to]];
  if (from?.kind !== 'input' || from.layout !== 'index' || !to) return [];
  if (['embedding', 'dense', 'lstm', 'gru', 'rnn'].includes(to.kind)) return [];
  return [
    {
      severity: 'error',
      edge: edgeId(edge),
      message: `${quote(edge.from)} gives the number of a class, which ${quote(edge.to)} cannot compute with.`,
      remedy: `Set the layout of ${quote(edge.from)} to vector, or put an embedding between them.`,
      fix: { kind: 'setNode', node: edge.from, values: { layout: 'vector' } },
    },
  ];
}

/** Settings of a decoupled edge that only make sense on recurrent edges, and those that make no sense there. */
function checkDecoupled(edge: Edge, { task }: Experiment, isOnRecurrence: boolean): Problem[] {
  if (!edge.decoupled) return [];
  const id = edgeId(edge);
  const error = (setting: string, message: string, remedy: string, fix: Fix): Problem[] => [
    { severity: 'error', edge: id, setting: `decoupled.${setting}`, message, remedy, fix },
  ];
  const set = (setting: string, value: false | null): Fix => ({
    ...{ kind: 'setSetting', path: `model.edges.${id}.decoupled.${setting}`, value },
  });
  const show = (condition: Condition | undefined): Fix => ({
    ...{ kind: 'setSynthesizer', edge: id, values: { condition } },
  });
  const { synthesizer, auxiliary, syntheticInput } = edge.decoupled;
  if (isOnRecurrence) {
    if (syntheticInput)
      return error(
        'syntheticInput',
        `The recurrent edge ${quote(id)} has a synthetic input, but its message is there before it is needed.`,
        'Remove the synthetic input.',
        set('syntheticInput', null),
      );
    if (synthesizer.condition === 'label')
      return error(
        'synthesizer.condition',
        `The synthesizer of the recurrent edge ${quote(id)} is shown the label, which says nothing of the ticks to come.`,
        'Show it the last inputs of the stream instead, for example 8.',
        show({ inputs: 8 }),
      );
    return [];
  }
  if (auxiliary)
    return error(
      'auxiliary',
      `The auxiliary task on ${quote(id)} wants a recurrent edge within a module.`,
      "Turn it off, or put it on a core's edge to itself.",
      set('auxiliary', false),
    );
  if (typeof synthesizer.condition === 'object' && !isSequential(task))
    return error(
      'synthesizer.condition',
      `The synthesizer of ${quote(id)} is shown the last inputs of a stream, but the task is a set of examples.`,
      'Show it the label, or nothing.',
      show(undefined),
    );
  return [];
}

/** The length of the unrolling must be known, and a multiple of the slowest period. */
function checkUnroll(experiment: Experiment): Problem[] {
  const { model, task, training } = experiment;
  if (!isTemporal(model)) return [];
  const slowest = slowestPeriod(model);
  if (training.method !== 'backprop')
    return training.unroll === undefined
      ? [
          {
            severity: 'error',
            setting: 'training.unroll',
            message: 'The model is recurrent, but nothing says how many ticks it is unrolled.',
            remedy: "Set 'Unroll T', for example to 8.",
            // The windows of all modules are multiples of the slowest period.
            fix: { kind: 'setSetting', path: 'training.unroll', value: roundUp(8, slowest) },
          },
        ]
      : [];
  const ticks = training.fullUnroll ?? sequenceTicks(task);
  if (ticks === null)
    return [
      {
        severity: 'error',
        setting: 'training.fullUnroll',
        message: `Backprop is unrolled over whole sequences, but the stream of the task '${task.kind}' has no end.`,
        remedy: "Set 'Full unroll', for example to 40.",
        fix: { kind: 'setSetting', path: 'training.fullUnroll', value: roundUp(40, slowest) },
      },
    ];
  if (typeof ticks === 'number' && ticks % slowest !== 0)
    return [
      {
        severity: 'error',
        setting: 'training.fullUnroll',
        message: `Backprop is unrolled over ${ticks} ticks, but the slowest network ticks every ${slowest}.`,
        remedy: `Set 'Full unroll' to a multiple of ${slowest}.`,
        fix: { kind: 'setSetting', path: 'training.fullUnroll', value: roundUp(ticks, slowest) },
      },
    ];
  return [];
}

/** The smallest multiple that is not below a number. */
function roundUp(number: number, of: number): number {
  return Math.ceil(number / of) * of;
}

/** A loss node must tick whenever the task provides its target, which most tasks do at every tick. */
function checkTargetPeriods(
  { model, task }: Experiment,
  periods: Readonly<Record<string, number>>,
): Problem[] {
  return Object.entries(model.nodes).flatMap(([id, node]): Problem[] => {
    if (!('target' in node)) return [];
    const [every, period] = [targetPeriod(task, node.target), periods[id] ?? 1];
    if (every === 1 || every % period === 0) return [];
    return [
      {
        severity: 'error',
        node: id,
        message: `${quote(id)} ticks every ${period} ticks, but the task asks for ${quote(node.target)} every ${every}: they seldom meet.`,
        remedy: `Give its network a period that divides ${every}.`,
      },
    ];
  });
}

/**
 * A message from a slow to a fast network stays valid for several ticks of its target, all of which must lie in
 * one update window; and the windows of all modules must be multiples of the shortest.
 */
function checkWindowAlignment(
  experiment: Experiment,
  periods: Readonly<Record<string, number>>,
): Problem[] {
  const windows = inferUpdateWindows(experiment);
  if (!windows || experiment.training.method === 'backprop') return [];
  const { model, training } = experiment;
  const uneven = Object.values(windows.modules).some((ticks) => ticks % windows.step !== 0);
  const splitEdge = model.edges.find(
    ({ from, to }) =>
      (periods[from] ?? 1) > (periods[to] ?? 1) && windows.step % (periods[from] ?? 1) !== 0,
  );
  if (!splitEdge && !uneven) return [];
  const multiple = splitEdge ? (periods[splitEdge.from] ?? 1) : slowestPeriod(model);
  return [
    {
      severity: 'error',
      setting: 'training.unroll',
      ...(splitEdge && { edge: edgeId(splitEdge) }),
      message: `Modules update every ${windows.step} ticks, ${splitEdge ? `in the middle of a message that ${quote(splitEdge.from)} sends every ${multiple}` : 'and their windows do not divide each other'}.`,
      remedy: `Set 'Unroll T' to ${multiple} or a multiple of it (now ${String(training.unroll)}).`,
      fix: {
        kind: 'setSetting',
        path: 'training.unroll',
        value: roundUp(training.unroll ?? multiple, multiple),
      },
    },
  ];
}
