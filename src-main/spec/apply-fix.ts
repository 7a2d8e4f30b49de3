import { formatWhole } from './number-format';
import { countNoun } from './count-noun';
import { setSetting } from './apply-setting';
import { experimentSchema, type Experiment } from './experiment';
import { type Edge, edgeId, type EdgeId, type Model, nameEdge, synthesizerSchema } from './model';
import { nodeCatalogue } from './node-catalogue';
import { freeId } from './free-id';
import { nodeSchema, type Node } from './nodes';
import type { Fix } from './problems';
import { joinNames, printable, quote } from './quote';
import { removeNodes } from './remove-nodes';
import { labelSetting } from './setting-label';
import type { TaskKind } from './task';

/** Returns a copy of the experiment with the fix applied. */
export function applyFix(experiment: Experiment, fix: Fix): Experiment {
  if (fix.kind === 'setSetting') {
    const changed = setSetting(experiment, fix.path, fix.value ?? undefined);
    // JSON has no names without values.
    return experimentSchema.parse(JSON.parse(JSON.stringify(changed)));
  }
  const model = fixModel(experiment.model, fix);
  const { canvas } = experiment;
  if ((fix.kind !== 'removeNode' && fix.kind !== 'bypass') || !canvas)
    return { ...experiment, model };
  const positions = Object.entries(canvas.positions).filter(([id]) => id in model.nodes);
  return { ...experiment, model, canvas: { ...canvas, positions: Object.fromEntries(positions) } };
}

/** Edges of a removed node that are named; of more, their number is. */
const maxNamedEdges = 3;

/** What `applyFix` will do to the model, in a few words for a button: `Remove the edge a → b`. */
export function describeFix(fix: Fix, model: Model, task?: TaskKind): string {
  switch (fix.kind) {
    case 'insertFlatten':
      return `Insert a flatten on ${formatEdge(fix.edge)}`;
    case 'setNode':
      return `Set ${formatValues(fix.values, `model.nodes.${fix.node}`)} in ${formatNode(fix.node)}`;
    case 'removeEdge': {
      const count = model.edges.filter((edge) => edgeId(edge) === fix.edge).length;
      return count > 1
        ? `Remove the ${count} edges ${formatEdge(fix.edge)}`
        : `Remove the edge ${formatEdge(fix.edge)}`;
    }
    case 'addLoop':
      return `Connect ${formatNode(fix.node)} to itself`;
    case 'removeNode':
      return `Remove ${formatNode(fix.node)}${describeEdgesOf(fix.node, model)}`;
    case 'recouple':
      return `Couple ${formatEdge(fix.edge)} again, without its synthesizer`;
    case 'setSynthesizer':
      return `Set ${formatValues(fix.values, 'synthesizer')} in the synthesizer of ${formatEdge(fix.edge)}`;
    case 'setSetting':
      return describeSetting(fix, task);
    case 'addNode':
      return `Add ${formatNode(fix.id)}, ${describeNode(fix.node)}${fix.from.length + fix.to.length > 0 ? ',' : ''}${joinEnds(' after ', fix.from)}${joinEnds(' before ', fix.to)}`;
    case 'insertNode':
      return `Put ${formatNode(fix.id)}, ${describeNode(fix.node)}, on ${formatEdge(fix.edge)}`;
    case 'replaceNode':
      return `Make ${formatNode(fix.node)} ${describeNode(fix.with)}`;
    case 'bypass':
      return `Take ${formatNode(fix.node)} out, and join its neighbours`;
    case 'connect':
      return `Connect ${formatNode(fix.from)} to ${formatNode(fix.to)}`;
    case 'removeRepeated':
      return `Keep one of the edges ${formatEdge(fix.edge)}`;
  }
}

/** `Set 'Warm-up' of a → b to 0`. */
function describeSetting(
  { path, value }: Extract<Fix, { kind: 'setSetting' }>,
  task: TaskKind | undefined,
): string {
  const [, edge] = /^model\.edges\.([^.]+)\./.exec(path) ?? [];
  const [, module] = /^model\.modules\.([^.]+)$/.exec(path) ?? [];
  const of = edge ?? module;
  const name = `'${labelSetting(path, task)}'${of === undefined ? '' : ` of ${formatEdge(of as EdgeId)}`}`;
  return value === null ? `Leave out ${name}` : `Set ${name} to ${formatValue(value)}`;
}

/** `a dense layer of 10 units`, `a softmax cross entropy with the target label`. */
function describeNode(node: Node): string {
  const { label: name } = nodeCatalogue[node.kind];
  const isAbbreviation = name === name.toUpperCase();
  const label = isAbbreviation ? name : lowerFirst(name);
  const article = /^[aeiouL]/.test(label) ? 'an' : 'a';
  if ('units' in node)
    return `${article} ${label} layer of ${typeof node.units === 'number' ? countNoun(node.units, 'unit') : `${formatValue(node.units)} units`}`;
  if ('target' in node) return `${article} ${label} with the target ${quote(node.target)}`;
  if ('field' in node) return `${article} ${label} that reads ${quote(node.field)}`;
  return `${article} ${label}`;
}

