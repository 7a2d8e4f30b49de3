import { createGenerator } from '#data/random';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import { classes, type ChainSize } from './chain-size';
import type { CompiledModule } from './compiled-module';
import type { TensorSocket } from './tensor-socket';

/** One batch, the same for every step and in every process: only the time matters. */
export function makeBatch({ units, batch }: ChainSize): { x: Tensor; labels: Tensor } {
  const generator = createGenerator(1, 'distributed');
  const values = Float32Array.from({ length: batch * units }, () => generator.uniform() - 0.5);
  const numbers = Array.from({ length: batch }, () => Math.floor(classes * generator.uniform()));
  return {
    x: tf.tensor(values, [batch, units]),
    labels: tf.cast(tf.oneHot(tf.tensor1d(numbers, 'int32'), classes), 'float32'),
  };
}

/** Trains all modules in this process, one after the other. Returns the loss of the last step. */
export function trainAlone(
  modules: readonly CompiledModule[],
  { x, labels }: { x: Tensor; labels: Tensor },
  isDecoupled: boolean,
  steps: number,
): number {
  let loss = Number.NaN;
  for (let step = 1; step <= steps; step++)
    tf.tidy(() => {
      const outputs: Tensor[][] = [];
      for (const module of modules) outputs.push(module.forward(outputs.at(-1)?.at(-1) ?? x));
      let gradient = labels;
      for (let index = modules.length - 1; index >= 0; index--) {
        const [module, own] = [modules[index], outputs[index]];
        const message = own?.at(-1);
        if (!module || !own || !message) return;
        const input = outputs[index - 1]?.at(-1) ?? x;
        if (isDecoupled && !module.isLast) module.learn(message, labels, gradient);
        const used = isDecoupled && !module.isLast ? module.predict(message, labels) : gradient;
        const pass = module.backward(input, own, used);
        module.update(pass.gradients);
        if (module.isLast && step === steps) loss = module.loss(message, labels);
        gradient = pass.below ?? gradient;
      }
    });
  return loss;
}

/**
 * Trains the module below or above in this process by backprop, with the batch cut into `microBatches`, as in GPipe: all
 * of them forward, then all backward. Returns the loss of the last step, 0 where it is not known.
 */
export function trainLocked(
  module: CompiledModule,
  socket: TensorSocket,
  { x, labels }: { x: Tensor; labels: Tensor },
  microBatches: number,
  steps: number,
): number {
  const cut = (tensor: Tensor): Tensor[] =>
    microBatches === 1 ? [tensor] : tf.split(tensor, microBatches);
  const [inputs, targets] = [cut(x), cut(labels)];
  const shape = [inputs[0]?.shape[0] ?? 0, x.shape[1] ?? 0];
  let loss = 0;
  for (let step = 1; step <= steps; step++)
    tf.tidy(() => {
      const passes = inputs.map((data) => {
        const input = module.isLast ? socket.receive(shape) : data;
        const outputs = module.forward(input);
        if (!module.isLast) socket.send(outputs.at(-1) as Tensor);
        return { input, outputs };
      });
      const gradients: Tensor[][] = [];
      for (let index = passes.length - 1; index >= 0; index--) {
        const { input, outputs } = passes[index] as (typeof passes)[number];
        const gradient = module.isLast ? (targets[index] as Tensor) : socket.receive(shape);
        const pass = module.backward(input, outputs, gradient);
        if (pass.below) socket.send(pass.below);
        gradients.push(pass.gradients);
      }
      module.update(sumGradients(gradients));
      if (module.isLast && step === steps && microBatches === 1)
        loss = module.loss(passes[0]?.outputs.at(-1) as Tensor, labels);
    });
  return loss;
}

/** The sum over micro-batches, by parameter. */
export function sumGradients(microBatches: readonly Tensor[][]): Tensor[] {
  const [first = []] = microBatches;
  if (microBatches.length === 1) return first;
  return first.map((_, index) => tf.addN(microBatches.map((each) => each[index] as Tensor)));
}

/** The same with DNI: the module below updates at once, and its synthesizer learns when the gradient is there. */
export function trainDecoupled(
  module: CompiledModule,
  socket: TensorSocket,
  { x, labels }: { x: Tensor; labels: Tensor },
  steps: number,
): void {
  /** Messages whose gradient has not come back yet, the oldest first. */
  const sent: Tensor[] = [];
  const learn = (gradient: Tensor): void => {
    const message = sent.shift();
    if (message) module.learn(message, labels, gradient);
    tf.dispose([gradient, ...(message ? [message] : [])]);
  };
  for (let step = 0; step < steps; step++) {
    tf.tidy(() => {
      const input = module.isLast ? socket.receive(x.shape) : x;
      const outputs = module.forward(input);
      const message = outputs.at(-1) as Tensor;
      if (!module.isLast) socket.send(message);
      const gradient = module.isLast ? labels : module.predict(message, labels);
      const pass = module.backward(input, outputs, gradient);
      if (pass.below) socket.send(pass.below);
      module.update(pass.gradients);
      if (!module.isLast) sent.push(tf.keep(message));
    });
    if (module.isLast) continue;
    for (;;) {
      const gradient = socket.poll(x.shape);
      if (!gradient) break;
      learn(gradient);
    }
  }
  while (sent.length > 0) learn(socket.receive(x.shape));
}
