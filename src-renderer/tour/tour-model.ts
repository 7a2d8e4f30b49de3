import type { Experiment } from '#spec/experiment';
import { edgeId, type EdgeId } from '#spec/model';
import { setDecoupling, validateDecoupling } from '../editor/edge-edits';

/** The template that the model of the tour is made of: it is in the sample project, and trains in seconds. */
export const tourTemplate = 'spirals-cdni';

/** Short enough for the 15 runs of "Does DNI help?" to take a minute, long enough for the loss to fall. */
const steps = 600;

/** A seed that the study does not have: the run of the tour is one more sample, and repeats none of the study's runs. */
const seed = 0;

/**
 * The edge that the tour has decoupled: of those that can be, the one nearest to the loss. All layers below it learn only
 * from what comes back through it, so that the study can tell whether its gradients are of use. Null where there is none.
 */
export function findTourEdge(experiment: Experiment): EdgeId | null {
  const edge = experiment.model.edges.findLast(
    (candidate) =>
      !candidate.decoupled && validateDecoupling(experiment, edgeId(candidate)) === null,
  );
  return edge ? edgeId(edge) : null;
}

/** The model that the tour begins with: no edge is decoupled yet, and a run is examined often enough to be watched. */
export function makeTourModel(template: Experiment): Experiment {
  const coupled = template.model.edges.reduce(
    (experiment, edge) => setDecoupling(experiment, edgeId(edge), undefined),
    template,
  );
  return {
    ...coupled,
    name: 'Spirals, first tour',
    description: 'Two hidden layers on points of three spirals: the model of the first tour.',
    training: { ...coupled.training, method: 'dni', seed, steps, evaluateEvery: 60 },
    diagnostics: { ...coupled.diagnostics, every: 25 },
  };
}