const joinEnds = (word: string, ids: readonly string[]): string =>
  ids.length === 0
    ? ''
    : `${word}${ids.length > maxNamedEdges ? `${ids.length} nodes` : joinNames(ids.map(formatNode))}`;

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** ` and its edge x → b`: what goes with a node that is removed; empty where it has no edges. */
function describeEdgesOf(node: string, { edges }: Model): string {
  const own = edges.filter(({ from, to }) => from === node || to === node);
  if (own.length === 0) return '';
  if (own.length > maxNamedEdges) return ` and its ${formatWhole(own.length)} edges`;
  const names = own.map((edge) => formatEdge(edgeId(edge)));
  return ` and its edge${own.length > 1 ? 's' : ''} ${joinNames(names)}`;
}

/** `'Units' to 10`; `group`: the path of the object that has the settings. */
function formatValues(values: Record<string, unknown>, group: string): string {
  const parts = Object.entries(values).map(
    ([key, value]) => `'${labelSetting(`${group}.${key}`)}' to ${formatValue(value)}`,
  );
  return printable(parts.join(', '), 60);
}

function formatValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'object' && value !== null && 'inputs' in value)
    return `the last ${String(value.inputs)} inputs`;
  // Rates keep all their digits.
  return typeof value === 'number' && value >= 1000 ? formatWhole(value) : String(value);
}

const formatNode = (id: string): string => printable(id, 30);
const formatEdge = (id: EdgeId): string => printable(nameEdge(id), 60);

function fixModel(model: Model, fix: Exclude<Fix, { kind: 'setSetting' }>): Model {
  switch (fix.kind) {
    case 'insertFlatten':
      return insertFlatten(model, fix.edge);
    case 'setNode': {
      const node = model.nodes[fix.node];
      if (!node) return model;
      const changed = nodeSchema.parse({ ...node, ...fix.values });
      return { ...model, nodes: { ...model.nodes, [fix.node]: changed } };
    }
    case 'removeEdge':
      return { ...model, edges: model.edges.filter((edge) => edgeId(edge) !== fix.edge) };
    case 'addLoop':
      return { ...model, edges: [...model.edges, { from: fix.node, to: fix.node, delay: 1 }] };
    case 'removeNode':
      return removeNodes(model, new Set([fix.node]));
    case 'addNode':
      return addNode(model, fix);
    case 'insertNode':
      return insertNode(model, fix.edge, fix.id, fix.node);
    case 'replaceNode':
      return { ...model, nodes: { ...model.nodes, [fix.node]: fix.with } };
    case 'bypass':
      return bypass(model, fix.node);
    case 'connect':
      return { ...model, edges: [...model.edges, { from: fix.from, to: fix.to }] };
    case 'removeRepeated':
      return removeRepeated(model, fix.edge);
    case 'recouple':
      return mapEdge(model, fix.edge, ({ from, to, delay }) => [
        { from, to, ...(delay && { delay }) },
      ]);
    case 'setSynthesizer':
      return mapEdge(model, fix.edge, (edge) => {
        if (!edge.decoupled) return [edge];
        const { synthesizer: before } = edge.decoupled;
        const { hidden, batchNorm, activation, condition } = before;
        // Another kind has these settings too.
        const kept = 'kind' in fix.values ? { hidden, batchNorm, activation, condition } : before;
        const synthesizer = synthesizerSchema.parse({ ...kept, ...fix.values });
        return [{ ...edge, decoupled: { ...edge.decoupled, synthesizer } }];
      });
  }
}

function mapEdge(model: Model, id: EdgeId, change: (edge: Edge) => Edge[]): Model {
  const edges = model.edges.flatMap((edge) => (edgeId(edge) === id ? change(edge) : [edge]));
  return { ...model, edges };
}

function insertFlatten(model: Model, id: EdgeId): Model {
  return insertNode(model, id, freeId('flatten', model), { kind: 'flatten' });
}

/** A decoupled edge stays decoupled before the node, where its message keeps its shape. */
function insertNode(model: Model, id: EdgeId, name: string, node: Node): Model {
  const changed = mapEdge(model, id, (edge) => [
    { ...edge, to: name },
    { from: name, to: edge.to },
  ]);
  return { ...changed, nodes: { ...changed.nodes, [name]: node } };
}

function addNode(model: Model, { id, node, from, to }: Extract<Fix, { kind: 'addNode' }>): Model {
  const edges = [
    ...from.map((source) => ({ from: source, to: id })),
    ...to.map((target) => ({ from: id, to: target })),
  ];
  return {
    ...model,
    nodes: { ...model.nodes, [id]: node },
    edges: [...model.edges, ...edges],
  };
}

function bypass(model: Model, id: string): Model {
  const source = model.edges.find(({ to }) => to === id)?.from;
  const edges = model.edges.flatMap((edge): Edge[] => {
    if (edge.to === id) return [];
    if (edge.from !== id) return [edge];
    return source === undefined ? [] : [{ ...edge, from: source }];
  });
  return removeNodes(model, new Set([id]), edges);
}

function removeRepeated(model: Model, id: EdgeId): Model {
  const first = model.edges.findIndex((edge) => edgeId(edge) === id);
  const edges = model.edges.filter((edge, index) => index === first || edgeId(edge) !== id);
  return { ...model, edges };
}
