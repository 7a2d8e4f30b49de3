/**
 * Updates of a variable by its gradient. In a compiled step each is one TensorFlow op that works in place;
 * elsewhere it is composed of plain ops, with the same result up to rounding. The functions return nothing:
 * the variables hold the new values. Scalars are tensors of shape [], since they may differ from step to step.
 */
import { activeTracer } from '../graph/intercept-binding';
import { tf, type Scalar, type Tensor, type Variable } from '../backend/tf';

interface Update {
  variable: Variable;
  /** Has the shape of the variable, as the slots have. */
  gradient: Tensor;
  /** The learning rate. */
  rate: Scalar;
}

/** variable ← variable − rate · g */
export function updateSgd({ variable, gradient, rate }: Update): void {
  if (traceFusedUpdate('ResourceApplyGradientDescent', [variable], () => [rate, gradient])) return;
  tf.tidy(() => variable.assign(tf.sub(variable, tf.mul(gradient, rate))));
}

/** velocity ← momentum · velocity + g;  variable ← variable − rate · velocity (Nesterov: g + momentum · velocity). */
export function updateMomentum(
  { variable, gradient, rate }: Update,
  velocity: Variable,
  momentum: number,
  nesterov: boolean,
): void {
  const tensors = (): Tensor[] => [rate, gradient, tf.scalar(momentum)];
  const bools = { use_nesterov: nesterov };
  if (traceFusedUpdate('ResourceApplyMomentum', [variable, velocity], tensors, bools)) return;
  tf.tidy(() => {
    velocity.assign(tf.add(tf.mul(velocity, momentum), gradient));
    const direction = nesterov ? tf.add(gradient, tf.mul(velocity, momentum)) : velocity;
    variable.assign(tf.sub(variable, tf.mul(direction, rate)));
  });
}

/**
 * square ← decay · square + (1 − decay) · g²;  variable ← variable − rate · g / (√square + ε). Composed of
 * plain ops in compiled steps too: the fused op of TensorFlow adds ε under the root.
 */
export function updateRmsprop(
  { variable, gradient, rate }: Update,
  square: Variable,
  decay: number,
  epsilon: number,
): void {
  tf.tidy(() => {
    square.assign(tf.add(tf.mul(square, decay), tf.mul(tf.square(gradient), 1 - decay)));
    const scaled = tf.div(gradient, tf.add(tf.sqrt(square), epsilon));
    variable.assign(tf.sub(variable, tf.mul(scaled, rate)));
  });
}

/**
 * mean ← β1 · mean + (1 − β1) · g;  square ← β2 · square + (1 − β2) · g²;
 * variable ← variable − rate · mean / (√square + ε). The caller includes both bias corrections in `rate` and
 * `epsilon`, and should compute them with β rounded to float32, as it is used here (1 − 0.999 differs by 1e-5).
 */
export function updateAdam(
  { variable, gradient, rate }: Update,
  [mean, square]: readonly [Variable, Variable],
  betas: readonly [number, number],
  epsilon: Scalar,
): void {
  const [beta1, beta2] = betas.map(Math.fround) as [number, number];
  // The first two tensors are powers of β, from which the op makes bias corrections: 0 turns them off.
  const tensors = (): Tensor[] => [
    ...[tf.scalar(0), tf.scalar(0), rate, tf.scalar(beta1), tf.scalar(beta2)],
    ...[epsilon, gradient],
  ];
  const bools = { use_nesterov: false };
  if (traceFusedUpdate('ResourceApplyAdam', [variable, mean, square], tensors, bools)) return;
  tf.tidy(() => {
    mean.assign(tf.add(tf.mul(mean, beta1), tf.mul(gradient, 1 - beta1)));
    square.assign(tf.add(tf.mul(square, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
    const deviation = tf.add(tf.sqrt(square), epsilon);
    variable.assign(tf.sub(variable, tf.div(tf.mul(mean, rate), deviation)));
  });
}

/** Adds the op to the graph if a step is being traced; else returns false. */
function traceFusedUpdate(
  op: string,
  variables: Variable[],
  tensors: () => Tensor[],
  bools: Record<string, boolean> = {},
): boolean {
  const tracer = activeTracer();
  if (!tracer) return false;
  tf.tidy(() =>
    tracer.traceUpdate(op, variables, tensors(), {
      types: { T: 'float32' },
      bools: { use_locking: false, ...bools },
    }),
  );
  return true;
}
