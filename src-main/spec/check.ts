import { checkDecoupling } from './check-decoupling';
import type { Experiment } from './experiment';
import { edgesFrom, edgesInto, topologicalOrder } from './graph';
import { edgeId, type Model } from './model';
import { nearest } from './nearest';
import { isLoss, type LossNode, type Node } from './nodes';
import type { Problem } from './problems';
import { formatShape } from './problems';
import { inferShapes, sizeOf } from './shapes';
import { fieldOf, type Fields, type Task } from './task';

/** What can be wrong with a description that fits the format; all of it, never only the first. */
export function checkExperiment(experiment: Experiment, fields: Fields | null): Problem[] {
  const { model } = experiment;
  const { shapes, problems: misfits } = inferShapes(model, fields);
  return [
    ...checkData(experiment.task, fields),
    ...checkEdges(model),
    ...checkCycles(model),
    ...Object.entries(model.nodes).flatMap(([id, node]) => checkConnections(model, id, node)),
    ...checkInputs(model, fields, experiment.task.kind),
    ...misfits,
    ...checkLosses(model, fields, shapes),
    ...checkReach(model),
    ...checkDecoupling(experiment, fields, shapes),
    ...checkBatch(experiment),
  ];
}

/** Data that is neither imported nor described leaves every shape open. */
function checkData(task: Task, fields: Fields | null): Problem[] {
  if (fields || task.kind !== 'dataset') return [];
  return [
    {
      severity: 'error',
      setting: 'task.dataset',
      message: `The data set '${task.dataset}' is not imported, and the task does not say what its fields are.`,
      remedy: 'Import it under this name, or list its fields in task.fields.',
    },
  ];
}

function checkEdges(model: Model): Problem[] {
  const seen = new Set<string>();
  return model.edges.flatMap((edge) => {
    const id = edgeId(edge);
    const problems: Problem[] = [];
    for (const end of [edge.from, edge.to])
      if (!model.nodes[end]) {
        const close = nearest(end, Object.keys(model.nodes));
        problems.push({
          severity: 'error',
          edge: id,
          message: `Edge '${id}' names a node '${end}' that does not exist.`,
          remedy: close ? `Did you mean '${close}'? Or remove the edge.` : 'Remove the edge.',
          fix: { kind: 'removeEdge', edge: id },
        });
      }
    if (seen.has(id))
      problems.push({
        severity: 'error',
        edge: id,
        message: `There are two edges '${id}'.`,
        remedy: 'Remove one of them.',
      });
    seen.add(id);
    return problems;
  });
}

function checkCycles(model: Model): Problem[] {
  const left = new Set(topologicalOrder(model).cyclic);
  const problems: Problem[] = [];
  for (let cycle = findCycle(model, left); cycle; cycle = findCycle(model, left)) {
    const [first = ''] = cycle;
    problems.push({
      severity: 'error',
      node: first,
      message: `There is a cycle: ${[...cycle, first].join(' → ')}.`,
      remedy:
        'Remove one of its edges: a feed-forward model must run from its inputs to its losses.',
    });
    for (const id of cycle) left.delete(id);
  }
  return problems;
}

/** One cycle among `within`, in the order of its edges, or null. */
function findCycle(model: Model, within: ReadonlySet<string>): string[] | null {
  const done = new Set<string>();
  const follow = (id: string, path: string[]): string[] | null => {
    const at = path.indexOf(id);
    if (at >= 0) return path.slice(at);
    if (done.has(id)) return null;
    done.add(id);
    for (const { to } of edgesFrom(model, id)) {
      const found = within.has(to) ? follow(to, [...path, id]) : null;
      if (found) return found;
    }
    return null;
  };
  for (const id of within) {
    const found = follow(id, []);
    if (found) return found;
  }
  return null;
}

function checkConnections(model: Model, id: string, node: Node): Problem[] {
  const [into, out] = [edgesInto(model, id).length, edgesFrom(model, id).length];
  const problem = (message: string, remedy: string): Problem[] => [
    { severity: 'error', node: id, message, remedy },
  ];
  if (node.kind === 'input')
    return into > 0
      ? problem(`Input '${id}' has an edge coming in.`, 'Remove the edge: inputs read the data.')
      : [];
  if (isLoss(node) && out > 0)
    return problem(
      `Loss '${id}' has an edge going out.`,
      'Remove the edge: a loss ends the graph.',
    );
  if (into === 0)
    return problem(`Nothing arrives at '${id}'.`, 'Connect a node to it, or remove it.');
  const several = node.kind === 'add' || node.kind === 'concat';
  if (!several && into > 1)
    return problem(
      `'${id}' takes one message, but ${into} edges come in.`,
      'Join them with an add or a concat first.',
    );
  if (several && into < 2)
    return [
      {
        severity: 'warning',
        node: id,
        message: `'${id}' joins messages, but only one comes in.`,
        remedy: 'Connect another, or remove it.',
      },
    ];
  return [];
}

