import { labelField } from './context';
import type { Experiment } from './experiment';
import { findModules, moduleOfNode } from './graph';
import { edgeId, type Edge } from './model';
import { isLoss } from './nodes';
import { inferPeriods } from './periods';
import { formatShape, type Problem } from './problems';
import { messageShape } from './shapes';
import { fieldOf, isSequential, type Fields } from './task';
import { hasTime, isCarried } from './windows';

/** What can be wrong with the decoupled edges of a model, and with its module settings. */
export function checkDecoupling(
  experiment: Experiment,
  fields: Fields | null,
  shapes: Record<string, number[]>,
): Problem[] {
  const { model, training } = experiment;
  const decoupled = model.edges.filter((edge) => edge.decoupled);
  const modules = findModules(model);
  const { periods } = inferPeriods(model);
  const moduleOf = moduleOfNode(modules);
  const problems = decoupled.flatMap((edge) => [
    ...checkEnds(edge, experiment),
    ...checkSeparation(edge, moduleOf, isCarried(edge, periods)),
    ...checkSynthesizer(edge, experiment, fields, messageShape(model, shapes, edge)),
  ]);
  // Without it, `none` is ordinary truncated BPTT.
  const truncates = training.method === 'none' && isSequential(experiment.task) && hasTime(model);
  if (training.method !== 'backprop' && decoupled.length === 0 && !truncates)
    problems.push({
      severity: 'warning',
      setting: 'training.method',
      message: `The method is '${training.method}', but no edge is decoupled: it trains as backprop does.`,
      remedy: 'Decouple an edge, or choose backprop.',
    });
  return [...problems, ...checkModuleSettings(experiment, moduleOf)];
}

function checkEnds(edge: Edge, { model }: Experiment): Problem[] {
  const id = edgeId(edge);
  const [from, to] = [model.nodes[edge.from], model.nodes[edge.to]];
  const refuse = (message: string): Problem[] => [
    {
      severity: 'error',
      edge: id,
      message,
      remedy: 'Couple it again and decouple an edge between two layers.',
      fix: { kind: 'recouple', edge: id },
    },
  ];
  if (from && isLoss(from))
    return refuse(
      `Edge '${id}' is decoupled, but it comes out of the loss '${edge.from}', which sends no message.`,
    );
  if (from?.kind === 'input')
    return refuse(
      `Edge '${id}' is decoupled, but it comes from the input '${edge.from}': nothing below it learns.`,
    );
  if (to && isLoss(to))
    return refuse(
      `Edge '${id}' is decoupled, but it leads into the loss '${edge.to}', which has nothing of its own to learn.`,
    );
  return [];
}

function checkSeparation(
  edge: Edge,
  moduleOf: ReadonlyMap<string, string>,
  carried: boolean,
): Problem[] {
  // A recurrent edge joins a module with its own past.
  if (carried) return [];
  const [below, above] = [moduleOf.get(edge.from), moduleOf.get(edge.to)];
  if (below === undefined || below !== above) return [];
  return [
    {
      severity: 'warning',
      edge: edgeId(edge),
      message: `Edge '${edgeId(edge)}' is decoupled, but '${edge.from}' and '${edge.to}' are also joined by coupled edges: they stay one module and wait for each other.`,
      remedy: 'Decouple every path between them to unlock them.',
    },
  ];
}

function checkSynthesizer(
  edge: Edge,
  { model }: Experiment,
  fields: Fields | null,
  shape: readonly number[] | undefined,
): Problem[] {
  const id = edgeId(edge);
  const synthesizer = edge.decoupled?.synthesizer;
  const problems: Problem[] = [];
  if (synthesizer?.kind === 'conv' && shape && shape.length !== 3)
    problems.push({
      severity: 'error',
      edge: id,
      message: `The synthesizer of '${id}' is convolutional, but its message is ${formatShape(shape)}, not a feature map.`,
      remedy: "Choose the synthesizer kind 'mlp'.",
      fix: { kind: 'setSynthesizer', edge: id, values: { kind: 'mlp' } },
    });
  const label = labelField(model, edge);
  const isKnown = label !== null && (!fields || fieldOf(fields, label) !== undefined);
  if (synthesizer?.condition === 'label' && !isKnown)
    problems.push({
      severity: 'error',
      edge: id,
      message: `The synthesizer of '${id}' is shown the label, but its message leads to no loss with a target.`,
      remedy: 'Add a loss with a target, or remove the condition.',
    });
  return problems;
}

function checkModuleSettings(
  { model }: Experiment,
  moduleOf: ReadonlyMap<string, string>,
): Problem[] {
  const settled = new Map<string, string>();
  return Object.keys(model.modules).flatMap((node): Problem[] => {
    const module = moduleOf.get(node);
    const setting = `model.modules.${node}`;
    if (module === undefined)
      return [
        {
          severity: 'error',
          setting,
          message: `There are module settings for '${node}', which belongs to no module.`,
          remedy: 'Name a layer of the module instead.',
        },
      ];
    const other = settled.get(module);
    settled.set(module, node);
    return other === undefined
      ? []
      : [
          {
            severity: 'error',
            node,
            setting,
            message: `The module of '${other}' and '${node}' has its settings twice.`,
            remedy: `Keep those of '${other}' or those of '${node}'.`,
          },
        ];
  });
}
