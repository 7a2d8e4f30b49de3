/**
 * Updates of a variable by its gradient. Within a compiled step each is one op of TensorFlow's that works in
 * place; elsewhere it is made of plain ops, with the same result up to rounding. Nothing is returned: the
 * variables hold the new values. Scalars are tensors of shape [], since they may change from step to step.
 */
import { activeTracer } from '../graph/trace';
import { tf, type Scalar, type Tensor, type Variable } from '../backend/tf';

interface Update {
  variable: Variable;
  /** Of the variable's shape, as the slots are. */
  gradient: Tensor;
  rate: Scalar;
}

/** variable ← variable − rate · gradient */
export function updateSgd({ variable, gradient, rate }: Update): void {
  if (fused('ResourceApplyGradientDescent', [variable], () => [rate, gradient])) return;
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
  if (fused('ResourceApplyMomentum', [variable, velocity], tensors, { use_nesterov: nesterov }))
    return;
  tf.tidy(() => {
    velocity.assign(tf.add(tf.mul(velocity, momentum), gradient));
    const direction = nesterov ? tf.add(gradient, tf.mul(velocity, momentum)) : velocity;
    variable.assign(tf.sub(variable, tf.mul(direction, rate)));
  });
}

/**
 * square ← decay · square + (1 − decay) · g²;  variable ← variable − rate · g / (√square + ε). Always plain:
 * TensorFlow's own adds ε under the root.
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
 * variable ← variable − rate · mean / (√square + ε). Both bias corrections are the caller's, in `rate` and
 * `epsilon`; it should make them with β as float32, as which it is used here (1 − 0.999 differs by 1e-5).
 */
export function updateAdam(
  { variable, gradient, rate }: Update,
  [mean, square]: readonly [Variable, Variable],
  betas: readonly [number, number],
  epsilon: Scalar,
): void {
  const [beta1, beta2] = betas.map(Math.fround) as [number, number];
  // It would make the corrections itself, of powers of β that are 0 here.
  const tensors = (): Tensor[] => [
    ...[tf.scalar(0), tf.scalar(0), rate, tf.scalar(beta1), tf.scalar(beta2)],
    ...[epsilon, gradient],
  ];
  if (fused('ResourceApplyAdam', [variable, mean, square], tensors, { use_nesterov: false }))
    return;
  tf.tidy(() => {
    mean.assign(tf.add(tf.mul(mean, beta1), tf.mul(gradient, 1 - beta1)));
    square.assign(tf.add(tf.mul(square, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
    const deviation = tf.add(tf.sqrt(square), epsilon);
    variable.assign(tf.sub(variable, tf.div(tf.mul(mean, rate), deviation)));
  });
}

/** Records the op where a step is recorded; false elsewhere. */
function fused(
  op: string,
  variables: Variable[],
  tensors: () => Tensor[],
  bools: Record<string, boolean> = {},
): boolean {
  const recorder = activeTracer();
  if (!recorder) return false;
  tf.tidy(() =>
    recorder.update(op, variables, tensors(), {
      types: { T: 'float32' },
      bools: { use_locking: false, ...bools },
    }),
  );
  return true;
}
