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

/** The weight that is furthest apart: by how much, as a share of its largest value. */
interface Furthest {
  name: string;
  share: number;
}

/** The bounds: weights after ten steps as a share of the largest, losses of a hundred as a share of themselves. */
const bounds = { weights: 1e-5, losses: 0.01 };

/** How far the compiled step and the step op by op come apart, from the same start on the same data. */
export interface Agreement {
  /** Whether both are within their bounds, and the steps were compiled. */
  agrees: boolean;
  /** After ten steps with momentum in place of the workload's optimizers. */
  weights: Furthest;
  /**
   * The same, the model without kinks: at a kink, where a rectifier opens or another value of a pool is the
   * largest, rounding alone decides which way a gradient goes. Null where the model has none.
   */
  smooth: Furthest | null;
  /**
   * The same with its own. Adam divides by the size of a gradient: where this is rounding alone, as behind
   * batch normalisation, it makes whole steps of it, in either direction.
   */
  withAdam: Furthest;
  /** Of its own optimizer: means of the last ten of a hundred steps. */
  losses: { compiled: number; eager: number };
  /**
   * What rounding alone does: the same steps op by op, from first weights a rounding away and from their own. The
   * most that was found in several tries. Null where both are within their bounds.
   */
  rounding: { weights: Furthest; losses: number } | null;
  /** Why steps were not compiled; empty where they were. */
  refusals: readonly string[];
}

const [few, many] = [10, 100];
/** Tries of what rounding does, to weights and to losses. */
const [tries, longTries] = [12, 3];
const plain = optimizerSchema.parse({ kind: 'momentum', rate: 1e-3, clipNorm: 1 });

/** TensorFlow must be the backend. Takes as long as a few hundred steps op by op. */
export async function agreement(spec: Experiment): Promise<Agreement> {
  const calm = withOptimizer(spec, plain);
  const smoothed = withoutKinks(calm);
  const compiled = await trained(spec, many, { compiled: true });
  const eager = await trained(spec, many);
  const weights = await apart(calm, { compiled: true });
  const losses = { compiled: compiled.loss, eager: eager.loss };
  const agrees =
    weights.share <= bounds.weights &&
    Math.abs(losses.compiled / losses.eager - 1) <= bounds.losses &&
    compiled.refusals.length === 0;
  return {
    agrees,
    weights,
    smooth: smoothed && (await apart(smoothed, { compiled: true })),
    withAdam: furthest(compiled.weights, eager.weights),
    losses,
    rounding: agrees
      ? null
      : { weights: await swayed(calm), losses: await drift(spec, eager.loss) },
    refusals: compiled.refusals,
  };
}

/** How a model is trained; left out, op by op from its own first weights. */
interface Way {
  compiled?: boolean;
  /** Every first weight is moved by one rounding, up or down as this number has it. */
  nudge?: number;
}

/** How far the weights come apart in a few steps from those of the same steps op by op. */
async function apart(spec: Experiment, way: Way): Promise<Furthest> {
  const [one, other] = [await trained(spec, few, way), await trained(spec, few)];
  return furthest(one.weights, other.weights);
}

/** The furthest that weights come apart by rounding. */
async function swayed(spec: Experiment): Promise<Furthest> {
  const own = (await trained(spec, few)).weights;
  let most: Furthest = { name: '', share: 0 };
  for (let nudge = 1; nudge <= tries; nudge++) {
    const found = furthest((await trained(spec, few, { nudge })).weights, own);
    if (found.share > most.share) most = found;
  }
  return most;
}

/** The furthest that losses come away from `loss` by rounding, as a share of it. */
async function drift(spec: Experiment, loss: number): Promise<number> {
  let most = 0;
  for (let nudge = 1; nudge <= longTries; nudge++)
    most = Math.max(most, Math.abs((await trained(spec, many, { nudge })).loss / loss - 1));
  return most;
}

/** Hyperbolic tangents in place of rectifiers, means in place of maxima; null where there are neither. */
function withoutKinks(spec: Experiment): Experiment | null {
  let hasKinks = false;
  const smooth = (node: Node): Node => {
    const isRectified = 'activation' in node && node.activation === 'relu';
    hasKinks ||= isRectified || node.kind === 'maxPool';
    if (node.kind === 'maxPool') return { ...node, kind: 'averagePool' };
    return isRectified ? { ...node, activation: 'tanh' } : node;
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

/** Moves every number by one or two units in its last place, in either direction. */
function move(parameters: readonly Parameter[], nudge: number): void {
  const rounding = 2 ** -23;
  for (const { name, variable } of parameters) {
    const generator = createGenerator(nudge, name);
    const values = variable
      .dataSync<'float32'>()
      .map((value) => value * (1 + (generator.below(2) === 0 ? rounding : -rounding)));
    const tensor = tf.tensor(values, variable.shape);
    variable.assign(tensor);
    tensor.dispose();
  }
}

type Weights = ReturnType<typeof decodeSafetensors>;

function furthest(some: Weights, others: Weights): Furthest {
  let most: Furthest = { name: '', share: 0 };
  for (const [name, { values }] of some) {
    const other = others.get(name)?.values;
    let [largest, apart] = [1e-3, 0];
    values.forEach((value, index) => {
      largest = Math.max(largest, Math.abs(value));
      apart = Math.max(apart, Math.abs(value - (other?.[index] ?? Number.NaN)));
    });
    if (!(apart / largest <= most.share)) most = { name, share: apart / largest };
  }
  return most;
}

async function trained(
  spec: Experiment,
  steps: number,
  { compiled = false, nudge }: Way = {},
): Promise<{ weights: Weights; loss: number; refusals: string[] }> {
  const data = await loadTask(spec.task, { resources: 'resources', datasets: null });
  const folder = await mkdtemp(join(tmpdir(), 'dni-agreement-'));
  const session = new TrainingSession(
    { ...spec, training: { ...spec.training, compiled } },
    data,
    folder,
  );
  if (nudge !== undefined) move(session.network.parameters.all(), nudge);
  try {
    const losses: number[] = [];
    let weights: Weights = new Map();
    for (let step = 1; step <= steps; step++) {
      const [report] = session.advance();
      const [first] = report?.losses.values() ?? [];
      losses.push(first ? first.sum / first.valid : Number.NaN);
      if (step !== few) continue;
      await session.save();
      const file = join(folder, String(step), 'weights.safetensors');
      weights = decodeSafetensors(await readFile(file), file);
    }
    const last = losses.slice(-10);
    const loss = last.reduce((sum, one) => sum + one, 0) / last.length;
    return { weights, refusals: session.takeMessages(), loss };
  } finally {
    session.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}
