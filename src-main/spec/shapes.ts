import { perModel } from './keep-results';
import { findNearestLosses, indexEdges, topologicalOrder } from './graph';
import { edgeId, type Edge, type Model } from './model';
import { isCore, isLoss, stateSize, type LossNode, type Node, type NodeOf } from './nodes';
import { formatShape, type Problem } from './problems';
import { quote } from './quote';
import { findField, type Fields } from './task';

type Shape = number[];

/** A message that arrives at a node: its edge, the node it comes from, and its shape for one example. */
interface IncomingMessage {
  edge: Edge;
  source: Node;
  shape: Shape;
}

export interface Shapes {
  /** Output shape of each node for one example. Losses, and nodes that depend on a problem, are absent. */
  shapes: Record<string, Shape>;
  problems: Problem[];
}

/**
 * Shape inference in topological order. It continues after a problem where possible, so that all problems are
 * reported. Without `fields` (data not known yet) the shapes of inputs and of nodes that depend on them are absent.
 */
export const inferShapes = perModel(computeShapes);

function computeShapes(model: Model, fields: Fields | null): Shapes {
  const shapes: Record<string, Shape> = {};
  const problems: Problem[] = [];
  const { incoming } = indexEdges(model);
  // These shapes do not depend on the input. A delayed edge may need them before its source is visited, and with
  // them inference continues after a problem.
  const targets = findNearestLosses(
    model,
    ({ kind }) => kind === 'activation' || kind === 'dropout',
  );
  for (const [id, node] of Object.entries(model.nodes)) {
    const size = fixedSize(node, fields, targets.get(id));
    if (size !== null) shapes[id] = [size];
  }
  for (const id of topologicalOrder(model).order) {
    const node = model.nodes[id];
    if (!node || isLoss(node)) continue;
    const edges = incoming(id).filter((edge) => !isStateLoop(model, edge));
    const messages = edges.flatMap((edge): IncomingMessage[] => {
      const [shape, source] = [shapes[edge.from], model.nodes[edge.from]];
      return shape && source ? [{ edge, shape, source }] : [];
    });
    const isComplete = messages.length === edges.length;
    for (const edge of edges)
      if (edge.delay !== undefined && !shapes[edge.from] && !isUnknown(model, edge.from, fields))
        problems.push({
          severity: 'error',
          edge: edgeId(edge),
          message: `What the recurrent edge ${quote(edgeId(edge))} carries has no size of its own: it depends on itself.`,
          remedy: 'Let it come from a dense layer or a core.',
        });
    if (node.kind !== 'input' && (!isComplete || messages.length === 0)) continue;
    const shape = outputShape(id, node, messages, fields, shapes[id], problems);
    if (shape) shapes[id] = shape;
  }
  return { shapes, problems };
}

/** Whether the edge goes from a core to itself and so carries its state from tick to tick. */
export function isStateLoop(model: Model, { from, to }: Edge): boolean {
  const node = model.nodes[from];
  return from === to && node !== undefined && isCore(node);
}

/** Shape of one example's message: the state on the edge of a core to itself, else the output of the source. */
export function messageShape(
  model: Model,
  shapes: Readonly<Record<string, Shape>>,
  edge: Edge,
): Shape | undefined {
  const node = model.nodes[edge.from];
  return node && isCore(node) && isStateLoop(model, edge) ? [stateSize(node)] : shapes[edge.from];
}

/**
 * Output width of layers for which it does not depend on the input; null for the others. `loss`: the one that the node
 * leads to, directly or through activations and dropout, whose target has the `classes`.
 */
function fixedSize(node: Node, fields: Fields | null, loss: LossNode | undefined): number | null {
  if (isCore(node) || node.kind === 'embedding') return node.units;
  if (node.kind !== 'dense') return null;
  if (node.units !== 'classes') return node.units;
  const target = loss && findField(fields, loss.target);
  if (!target) return null;
  return target.kind === 'label' ? target.classes : sizeFromShape(target.shape);
}

/** Whether the shape of a node is missing only because the data is not known yet. */
function isUnknown(model: Model, id: string, fields: Fields | null): boolean {
  return fields === null && model.nodes[id] !== undefined;
}

