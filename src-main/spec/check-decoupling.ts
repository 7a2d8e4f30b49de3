import { describeCoupledPath } from './coupled-path';
import type { Experiment } from './experiment';
import { findModules, mapNodesToModules } from './graph';
import { findLabelFields } from './label-field';
import { edgeId, type Edge } from './model';
import { isLoss } from './nodes';
import { inferPeriods } from './periods';
import { formatShape, type Problem } from './problems';
import { quote } from './quote';
import { messageShape } from './shapes';
import { findField, isSequential, type Fields } from './task';
import { isCarried, isTemporal } from './update-windows';

/** Edges for which the coupled path beside them is named: each is found by a search through the whole model. */
const maxDescribedPaths = 20;

/** Finds the problems of decoupled edges and of module settings. */
export function checkDecoupling(
  experiment: Experiment,
  fields: Fields | null,
  shapes: Record<string, number[]>,
): Problem[] {
  const { model, training } = experiment;
  const decoupled = model.edges.filter((edge) => edge.decoupled);
  const modules = findModules(model);
  const { periods } = inferPeriods(model);
  const moduleOf = mapNodesToModules(modules);
  const labels = findLabelFields(model);
  // A model without a loss has that problem alone.
  const labelOf = ({ to }: Edge) => (labels.size === 0 ? null : labels.get(to));
  let described = 0;
  const describePath = (edge: Edge): string | null =>
    described++ < maxDescribedPaths ? describeCoupledPath(model, edge.from, edge.to) : null;
  const problems = decoupled.flatMap((edge) => [
    ...checkEndpoints(edge, experiment),
    ...checkSeparation(edge, moduleOf, isCarried(edge, periods), describePath),
    ...checkSynthesizer(edge, messageShape(model, shapes, edge), labelOf(edge), fields),
  ]);
  // Without decoupled edges, every method but backprop is ordinary truncated BPTT on a stream: that of `none`.
  const truncates = isSequential(experiment.task) && isTemporal(model);
  const method = training.method === 'dni' ? 'DNI' : training.method;
  const plain = truncates ? ['backprop', 'none'] : ['backprop'];
  if (decoupled.length === 0 && !plain.includes(training.method))
    problems.push({
      severity: 'warning',
      setting: 'training.method',
      message: truncates
        ? `The method is ${method}, but no edge is decoupled: it trains as none does, with backpropagation that is cut off after each unroll.`
        : `The method is ${method}, but no edge is decoupled: it trains as backprop does.`,
      remedy: truncates
        ? 'Decouple a recurrent edge, or choose none.'
        : 'Decouple an edge, or choose backprop.',
      fix: {
        kind: 'setSetting',
        path: 'training.method',
        value: truncates ? 'none' : 'backprop',
      },
    });
  return [...problems, ...checkModuleSettings(experiment, moduleOf)];
}

/** A decoupled edge needs a layer at both ends: below it something to train, above it something to wait for. */
function checkEndpoints(edge: Edge, { model }: Experiment): Problem[] {
  const id = edgeId(edge);
  const [from, to] = [model.nodes[edge.from], model.nodes[edge.to]];
  const error = (message: string): Problem[] => [
    {
      severity: 'error',
      edge: id,
      message,
      remedy: 'Couple it again and decouple an edge between two layers.',
      fix: { kind: 'recouple', edge: id },
    },
  ];
  if (from && isLoss(from))
    return error(
      `Edge ${quote(id)} is decoupled, but it comes out of the loss ${quote(edge.from)}, which sends no message.`,
    );
  if (from?.kind === 'input')
    return error(
      `Edge ${quote(id)} is decoupled, but it comes from the input ${quote(edge.from)}: nothing below it learns.`,
    );
  if (to && isLoss(to))
    return error(
      `Edge ${quote(id)} is decoupled, but it leads into the loss ${quote(edge.to)}, which has nothing of its own to learn.`,
    );
  return [];
}

/** Decoupling unlocks two nodes only where it cuts every path between them. */
function checkSeparation(
  edge: Edge,
  moduleOf: ReadonlyMap<string, string>,
  carried: boolean,
  describePath: (edge: Edge) => string | null,
): Problem[] {
  // A carried edge connects a module with its own earlier ticks.
  if (carried) return [];
  const [below, above] = [moduleOf.get(edge.from), moduleOf.get(edge.to)];
  if (below === undefined || below !== above) return [];
  const path = describePath(edge);
  return [
    {
      severity: 'warning',
      edge: edgeId(edge),
      message: `Edge ${quote(edgeId(edge))} is decoupled, but ${quote(edge.from)} and ${quote(edge.to)} are also joined by coupled edges${path === null ? '' : ` (${path})`}: they stay one module and wait for each other.`,
      remedy: 'Decouple every path between them to unlock them.',
    },
  ];
}

/** `shape`: that of the message. `label`: the target of the loss that it leads to; null: there is no loss. */
function checkSynthesizer(
  edge: Edge,
  shape: readonly number[] | undefined,
  label: string | null | undefined,
  fields: Fields | null,
): Problem[] {
  const id = edgeId(edge);
  const synthesizer = edge.decoupled?.synthesizer;
  const problems: Problem[] = [];
  if (synthesizer?.kind === 'conv' && shape && shape.length !== 3)
    problems.push({
      severity: 'error',
      edge: id,
      message: `The synthesizer of ${quote(id)} is convolutional, but its message is ${formatShape(shape)}, not a feature map.`,
      remedy: "Choose the synthesizer kind 'mlp'.",
      fix: { kind: 'setSynthesizer', edge: id, values: { kind: 'mlp' } },
    });
  const isKnown =
    label === null || (label !== undefined && (!fields || findField(fields, label) !== undefined));
  if (synthesizer?.condition === 'label' && !isKnown)
    problems.push({
      severity: 'error',
      edge: id,
      message: `The synthesizer of ${quote(id)} is shown the label, but its message leads to no loss with a target.`,
      remedy: 'Add a loss with a target, or remove the condition.',
      fix: { kind: 'setSynthesizer', edge: id, values: { condition: undefined } },
    });
  return problems;
}

function checkModuleSettings(
  { model }: Experiment,
  moduleOf: ReadonlyMap<string, string>,
): Problem[] {
  /** By module: the node that its settings are stored under. */
  const owners = new Map<string, string>();
  return Object.keys(model.modules).flatMap((node): Problem[] => {
    const module = moduleOf.get(node);
    const setting = `model.modules.${node}`;
    if (module === undefined)
      return [
        {
          severity: 'error',
          setting,
          message: `There are module settings for ${quote(node)}, which belongs to no module.`,
          remedy: 'Name a layer of the module instead.',
          fix: { kind: 'setSetting', path: setting, value: null },
        },
      ];
    const other = owners.get(module);
    owners.set(module, node);
    return other === undefined
      ? []
      : [
          {
            severity: 'error',
            node,
            setting,
            message: `The module of ${quote(other)} and ${quote(node)} has its settings twice.`,
            remedy: `Keep those of ${quote(other)} or those of ${quote(node)}.`,
            fix: { kind: 'setSetting', path: setting, value: null },
          },
        ];
  });
}
