import type { Experiment } from './experiment';
import { edgeId, synthesizerSchema, type Edge, type EdgeId, type Model } from './model';
import { nodeSchema } from './nodes';
import type { Fix } from './problems';
import { joinNames, printable } from './quote';
import { removeNodes } from './remove-nodes';

/** Returns a copy of the experiment with the fix applied. */
export function applyFix(experiment: Experiment, fix: Fix): Experiment {
  const model = fixModel(experiment.model, fix);
  return { ...experiment, model };
}

/** Edges of a removed node that are named; of more, their number is. */
const maxNamedEdges = 3;

/** What `applyFix` will do to the model, in a few words for a button: `Remove the edge a → b`. */
export function describeFix(fix: Fix, model: Model): string {
  switch (fix.kind) {
    case 'insertFlatten':
      return `Insert a flatten on ${formatEdge(fix.edge)}`;
    case 'setNode':
      return `Set ${formatValues(fix.values)} in ${formatNode(fix.node)}`;
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
      return `Set ${formatValues(fix.values)} in the synthesizer of ${formatEdge(fix.edge)}`;
  }
}

/** ` and its edge x → b`: what goes with a node that is removed; empty where it has no edges. */
function describeEdgesOf(node: string, { edges }: Model): string {
  const own = edges.filter(({ from, to }) => from === node || to === node);
  if (own.length === 0) return '';
  if (own.length > maxNamedEdges) return ` and its ${own.length.toLocaleString('en')} edges`;
  const names = own.map((edge) => formatEdge(edgeId(edge)));
  return ` and its edge${own.length > 1 ? 's' : ''} ${joinNames(names)}`;
}

function formatValues(values: Record<string, unknown>): string {
  const parts = Object.entries(values).map(([key, value]) => `${key} to ${String(value)}`);
  return printable(parts.join(', '), 60);
}

const formatNode = (id: string): string => printable(id, 30);
const formatEdge = (id: EdgeId): string => printable(id.replace('->', ' → '), 60);

function fixModel(model: Model, fix: Fix): Model {
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
    case 'recouple':
      return mapEdge(model, fix.edge, ({ from, to, delay }) => [
        { from, to, ...(delay && { delay }) },
      ]);
    case 'setSynthesizer':
      return mapEdge(model, fix.edge, (edge) => {
        if (!edge.decoupled) return [edge];
        const { hidden, batchNorm, activation, condition } = edge.decoupled.synthesizer;
        const common = { hidden, batchNorm, activation, condition };
        const synthesizer = synthesizerSchema.parse({ ...common, ...fix.values });
        return [{ ...edge, decoupled: { ...edge.decoupled, synthesizer } }];
      });
  }
}

function mapEdge(model: Model, id: EdgeId, change: (edge: Edge) => Edge[]): Model {
  const edges = model.edges.flatMap((edge) => (edgeId(edge) === id ? change(edge) : [edge]));
  return { ...model, edges };
}

/** A decoupled edge stays decoupled before the flatten, where its message keeps its shape. */
function insertFlatten(model: Model, id: EdgeId): Model {
  let name = 'flatten';
  for (let n = 2; name in model.nodes; n++) name = `flatten${n}`;
  const changed = mapEdge(model, id, (edge) => [
    { ...edge, to: name },
    { from: name, to: edge.to },
  ]);
  return { ...changed, nodes: { ...changed.nodes, [name]: { kind: 'flatten' } } };
}
