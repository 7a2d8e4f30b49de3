import { experimentSchema, type Experiment } from '#spec/experiment';
import type { Method } from '#spec/training';
import convolutional from '../../../resources/templates/mnist-cnn-cdni.json';
import counting from '../../../resources/templates/counting-dni.json';
import labelled from '../../../resources/templates/mnist-cdni.json';
import recall from '../../../resources/templates/recall-dni.json';
import sparse from '../../../resources/templates/mnist-cdni-sparse.json';
import unconditioned from '../../../resources/templates/mnist-dni.json';
import unlocked from '../../../resources/templates/mnist-unlocked.json';

/** The models that the figures of Help draw: templates of the program, so that a reader can open what is drawn. */

const read = (template: unknown): Experiment => experimentSchema.parse(template);

/** Three layers, each with an interface that sees the label. */
export const layers = read(labelled);
/** The same layers, with the paper's larger synthesizers that see the message alone. */
export const layersWithoutLabel = read(unconditioned);
export const convolutionalLayers = read(convolutional);
export const unlockedLayers = read(unlocked);
export const sparseLayers = read(sparse);
/** A recurrent core with an interface at each cut. */
export const recurrent = read(recall);
/** Two networks that tick at different rates. */
export const twoRates = read(counting);

export function withMethod(experiment: Experiment, method: Method): Experiment {
  return { ...experiment, training: { ...experiment.training, method } };
}

/** `fullUnroll` decides how many ticks are drawn, so that two unrolls can be compared. */
export function withUnroll(experiment: Experiment, unroll: number, fullUnroll: number): Experiment {
  return { ...experiment, training: { ...experiment.training, unroll, fullUnroll } };
}

/** Couples all edges but those that are named: `hidden1->hidden2`. */
export function decoupledOnly(experiment: Experiment, kept: readonly string[]): Experiment {
  const edges = experiment.model.edges.map((edge) =>
    kept.includes(`${edge.from}->${edge.to}`) ? edge : { ...edge, decoupled: undefined },
  );
  return { ...experiment, model: { ...experiment.model, edges } };
}
