import { edgesFrom, topologicalOrder, wire } from './graph';
import { edgeId, type Edge, type Model } from './model';
import { isCore, isLoss, stateSize, type Node, type NodeOf } from './nodes';
import { formatShape, type Problem } from './problems';
import { fieldOf, type Fields } from './task';

type Shape = number[];

/** A message that arrives at a node: its edge, the node it comes from and the shape of one example. */
interface Arriving {
  edge: Edge;
  source: Node;
  shape: Shape;
}

export interface Shapes {
  /** Output of each node for one example, without the batch. Losses, and nodes behind a problem, are absent. */
  shapes: Record<string, Shape>;
  problems: Problem[];
}

/**
 * Follows the shapes through the graph. It goes on past a problem wherever it can, so that all of them
 * are reported. Without `fields` (data not known yet) inputs and what hangs on them stay open.
 */
export function inferShapes(model: Model, fields: Fields | null): Shapes {
  const shapes: Record<string, Shape> = {};
  const problems: Problem[] = [];
  const { into } = wire(model);
  // Known whatever arrives: delayed edges may ask for it before its turn, and going on past a problem
  // finds those behind it.
  for (const [id, node] of Object.entries(model.nodes)) {
    const size = fixedSize(id, node, model, fields);
    if (size !== null) shapes[id] = [size];
  }
  for (const id of topologicalOrder(model).order) {
    const node = model.nodes[id];
    if (!node || isLoss(node)) continue;
    const edges = into(id).filter((edge) => !isStateLoop(model, edge));
    const arriving = edges.flatMap((edge): Arriving[] => {
      const [shape, source] = [shapes[edge.from], model.nodes[edge.from]];
      return shape && source ? [{ edge, shape, source }] : [];
    });
    const complete = arriving.length === edges.length;
    for (const edge of edges)
      if (edge.delay !== undefined && !shapes[edge.from] && !isOpen(model, edge.from, fields))
        problems.push({
          severity: 'error',
          edge: edgeId(edge),
          message: `What the recurrent edge '${edgeId(edge)}' carries has no size of its own: it depends on itself.`,
          remedy: 'Let it come from a dense layer or a core.',
        });
    if (node.kind !== 'input' && (!complete || arriving.length === 0)) continue;
    const shape = outputShape(id, node, arriving, fields, shapes[id], problems);
    if (shape) shapes[id] = shape;
  }
  return { shapes, problems };
}

/** Whether an edge is a core's own, on which its state goes from tick to tick. */
export function isStateLoop(model: Model, { from, to }: Edge): boolean {
  const node = model.nodes[from];
  return from === to && node !== undefined && isCore(node);
}

/** What one example's message on an edge is: the state on a core's own edge, else the sender's output. */
export function messageShape(
  model: Model,
  shapes: Readonly<Record<string, Shape>>,
  edge: Edge,
): Shape | undefined {
  const node = model.nodes[edge.from];
  return node && isCore(node) && isStateLoop(model, edge) ? [stateSize(node)] : shapes[edge.from];
}

/** Numbers that a layer gives whatever arrives at it; null where that depends. */
function fixedSize(id: string, node: Node, model: Model, fields: Fields | null): number | null {
  if (isCore(node) || node.kind === 'embedding') return node.units;
  if (node.kind !== 'dense') return null;
  return node.units === 'classes' ? classesOf(id, model, fields) : node.units;
}

/** Classes of the target of the loss that a node leads to, through activations if need be. */
function classesOf(id: string, model: Model, fields: Fields | null): number | null {
  const seen = new Set([id]);
  for (const at of seen)
    for (const { to } of edgesFrom(model, at)) {
      const node = model.nodes[to];
      if (!node) continue;
      if (isLoss(node)) {
        const target = fieldOf(fields, node.target);
        if (!target) return null;
        return target.kind === 'label' ? target.classes : sizeOf(target.shape);
      }
      if (node.kind === 'activation' || node.kind === 'dropout') seen.add(to);
    }
  return null;
}

