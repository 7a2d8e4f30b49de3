import { countNoun } from './count-noun';
import { checkDecidingLoss } from './check-deciding-loss';
import { checkDecoupling } from './check-decoupling';
import { checkGraph, checkLossReachability } from './check-graph';
import { checkNextRows } from './check-next-rows';
import { checkTime } from './check-time';
import type { Experiment } from './experiment';
import { fixMissingInput, fixMissingLoss } from './fix-missing';
import { freeId } from './free-id';
import { indexEdges } from './graph';
import { edgeId, type Model } from './model';
import { isLoss, nodeSchema, type LossNode, type Node, type NodeOf } from './nodes';
import { formatShape, limitProblems, type Fix, type Problem } from './problems';
import { joinNames, quote } from './quote';
import { inferShapes, sizeFromShape } from './shapes';
import { findField, isSequential, type Fields, type Task } from './task';

/**
 * Finds the problems of an experiment that fits the format, in time linear in its nodes and edges; of very many
 * the first (`limitProblems`). `fields`: those of its task (`taskFields`); null where the data is not known yet,
 * which leaves shapes and targets unchecked.
 */
export function checkExperiment(experiment: Experiment, fields: Fields | null): Problem[] {
  return limitProblems([
    ...checkData(experiment.task, fields),
    ...listProblems(experiment, fields),
  ]);
}

/** The problems of the description itself, whether or not its data is there. All of them: see `limitProblems`. */
export function listProblems(experiment: Experiment, fields: Fields | null): Problem[] {
  const { model } = experiment;
  const { shapes, problems: shapeProblems } = inferShapes(model, fields);
  const readable = findReadableFields(model, fields ?? {}, experiment.task);
  const missingInput = hasInput(model) ? undefined : fixMissingInput(model, readable);
  return [
    ...checkNextRows(experiment, fields),
    ...checkGraph(model, isSequential(experiment.task), missingInput),
    ...checkInputs(experiment, fields, readable, missingInput),
    ...shapeProblems,
    ...checkLosses(model, fields, shapes),
    ...checkLossReachability(model),
    ...checkDecidingLoss(experiment),
    ...checkDecoupling(experiment, fields, shapes),
    ...checkTime(experiment),
    ...checkBatch(experiment, shapes),
  ];
}

/** Without an imported data set, the task must list the fields itself. */
function checkData(task: Task, fields: Fields | null): Problem[] {
  if (fields || (task.kind !== 'dataset' && task.kind !== 'sequence')) return [];
  return [
    {
      severity: 'error',
      setting: 'task.dataset',
      message: `The data set ${quote(task.dataset)} is not imported, and the task does not say what its fields are.`,
      remedy: 'Import it under this name, or list its fields in task.fields.',
    },
  ];
}

const hasInput = ({ nodes }: Model): boolean =>
  Object.values(nodes).some(({ kind }) => kind === 'input');

/** `readable`: fields that an input may read. `fix`: adds the input that the model lacks. */
function checkInputs(
  { model, task }: Experiment,
  fields: Fields | null,
  readable: ReadonlySet<string>,
  fix: Fix | undefined,
): Problem[] {
  if (!hasInput(model))
    return [
      {
        severity: 'error',
        message: 'The model has no input.',
        remedy: 'Add an input node and connect it to the first layer.',
        ...(fix && { fix }),
      },
    ];
  if (!fields) return [];
  return Object.entries(model.nodes).flatMap(([id, node]): Problem[] =>
    node.kind === 'input' ? checkInput(id, node, readable, fields, task) : [],
  );
}

/**
 * An input of a set of examples reads values only: a label there is what has to be predicted. An input of a
 * stream may also read a label, unless it is the target of a loss.
 */
function findReadableFields(model: Model, fields: Fields, task: Task): Set<string> {
  const targets = new Set(
    Object.values(model.nodes).flatMap((node) => (isLoss(node) ? node.target : [])),
  );
  const names = Object.entries(fields).flatMap(([name, { kind }]) =>
    kind === 'values' || (isSequential(task) && !targets.has(name)) ? name : [],
  );
  return new Set(names);
}

function checkInput(
  id: string,
  node: NodeOf<'input'>,
  readable: ReadonlySet<string>,
  fields: Fields,
  task: Task,
): Problem[] {
  const field = findField(fields, node.field);
  if (!readable.has(node.field)) {
    const [only] = readable;
    return [
      {
        severity: 'error',
        node: id,
        setting: `model.nodes.${id}.field`,
        message: field
          ? `Input ${quote(id)} reads ${quote(node.field)}, which is a label.`
          : `Input ${quote(id)} reads ${quote(node.field)}, but the task '${task.kind}' has no such field.`,
        remedy: `Read one of: ${joinNames([...readable])}.`,
        ...(readable.size === 1 && only !== undefined
          ? { fix: { kind: 'setNode', node: id, values: { field: only } } }
          : {}),
      },
    ];
  }
  const fits = field?.kind === 'label' ? node.layout !== 'grid' : node.layout !== 'index';
  if (fits) return [];
  return [
    {
      severity: 'error',
      node: id,
      setting: `model.nodes.${id}.layout`,
      message:
        field?.kind === 'label'
          ? `Input ${quote(id)} reads the label ${quote(node.field)}, which has no rows and columns.`
          : `Input ${quote(id)} reads the numbers ${quote(node.field)}, which have no index.`,
      remedy: 'Set its layout to vector.',
      fix: { kind: 'setNode', node: id, values: { layout: 'vector' } },
    },
  ];
}

