import { inferGradients, type GradientKind } from '../spec/gradients';
import { findModules, mapNodesToModules } from '../spec/graph';
import { edgeId, type Decoupling, type Edge, type EdgeId } from '../spec/model';
import { inferPeriods } from '../spec/periods';
import { formatShape, type Problem } from '../spec/problems';
import { messageShape } from '../spec/shapes';
import { isRecurrent } from '../spec/update-windows';
import type { DiagramSource } from './diagram-source';
import { routeLeftwardEdges } from './layout/leftward-edges';
import { summarizeSynthesizer } from './synthesizer-summary';
import { findWorstSeverities } from './worst-severities';

/** What an edge shows. */
export interface EdgeView {
  /** Shape of the message without the batch axis; empty while unknown. */
  shape: string;
  decoupled: Decoupling | null;
  /** The synthesizer in a few words, from `summarizeSynthesizer`; empty without one. */
  synthesizerSummary: string;
  /** Which gradient the edge passes back under the model's own training method. */
  gradient: GradientKind;
  /** The message arrives one tick later. */
  isDelayed: boolean;
  /** Ticks for which a faster target reads the same message; 1 if each tick has a new one. */
  ticksPerMessage: number;
  /** Both ends are in one module: if decoupled, the edge is cut between windows, not between ticks. */
  isRecurrent: boolean;
  /** The y coordinate of its long horizontal segment if it leads to the left; else null. */
  channelY: number | null;
  /** The worst severity among its problems; null if it has none. */
  severity: Problem['severity'] | null;
}

/** What the edges show whose nodes both exist, by edge id, in the order of the model. */
export function viewEdges(source: DiagramSource): Map<EdgeId, { edge: Edge; view: EdgeView }> {
  const { experiment, shapes, positions, problems } = source;
  const { model, training } = experiment;
  const routes = routeLeftwardEdges(model.edges, positions);
  const gradients = inferGradients(model, training.method);
  const { periods } = inferPeriods(model);
  const moduleOf = mapNodesToModules(findModules(model));
  const severities = findWorstSeverities(problems, ({ edge }) => edge);
  const drawn = model.edges.filter(({ from, to }) => from in model.nodes && to in model.nodes);
  return new Map(
    drawn.map((edge) => {
      const id = edgeId(edge);
      const shape = messageShape(model, shapes, edge);
      const [sourcePeriod, targetPeriod] = [periods[edge.from] ?? 1, periods[edge.to] ?? 1];
      const view: EdgeView = {
        shape: shape ? formatShape(shape) : '',
        decoupled: edge.decoupled ?? null,
        synthesizerSummary: edge.decoupled ? summarizeSynthesizer(edge.decoupled) : '',
        gradient: gradients.ofEdge(edge),
        isDelayed: edge.delay !== undefined,
        ticksPerMessage: Math.max(1, sourcePeriod / targetPeriod),
        isRecurrent: isRecurrent(model, edge, periods, moduleOf),
        channelY: routes.get(id) ?? null,
        severity: severities.get(id) ?? null,
      };
      return [id, { edge, view }];
    }),
  );
}