function outputShape(
  id: string,
  node: Exclude<Node, NodeOf<'softmaxCrossEntropy' | 'meanSquaredError'>>,
  messages: readonly IncomingMessage[],
  fields: Fields | null,
  fixed: Shape | undefined,
  problems: Problem[],
): Shape | null {
  const [first] = messages;
  switch (node.kind) {
    case 'input':
      return inputShape(node, fields);
    case 'dense':
    case 'lstm':
    case 'gru':
    case 'rnn':
      if (first && first.shape.length !== 1) problems.push(vectorExpected(id, node, first));
      if (node.kind === 'dense' && node.units === 'classes' && !fixed && fields)
        problems.push({
          severity: 'error',
          node: id,
          setting: `model.nodes.${id}.units`,
          message: `Dense ${quote(id)} has as many units as there are classes, but it leads into no loss with a known target.`,
          remedy: 'Connect it to a loss, or set its units to a number.',
        });
      return fixed ?? null;
    case 'embedding':
      if (first && first.shape.length > 0) problems.push(indexExpected(id, first, fields));
      return fixed ?? null;
    case 'conv2d': {
      const map = featureMapOf(id, 'Conv 2-D', first, fields, problems);
      if (!map) return null;
      const size = slideWindow(id, map, node.kernel, node.stride, node.padding, problems);
      return size && [...size, node.filters];
    }
    case 'maxPool':
    case 'averagePool': {
      const label = node.kind === 'maxPool' ? 'Max pool' : 'Average pool';
      const map = featureMapOf(id, label, first, fields, problems);
      if (!map) return null;
      const size = slideWindow(
        id,
        map,
        node.size,
        node.stride ?? node.size,
        node.padding,
        problems,
      );
      return size && [...size, map[2]];
    }
    case 'flatten':
      return first ? [sizeFromShape(first.shape)] : null;
    case 'batchNorm':
    case 'dropout':
    case 'activation':
      return first?.shape ?? null;
    case 'add':
      return shapeOfSum(id, messages, problems);
    case 'concat':
      return shapeOfConcat(id, messages, problems);
  }
}