function checkLosses(
  model: Model,
  fields: Fields | null,
  shapes: Record<string, number[]>,
): Problem[] {
  const losses = Object.entries(model.nodes).filter((entry): entry is [string, LossNode] =>
    isLoss(entry[1]),
  );
  if (losses.length === 0) {
    const fix = fields ? fixMissingLoss(model, fields) : undefined;
    return [
      {
        severity: 'error',
        message: 'The model has no loss, so there is nothing to learn from.',
        remedy: 'Add a loss and connect the last layer to it.',
        ...(fix && { fix }),
      },
    ];
  }
  if (!fields) return [];
  const { incoming } = indexEdges(model);
  return losses.flatMap(([id, node]) => {
    const [edge] = incoming(id);
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
  const target = findField(fields, node.target);
  const setting = `model.nodes.${id}.target`;
  if (!target) {
    const [only, ...others] = findTargets(node, fields);
    return [
      {
        severity: 'error',
        node: id,
        setting,
        message: `Loss ${quote(id)} has the target ${quote(node.target)}, which the task does not offer.`,
        remedy: `Choose one of: ${joinNames(Object.keys(fields))}.`,
        ...(only !== undefined &&
          others.length === 0 && { fix: { kind: 'setNode', node: id, values: { target: only } } }),
      },
    ];
  }
  if (node.kind === 'softmaxCrossEntropy' && target.kind !== 'label')
    return [
      {
        severity: 'error',
        node: id,
        setting,
        message: `Softmax cross entropy ${quote(id)} needs a label, but ${quote(node.target)} is numbers.`,
        remedy: 'Choose a label as its target, or use a mean squared error.',
        fix: { kind: 'replaceNode', node: id, with: { ...node, kind: 'meanSquaredError' } },
      },
    ];
  if (!shape || from === undefined) return [];
  const expected = target.kind === 'label' ? [target.classes] : target.shape;
  const isFlattened =
    target.kind === 'values' && shape.length === 1 && sizeFromShape(target.shape) === shape[0];
  if (shape.join() === expected.join() || isFlattened) return [];
  const units = sizeFromShape(expected);
  const isDense = model.nodes[from]?.kind === 'dense';
  return [
    {
      severity: 'error',
      node: id,
      message: `Loss ${quote(id)} compares with ${quote(node.target)} (${target.kind === 'label' ? countNoun(target.classes, 'class', 'classes') : formatShape(expected)}), but ${quote(from)} gives ${formatShape(shape)}.`,
      remedy: isDense
        ? `Set the units of ${quote(from)} to ${units}.`
        : `Put a dense layer of ${countNoun(units, 'unit')} before the loss.`,
      fix: isDense
        ? { kind: 'setNode', node: from, values: { units } }
        : { kind: 'insertNode', edge: `${from}->${id}`, ...denseLayer(units, model) },
    },
  ];
}

function denseLayer(units: number, model: Model): { id: string; node: Node } {
  return { id: freeId('logits', model), node: nodeSchema.parse({ kind: 'dense', units }) };
}

/** The fields that the loss can compare with: labels for a cross entropy. */
function findTargets(node: LossNode, fields: Fields): string[] {
  return Object.keys(fields).filter(
    (name) => node.kind === 'meanSquaredError' || fields[name]?.kind === 'label',
  );
}

/**
 * In a batch of one example every value of a vector equals its mean, so batch normalisation turns it into zero. Feature
 * maps have a value for each of their positions.
 */
function checkBatch(
  { model, training }: Experiment,
  shapes: Readonly<Record<string, number[]>>,
): Problem[] {
  if (training.batch > 1) return [];
  const isMap = (shape: readonly number[] | undefined): boolean =>
    shape?.length === 3 && (shape[0] ?? 1) * (shape[1] ?? 1) > 1;
  const error = (place: Pick<Problem, 'node' | 'edge'>, name: string): Problem => ({
    severity: 'error',
    ...place,
    setting: 'training.batch',
    message: `Batch normalisation in ${name} cannot learn from batches of one example.`,
    remedy: 'Set the batch to 2 or more, or turn batch normalisation off.',
    fix: { kind: 'setSetting', path: 'training.batch', value: 2 },
  });
  const nodes = Object.entries(model.nodes)
    .filter(([, node]) => node.kind === 'batchNorm' || ('batchNorm' in node && node.batchNorm))
    .filter(([id]) => !isMap(shapes[id]))
    .map(([node]) => error({ node }, quote(node)));
  const interfaces = model.edges.flatMap((edge) => {
    const { synthesizer, syntheticInput } = edge.decoupled ?? {};
    const place = { edge: edgeId(edge) };
    return [
      synthesizer?.batchNorm && !(synthesizer.kind === 'conv' && isMap(shapes[edge.from]))
        ? [error(place, `the synthesizer of ${quote(place.edge)}`)]
        : [],
      syntheticInput?.batchNorm
        ? [error(place, `the synthetic input of ${quote(place.edge)}`)]
        : [],
    ].flat();
  });
  return training.method === 'dni' ? [...nodes, ...interfaces] : nodes;
}
