import type { Experiment } from './experiment';
import { edgeId, synthesizerSchema, type Edge, type EdgeId, type Model } from './model';
import { nodeSchema } from './nodes';
import type { Fix } from './problems';

/** Returns a copy of the experiment with the fix applied. */
export function applyFix(experiment: Experiment, fix: Fix): Experiment {
  const model = fixModel(experiment.model, fix);
  return { ...experiment, model };
}

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
    case 'delayEdge':
      return mapEdge(model, fix.edge, (edge) => [{ ...edge, delay: 1 }]);
    case 'removeNode': {
      const nodes = without(model.nodes, fix.node);
      const modules = without(model.modules, fix.node);
      const edges = model.edges.filter(({ from, to }) => from !== fix.node && to !== fix.node);
      return { nodes, edges, modules };
    }
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

function without<T>(record: Record<string, T>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
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