/** Number of elements of a shape. */
export function sizeFromShape(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

const labels = { dense: 'Dense', lstm: 'LSTM', gru: 'GRU', rnn: 'Recurrent' } as const;

function vectorExpected(
  id: string,
  { kind }: NodeOf<'dense' | 'lstm' | 'gru' | 'rnn'>,
  { edge, source, shape }: IncomingMessage,
): Problem {
  const message = `${labels[kind]} ${quote(id)} expects a vector, but ${quote(edge.from)} gives ${formatShape(shape)}.`;
  const place = { severity: 'error', node: id, edge: edgeId(edge), message } as const;
  if (shape.length === 0 && source.kind === 'input')
    return {
      ...place,
      remedy: `Set the layout of ${quote(edge.from)} to vector, or put an embedding between them.`,
      fix: { kind: 'setNode', node: edge.from, values: { layout: 'vector' } },
    };
  return {
    ...place,
    remedy: 'Insert a flatten between them.',
    fix: { kind: 'insertFlatten', edge: edgeId(edge) },
  };
}

/** An embedding looks up class indices, which only an input can output. */
function indexExpected(
  id: string,
  { edge, source, shape }: IncomingMessage,
  fields: Fields | null,
): Problem {
  const field = source.kind === 'input' ? findField(fields, source.field) : undefined;
  return {
    severity: 'error',
    node: id,
    edge: edgeId(edge),
    message: `Embedding ${quote(id)} looks up the number of a class, but ${quote(edge.from)} gives ${formatShape(shape)}.`,
    ...(field?.kind === 'label'
      ? {
          remedy: `Set the layout of ${quote(edge.from)} to index.`,
          fix: { kind: 'setNode', node: edge.from, values: { layout: 'index' } } as const,
        }
      : { remedy: 'Connect it to an input that reads a label, with the layout index.' }),
  };
}

function inputShape(node: NodeOf<'input'>, fields: Fields | null): Shape | null {
  const field = findField(fields, node.field);
  if (!field) return null;
  if (field.kind === 'label') return node.layout === 'index' ? [] : [field.classes];
  return node.layout === 'grid' ? field.shape : [sizeFromShape(field.shape)];
}

/** Rows, columns and channels of the message; null, with a problem, where it is no feature map. */
function featureMapOf(
  id: string,
  label: string,
  message: IncomingMessage | undefined,
  fields: Fields | null,
  problems: Problem[],
): [number, number, number] | null {
  if (!message) return null;
  const [rows, columns, channels] = message.shape;
  if (message.shape.length === 3 && rows && columns && channels) return [rows, columns, channels];
  problems.push({
    severity: 'error',
    node: id,
    edge: edgeId(message.edge),
    message: `${label} ${quote(id)} expects a feature map (rows × columns × channels), but ${quote(message.edge.from)} gives ${formatShape(message.shape)}.`,
    ...mapRemedy(id, message, fields),
  });
  return null;
}

/** How to provide a feature map to node `id`, depending on the source of its vector. */
function mapRemedy(
  id: string,
  { edge, source }: IncomingMessage,
  fields: Fields | null,
): Pick<Problem, 'remedy' | 'fix'> {
  if (source.kind === 'flatten') return { remedy: `Put ${quote(id)} before ${quote(edge.from)}.` };
  if (source.kind !== 'input')
    return { remedy: 'Connect an input with the layout grid, a convolution or a pool instead.' };
  const field = findField(fields, source.field);
  return field?.kind === 'values' && field.shape.length === 3
    ? {
        remedy: `Set the layout of ${quote(edge.from)} to grid.`,
        fix: { kind: 'setNode', node: edge.from, values: { layout: 'grid' } },
      }
    : { remedy: `Read a field of images: ${quote(source.field)} has no rows and columns.` };
}

/** Rows and columns of the output of a convolution or pooling, by TensorFlow's rules for both paddings. */
function slideWindow(
  id: string,
  map: readonly [number, number, number],
  window: number | [number, number],
  stride: number | [number, number],
  padding: 'same' | 'valid',
  problems: Problem[],
): [number, number] | null {
  const windows = typeof window === 'number' ? [window, window] : window;
  const strides = typeof stride === 'number' ? [stride, stride] : stride;
  const along = (axis: 0 | 1): number => {
    const step = strides[axis] ?? 1;
    return padding === 'same'
      ? Math.ceil(map[axis] / step)
      : Math.floor((map[axis] - (windows[axis] ?? 1)) / step) + 1;
  };
  const [rows, columns] = [along(0), along(1)];
  if (rows > 0 && columns > 0) return [rows, columns];
  problems.push({
    severity: 'error',
    node: id,
    message: `The window ${formatShape(windows)} of ${quote(id)} does not fit into the map of ${formatShape(map.slice(0, 2))}.`,
    remedy: 'Make the window smaller, or set its padding to same.',
    fix: { kind: 'setNode', node: id, values: { padding: 'same' } },
  });
  return null;
}

function shapeOfSum(
  id: string,
  messages: readonly IncomingMessage[],
  problems: Problem[],
): Shape | null {
  const [first, ...others] = messages;
  if (!first) return null;
  for (const { edge, shape } of others)
    if (shape.join() !== first.shape.join())
      problems.push({
        severity: 'error',
        node: id,
        edge: edgeId(edge),
        message: `Add ${quote(id)} needs messages of one shape, but ${quote(first.edge.from)} gives ${formatShape(first.shape)} and ${quote(edge.from)} gives ${formatShape(shape)}.`,
        remedy: `Give ${quote(edge.from)} and ${quote(first.edge.from)} the same size, or use a concat.`,
      });
  return first.shape;
}

function shapeOfConcat(
  id: string,
  messages: readonly IncomingMessage[],
  problems: Problem[],
): Shape | null {
  const [first, ...others] = messages;
  if (!first) return null;
  const leading = first.shape.slice(0, -1);
  let last = first.shape.at(-1) ?? 0;
  for (const { edge, shape } of others) {
    if (shape.slice(0, -1).join() !== leading.join() || shape.length !== first.shape.length)
      problems.push({
        severity: 'error',
        node: id,
        edge: edgeId(edge),
        message: `Concat ${quote(id)} joins along the last axis, but ${quote(first.edge.from)} gives ${formatShape(first.shape)} and ${quote(edge.from)} gives ${formatShape(shape)}.`,
        remedy: 'Make all other sizes equal, or flatten both first.',
      });
    last += shape.at(-1) ?? 0;
  }
  return [...leading, last];
}
