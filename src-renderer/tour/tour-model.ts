import type { Experiment } from '#spec/experiment';
import { edgeId } from '#spec/model';
import { setDecoupling } from '../editor/edge-edits';

/** The template that the model of the tour is made of: it is in the sample project, and trains in seconds. */
export const tourTemplate = 'spirals-cdni';

/** Short enough for the 15 runs of "Does DNI help?" to take a minute, long enough for the loss to fall. */
const steps = 600;

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
    training: { ...coupled.training, method: 'dni', steps, evaluateEvery: 60 },
    diagnostics: { ...coupled.diagnostics, every: 25 },
  };
}
