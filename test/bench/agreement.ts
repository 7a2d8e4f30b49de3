import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadTask } from '#data/load';
import { createGenerator } from '#data/random';
import type { Parameter } from '#engine/model/parameters';
import { decodeSafetensors } from '#engine/run/safetensors';
import { TrainingSession } from '#engine/run/session';
import type { Experiment } from '#spec/experiment';
import type { Node } from '#spec/nodes';
import { optimizerSchema } from '#spec/optimizer';
import { tf } from '#tensorflow/backend/tf';

/** The weight tensor that differs most: its largest difference, as a share of its largest value. */
interface WeightDifference {
  name: string;
  share: number;
}

/** Bounds of the relative difference: of weights after ten steps, of losses after a hundred. */
const bounds = { weights: 1e-5, losses: 0.01 };

/** How far compiled and eager (op by op) training differ, from the same initial weights on the same data. */
export interface Agreement {
  /** Whether weights and losses are within their bounds, and the steps were compiled. */
  agrees: boolean;
  /** After ten steps with momentum SGD in place of the workload's optimizers. */
  weights: WeightDifference;
  /**
   * The same for the model with smooth ops in place of ReLU and max pooling: at their kinks rounding alone
   * decides which way a gradient goes. Null where the model has neither.
   */
  smooth: WeightDifference | null;
  /**
   * The same with the workload's own optimizers. Adam divides a gradient by its magnitude: a gradient that is
   * only rounding error, as of a bias before batch normalisation, becomes a full step in a random direction.
   */
  withAdam: WeightDifference;
  /** With the workload's own optimizers: the mean loss of the last ten of a hundred steps. */
  losses: { compiled: number; eager: number };
  /**
   * The effect of rounding alone: how far two eager trainings differ if every initial weight of one is changed
   * by one rounding error. The largest difference of several tries. Null where the bounds are kept.
   */
  rounding: { weights: WeightDifference; losses: number } | null;
  /** Why steps were not compiled; empty if they were. */
  uncompiledReasons: readonly string[];
}

/** Steps after which weights and losses are compared. */
const [weightSteps, lossSteps] = [10, 100];
/** Tries with perturbed initial weights, for weights and for losses. */
const [weightTries, lossTries] = [12, 3];
const momentum = optimizerSchema.parse({ kind: 'momentum', rate: 1e-3, clipNorm: 1 });

/** TensorFlow must be the backend. Takes as long as a few hundred eager steps. */
export async function measureAgreement(spec: Experiment): Promise<Agreement> {
  const withMomentum = withOptimizer(spec, momentum);
  const smooth = withSmoothOps(withMomentum);
  const compiled = await trainBriefly(spec, lossSteps, { compiled: true });
  const eager = await trainBriefly(spec, lossSteps);
  const weights = await differenceFromEager(withMomentum, { compiled: true });
  const losses = { compiled: compiled.loss, eager: eager.loss };
  const agrees =
    weights.share <= bounds.weights &&
    Math.abs(losses.compiled / losses.eager - 1) <= bounds.losses &&
    compiled.uncompiledReasons.length === 0;
  return {
    agrees,
    weights,
    smooth: smooth && (await differenceFromEager(smooth, { compiled: true })),
    withAdam: largestDifference(compiled.weights, eager.weights),
    losses,
    rounding: agrees
      ? null
      : {
          weights: await weightDifferenceByRounding(withMomentum),
          losses: await lossDifferenceByRounding(spec, eager.loss),
        },
    uncompiledReasons: compiled.uncompiledReasons,
  };
}

/** How a model is trained; left out: eagerly, from its own initial weights. */
interface Variant {
  compiled?: boolean;
  /** Seed of a perturbation: every initial weight is changed by one rounding error, up or down at random. */
  perturbation?: number;
}

/** How far the weights of a variant differ from those of eager training after ten steps. */
async function differenceFromEager(spec: Experiment, variant: Variant): Promise<WeightDifference> {
  const trained = await trainBriefly(spec, weightSteps, variant);
  const eager = await trainBriefly(spec, weightSteps);
  return largestDifference(trained.weights, eager.weights);
}

/** The largest difference of weights that rounding alone causes. */
async function weightDifferenceByRounding(spec: Experiment): Promise<WeightDifference> {
  const { weights } = await trainBriefly(spec, weightSteps);
  let largest: WeightDifference = { name: '', share: 0 };
  for (let perturbation = 1; perturbation <= weightTries; perturbation++) {
    const perturbed = await trainBriefly(spec, weightSteps, { perturbation });
    const difference = largestDifference(perturbed.weights, weights);
    if (difference.share > largest.share) largest = difference;
  }
  return largest;
}