/** Whether a node's shape is missing only because the data are not known yet. */
function isOpen(model: Model, id: string, fields: Fields | null): boolean {
  return fields === null && model.nodes[id] !== undefined;
}

function outputShape(
  id: string,
  node: Exclude<Node, NodeOf<'softmaxCrossEntropy' | 'meanSquaredError'>>,
  arriving: readonly Arriving[],
  fields: Fields | null,
  fixed: Shape | undefined,
  problems: Problem[],
): Shape | null {
  const [first] = arriving;
  switch (node.kind) {
    case 'input':
      return inputShape(node, fields);
    case 'dense':
    case 'lstm':
    case 'gru':
    case 'rnn':
      if (first && first.shape.length !== 1) problems.push(wantsVector(id, node, first));
      if (node.kind === 'dense' && node.units === 'classes' && !fixed && fields)
        problems.push({
          severity: 'error',
          node: id,
          setting: `model.nodes.${id}.units`,
          message: `Dense '${id}' has as many units as there are classes, but it leads into no loss with a known target.`,
          remedy: 'Connect it to a loss, or set its units to a number.',
        });
      return fixed ?? null;
    case 'embedding':
      if (first && first.shape.length > 0) problems.push(wantsIndex(id, first, fields));
      return fixed ?? null;
    case 'conv2d': {
      const map = mapOf(id, 'Conv 2-D', first, fields, problems);
      if (!map) return null;
      const size = slide(id, map, node.kernel, node.stride, node.padding, problems);
      return size && [...size, node.filters];
    }
    case 'maxPool':
    case 'averagePool': {
      const label = node.kind === 'maxPool' ? 'Max pool' : 'Average pool';
      const map = mapOf(id, label, first, fields, problems);
      if (!map) return null;
      const size = slide(id, map, node.size, node.stride ?? node.size, node.padding, problems);
      return size && [...size, map[2]];
    }
    case 'flatten':
      return first ? [sizeOf(first.shape)] : null;
    case 'batchNorm':
    case 'dropout':
    case 'activation':
      return first?.shape ?? null;
    case 'add':
      return added(id, arriving, problems);
    case 'concat':
      return joined(id, arriving, problems);
  }
}

/** Numbers in a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

const labels = { dense: 'Dense', lstm: 'LSTM', gru: 'GRU', rnn: 'Recurrent' } as const;

function wantsVector(
  id: string,
  { kind }: NodeOf<'dense' | 'lstm' | 'gru' | 'rnn'>,
  { edge, source, shape }: Arriving,
): Problem {
  const message = `${labels[kind]} '${id}' expects a vector, but '${edge.from}' gives ${formatShape(shape)}.`;
  const place = { severity: 'error', node: id, edge: edgeId(edge), message } as const;
  if (shape.length === 0 && source.kind === 'input')
    return {
      ...place,
      remedy: `Set the layout of '${edge.from}' to vector, or put an embedding between them.`,
      fix: { kind: 'setNode', node: edge.from, values: { layout: 'vector' } },
    };
  return {
    ...place,
    remedy: 'Insert a flatten between them.',
    fix: { kind: 'insertFlatten', edge: edgeId(edge) },
  };
}

/** An embedding looks up numbers of classes, which only an input gives. */
function wantsIndex(id: string, { edge, source, shape }: Arriving, fields: Fields | null): Problem {
  const field = source.kind === 'input' ? fieldOf(fields, source.field) : undefined;
  return {
    severity: 'error',
    node: id,
    edge: edgeId(edge),
    message: `Embedding '${id}' looks up the number of a class, but '${edge.from}' gives ${formatShape(shape)}.`,
    ...(field?.kind === 'label'
      ? {
          remedy: `Set the layout of '${edge.from}' to index.`,
          fix: { kind: 'setNode', node: edge.from, values: { layout: 'index' } } as const,
        }
      : { remedy: 'Connect it to an input that reads a label, with the layout index.' }),
  };
}