function checkInputs(model: Model, fields: Fields | null, task: string): Problem[] {
  const inputs = Object.entries(model.nodes).filter(([, node]) => node.kind === 'input');
  if (inputs.length === 0)
    return [
      {
        severity: 'error',
        message: 'The model has no input.',
        remedy: 'Add an input node and connect it to the first layer.',
      },
    ];
  if (!fields) return [];
  const values = Object.keys(fields).filter((name) => fields[name]?.kind === 'values');
  return inputs.flatMap(([id, node]): Problem[] => {
    if (node.kind !== 'input' || values.includes(node.field)) return [];
    const [only] = values;
    return [
      {
        severity: 'error',
        node: id,
        setting: `model.nodes.${id}.field`,
        message: fieldOf(fields, node.field)
          ? `Input '${id}' reads '${node.field}', which is a label.`
          : `Input '${id}' reads '${node.field}', but the task '${task}' has no such field.`,
        remedy: `Read one of: ${values.join(', ')}.`,
        ...(values.length === 1 && only !== undefined
          ? { fix: { kind: 'setNode', node: id, values: { field: only } } }
          : {}),
      },
    ];
  });
}

function checkLosses(
  model: Model,
  fields: Fields | null,
  shapes: Record<string, number[]>,
): Problem[] {
  const losses = Object.entries(model.nodes).filter((entry): entry is [string, LossNode] =>
    isLoss(entry[1]),
  );
  if (losses.length === 0)
    return [
      {
        severity: 'error',
        message: 'The model has no loss, so there is nothing to learn from.',
        remedy: 'Add a loss and connect the last layer to it.',
      },
    ];
  if (!fields) return [];
  return losses.flatMap(([id, node]) => {
    const [edge] = edgesInto(model, id);
    const shape = edge && shapes[edge.from];
    return checkLoss(id, node, edge?.from, shape, model, fields);
  });
}

function checkLoss(
  id: string,
  node: LossNode,
  from: string | undefined,
  shape: readonly number[] | undefined,
  model: Model,
  fields: Fields,
): Problem[] {
  const target = fieldOf(fields, node.target);
  const setting = `model.nodes.${id}.target`;
  const names = Object.keys(fields);
  if (!target)
    return [
      {
        severity: 'error',
        node: id,
        setting,
        message: `Loss '${id}' has the target '${node.target}', which the task does not offer.`,
        remedy: `Choose one of: ${names.join(', ')}.`,
      },
    ];
  if (node.kind === 'softmaxCrossEntropy' && target.kind !== 'label')
    return [
      {
        severity: 'error',
        node: id,
        setting,
        message: `Softmax cross entropy '${id}' needs a label, but '${node.target}' is numbers.`,
        remedy: 'Choose a label as its target, or use a mean squared error.',
      },
    ];
  if (!shape || from === undefined) return [];
  const wanted = target.kind === 'label' ? [target.classes] : target.shape;
  const flat = target.kind === 'values' && shape.length === 1 && sizeOf(target.shape) === shape[0];
  if (shape.join() === wanted.join() || flat) return [];
  const units = sizeOf(wanted);
  const fixable = model.nodes[from]?.kind === 'dense';
  return [
    {
      severity: 'error',
      node: id,
      message: `Loss '${id}' compares with '${node.target}' (${target.kind === 'label' ? `${target.classes} classes` : formatShape(wanted)}), but '${from}' gives ${formatShape(shape)}.`,
      remedy: fixable
        ? `Set the units of '${from}' to ${units}.`
        : `Put a dense layer of ${units} units before the loss.`,
      ...(fixable ? { fix: { kind: 'setNode', node: from, values: { units } } } : {}),
    },
  ];
}

/** Nodes whose output no loss ever sees learn nothing. */
function checkReach(model: Model): Problem[] {
  const seen = new Set<string>();
  const visit = (id: string): void => {
    if (seen.has(id)) return;
    seen.add(id);
    for (const edge of edgesInto(model, id)) visit(edge.from);
  };
  const losses = Object.keys(model.nodes).filter((id) => {
    const node = model.nodes[id];
    return node && isLoss(node);
  });
  losses.forEach(visit);
  if (losses.length === 0) return [];
  return Object.keys(model.nodes)
    .filter((id) => !seen.has(id))
    .map((id) => ({
      severity: 'warning',
      node: id,
      message: `No loss hears of '${id}', so it learns nothing.`,
      remedy: 'Connect it towards a loss, or remove it.',
      fix: { kind: 'removeNode', node: id },
    }));
}

function checkBatch({ model, training }: Experiment): Problem[] {
  if (training.batch > 1) return [];
  const normal = Object.entries(model.nodes).find(
    ([, node]) => node.kind === 'batchNorm' || ('batchNorm' in node && node.batchNorm),
  );
  return normal
    ? [
        {
          severity: 'error',
          node: normal[0],
          setting: 'training.batch',
          message: `Batch normalisation in '${normal[0]}' cannot learn from batches of one example.`,
          remedy: 'Set the batch to 2 or more, or turn batch normalisation off.',
        },
      ]
    : [];
}
