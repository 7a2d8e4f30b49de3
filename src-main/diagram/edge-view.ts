import { inferGradients, type GradientKind } from '../spec/gradients';
import { findModules, mapNodesToModules } from '../spec/graph';
import { perModel } from '../spec/keep-results';
import { edgeId, type Decoupling, type Edge, type EdgeId, type Model } from '../spec/model';
import { inferPeriods } from '../spec/periods';
import { formatShape, type Problem } from '../spec/problems';
import { messageShape } from '../spec/shapes';
import { isRecurrent } from '../spec/update-windows';
import type { DiagramSource } from './diagram-source';
import { LabelPlacer, reachOfStrip, type LabelPlace } from './label-places';
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
  /** When the message arrives, in a few characters; empty if at every tick, as usual. */
  timing: string;
  /** Both ends are in one module: if decoupled, the edge is cut between windows, not between ticks. */
  isRecurrent: boolean;
  /** The y coordinate of its long horizontal segment if it leads to the left; else null. */
  channelY: number | null;
  /** Where its label stands. */
  label: LabelPlace;
  /** The worst severity among its problems; null if it has none. */
  severity: Problem['severity'] | null;
}

/** Whether nothing stands in the label of an edge, so that no line has to lead to it. */
export function isLabelEmpty({ shape, timing, decoupled, severity }: EdgeView): boolean {
  return shape === '' && timing === '' && decoupled === null && severity === null;
}

/** What the edges show whose nodes both exist, by edge id, in the order of the model. */
export function viewEdges(source: DiagramSource): Map<EdgeId, { edge: Edge; view: EdgeView }> {
  const { experiment, shapes, positions, problems, hasValues = false } = source;
  const { model, training } = experiment;
  const gradients = inferGradients(model, training.method);
  const { periods } = inferPeriods(model);
  const moduleOf = mapNodesToModules(findModules(model));
  const severities = findWorstSeverities(problems, ({ edge }) => edge);
  return new Map(
    layOutEdges(model, shapes, positions, hasValues).map(({ id, edge, texts, places }) => {
      const view: EdgeView = {
        ...texts,
        decoupled: edge.decoupled ?? null,
        gradient: gradients.ofEdge(edge),
        isDelayed: edge.delay !== undefined,
        isRecurrent: isRecurrent(model, edge, periods, moduleOf),
        ...places,
        severity: severities.get(id) ?? null,
      };
      return [id, { edge, view }];
    }),
  );
}

type EdgeTexts = Pick<EdgeView, 'shape' | 'synthesizerSummary' | 'ticksPerMessage' | 'timing'>;

interface LaidOutEdge {
  id: EdgeId;
  edge: Edge;
  texts: EdgeTexts;
  places: Pick<EdgeView, 'channelY' | 'label'>;
}

/** Versions of one model follow each other. */
const placer = new LabelPlacer();

/** What edges say and where they run, which a selection or a problem does not change. */
const layOutEdges = perModel(
  (
    model: Model,
    shapes: DiagramSource['shapes'],
    positions: DiagramSource['positions'],
    hasValues: boolean,
  ): LaidOutEdge[] => {
    const drawn = model.edges.filter(({ from, to }) => from in model.nodes && to in model.nodes);
    const routes = routeLeftwardEdges(model.edges, positions);
    const edges = drawn.map((edge) => {
      const [id, texts] = [edgeId(edge), describeTexts(model, shapes, edge)];
      const channelY = routes.get(id) ?? null;
      const values = hasValues ? placeOfValues(edge, channelY) : undefined;
      const label = { ...texts, detail: texts.synthesizerSummary, values };
      return { id, edge, texts, label, channelY };
    });
    const labels = placer.place(edges, positions, hasValues ? reachesOfStrips(model) : {});
    return edges.map(({ id, edge, texts, channelY }) => ({
      ...{ id, edge, texts, places: { channelY, label: labels.get(id) ?? middle } },
    }));
  },
);

/** Of an edge whose cards have no place yet. */
const middle: LabelPlace = { at: 0.5, dx: 0, dy: 0, detailDy: 20 };

/**
 * Where the values of a run stand at an edge: there is no room below the badge between two rows of cards, nor above the
 * card of a self-loop.
 */
export function placeOfValues(
  { from, to }: Pick<Edge, 'from' | 'to'>,
  channelY: number | null,
): 'below' | 'beside' {
  return channelY !== null || from === to ? 'beside' : 'below';
}

function reachesOfStrips(model: Model): Record<string, number> {
  const { periods } = inferPeriods(model);
  const ids = Object.keys(model.nodes);
  return Object.fromEntries(ids.map((id) => [id, reachOfStrip(periods[id] ?? 1)]));
}

function describeTexts(model: Model, shapes: DiagramSource['shapes'], edge: Edge): EdgeTexts {
  const shape = messageShape(model, shapes, edge);
  const { periods } = inferPeriods(model);
  const ticksPerMessage = Math.max(1, (periods[edge.from] ?? 1) / (periods[edge.to] ?? 1));
  const held = ticksPerMessage > 1 ? `held ${ticksPerMessage}` : '';
  return {
    shape: shape ? formatShape(shape) : '',
    synthesizerSummary: edge.decoupled ? summarizeSynthesizer(edge.decoupled) : '',
    ticksPerMessage,
    timing: edge.delay === undefined ? held : 't−1',
  };
}