/** The largest relative difference from `loss` that rounding alone causes. */
async function lossDifferenceByRounding(spec: Experiment, loss: number): Promise<number> {
  let largest = 0;
  for (let perturbation = 1; perturbation <= lossTries; perturbation++) {
    const perturbed = await trainBriefly(spec, lossSteps, { perturbation });
    largest = Math.max(largest, Math.abs(perturbed.loss / loss - 1));
  }
  return largest;
}

/** Replaces ReLU by tanh and max pooling by average pooling; null where the model has neither. */
function withSmoothOps(spec: Experiment): Experiment | null {
  let hasKinks = false;
  const smooth = (node: Node): Node => {
    const isRelu = 'activation' in node && node.activation === 'relu';
    hasKinks ||= isRelu || node.kind === 'maxPool';
    if (node.kind === 'maxPool') return { ...node, kind: 'averagePool' };
    return isRelu ? { ...node, activation: 'tanh' } : node;
  };
  const nodes = Object.fromEntries(
    Object.entries(spec.model.nodes).map(([id, node]) => [id, smooth(node)]),
  );
  return hasKinks ? { ...spec, model: { ...spec.model, nodes } } : null;
}

function withOptimizer(
  spec: Experiment,
  optimizer: Experiment['training']['optimizer'],
): Experiment {
  const edges = spec.model.edges.map((edge) =>
    edge.decoupled?.optimizer ? { ...edge, decoupled: { ...edge.decoupled, optimizer } } : edge,
  );
  return { ...spec, model: { ...spec.model, edges }, training: { ...spec.training, optimizer } };
}

/** Changes every weight by one or two units in the last place, up or down at random. */
function perturb(parameters: readonly Parameter[], seed: number): void {
  const rounding = 2 ** -23;
  for (const { name, variable } of parameters) {
    const generator = createGenerator(seed, name);
    const values = variable
      .dataSync<'float32'>()
      .map((value) => value * (1 + (generator.below(2) === 0 ? rounding : -rounding)));
    const tensor = tf.tensor(values, variable.shape);
    variable.assign(tensor);
    tensor.dispose();
  }
}

type Weights = ReturnType<typeof decodeSafetensors>;

function largestDifference(weights: Weights, reference: Weights): WeightDifference {
  let most: WeightDifference = { name: '', share: 0 };
  for (const [name, { values }] of weights) {
    const expected = reference.get(name)?.values;
    // Weights that are all below 1e-3 are compared with 1e-3.
    let [largest, difference] = [1e-3, 0];
    values.forEach((value, index) => {
      largest = Math.max(largest, Math.abs(value));
      difference = Math.max(difference, Math.abs(value - (expected?.[index] ?? Number.NaN)));
    });
    // Negated, so that NaN counts as the largest difference.
    if (!(difference / largest <= most.share)) most = { name, share: difference / largest };
  }
  return most;
}

/** Weights after ten steps, and the mean loss of the last ten of `steps` steps. */
async function trainBriefly(
  spec: Experiment,
  steps: number,
  { compiled = false, perturbation }: Variant = {},
): Promise<{ weights: Weights; loss: number; uncompiledReasons: string[] }> {
  const data = await loadTask(spec.task, { resources: 'resources', datasets: null });
  const folder = await mkdtemp(join(tmpdir(), 'dni-agreement-'));
  const session = new TrainingSession(
    { ...spec, training: { ...spec.training, compiled } },
    data,
    folder,
  );
  if (perturbation !== undefined) perturb(session.network.parameters.all(), perturbation);
  try {
    const losses: number[] = [];
    let weights: Weights = new Map();
    for (let step = 1; step <= steps; step++) {
      const [report] = session.advance();
      const [first] = report?.losses.values() ?? [];
      losses.push(first ? first.sum / first.valid : Number.NaN);
      if (step !== weightSteps) continue;
      await session.save();
      const file = join(folder, String(step), 'weights.safetensors');
      weights = decodeSafetensors(await readFile(file), file);
    }
    const last = losses.slice(-10);
    const loss = last.reduce((sum, value) => sum + value, 0) / last.length;
    return { weights, uncompiledReasons: session.takeMessages(), loss };
  } finally {
    session.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}