function inputShape(node: NodeOf<'input'>, fields: Fields | null): Shape | null {
  const field = fieldOf(fields, node.field);
  if (!field) return null;
  if (field.kind === 'label') return node.layout === 'index' ? [] : [field.classes];
  return node.layout === 'grid' ? field.shape : [sizeOf(field.shape)];
}

function mapOf(
  id: string,
  label: string,
  arriving: Arriving | undefined,
  fields: Fields | null,
  problems: Problem[],
): [number, number, number] | null {
  if (!arriving) return null;
  const [rows, columns, channels] = arriving.shape;
  if (arriving.shape.length === 3 && rows && columns && channels) return [rows, columns, channels];
  problems.push({
    severity: 'error',
    node: id,
    edge: edgeId(arriving.edge),
    message: `${label} '${id}' expects a feature map (rows × columns × channels), but '${arriving.edge.from}' gives ${formatShape(arriving.shape)}.`,
    ...mapRemedy(id, arriving, fields),
  });
  return null;
}

/** How a node that wants a feature map comes by one, from where its vector comes from. */
function mapRemedy(
  id: string,
  { edge, source }: Arriving,
  fields: Fields | null,
): Pick<Problem, 'remedy' | 'fix'> {
  if (source.kind === 'flatten') return { remedy: `Put '${id}' before '${edge.from}'.` };
  if (source.kind !== 'input')
    return { remedy: 'Connect an input with the layout grid, a convolution or a pool instead.' };
  const field = fieldOf(fields, source.field);
  return field?.kind === 'values' && field.shape.length === 3
    ? {
        remedy: `Set the layout of '${edge.from}' to grid.`,
        fix: { kind: 'setNode', node: edge.from, values: { layout: 'grid' } },
      }
    : { remedy: `Read a field of images: '${source.field}' has no rows and columns.` };
}

/** Rows and columns after a window has slid over the map, by TensorFlow's rules for both paddings. */
function slide(
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
    message: `The window ${formatShape(windows)} of '${id}' does not fit into the map of ${formatShape(map.slice(0, 2))}.`,
    remedy: 'Make the window smaller, or set its padding to same.',
    fix: { kind: 'setNode', node: id, values: { padding: 'same' } },
  });
  return null;
}

function added(id: string, arriving: readonly Arriving[], problems: Problem[]): Shape | null {
  const [first, ...others] = arriving;
  if (!first) return null;
  for (const { edge, shape } of others)
    if (shape.join() !== first.shape.join())
      problems.push({
        severity: 'error',
        node: id,
        edge: edgeId(edge),
        message: `Add '${id}' needs messages of one shape, but '${first.edge.from}' gives ${formatShape(first.shape)} and '${edge.from}' gives ${formatShape(shape)}.`,
        remedy: `Give '${edge.from}' and '${first.edge.from}' the same size, or use a concat.`,
      });
  return first.shape;
}

function joined(id: string, arriving: readonly Arriving[], problems: Problem[]): Shape | null {
  const [first, ...others] = arriving;
  if (!first) return null;
  const ahead = first.shape.slice(0, -1);
  let last = first.shape.at(-1) ?? 0;
  for (const { edge, shape } of others) {
    if (shape.slice(0, -1).join() !== ahead.join() || shape.length !== first.shape.length)
      problems.push({
        severity: 'error',
        node: id,
        edge: edgeId(edge),
        message: `Concat '${id}' joins along the last axis, but '${first.edge.from}' gives ${formatShape(first.shape)} and '${edge.from}' gives ${formatShape(shape)}.`,
        remedy: 'Make all other sizes equal, or flatten both first.',
      });
    last += shape.at(-1) ?? 0;
  }
  return [...ahead, last];
}
