import { tf, type Tensor } from '#tensorflow/backend/tf';
import { median } from '../statistics';
import type { CompiledModule } from './compiled-module';
import type { PassSeconds } from './requests';
import { sumGradients } from './train-chain';

/**
 * Times each pass of each module, all in turn, for about so many seconds; medians. With micro-batches, a pass of one of
 * them is timed and counts as often, and the update adds up their gradients.
 */
export function measurePasses(
  modules: readonly CompiledModule[],
  batch: { x: Tensor; labels: Tensor },
  { seconds, microBatches }: { seconds: number; microBatches: number },
): PassSeconds[] {
  const samples = modules.map(() => ({
    forward: [] as number[],
    backward: [] as number[],
    update: [] as number[],
    predict: [] as number[],
    learn: [] as number[],
  }));
  const rows = Math.round((batch.x.shape[0] ?? 0) / microBatches);
  const [x, labels] = [batch.x, batch.labels].map((tensor) => tf.slice(tensor, 0, rows)) as [
    Tensor,
    Tensor,
  ];
  const until = performance.now() + 1000 * seconds;
  do {
    tf.tidy(() => {
      let input = x;
      for (const [index, module] of modules.entries()) {
        const own = samples[index];
        if (!own) continue;
        const outputs = timed(own.forward, () => module.forward(input));
        const message = outputs.at(-1) as Tensor;
        const gradient = module.isLast
          ? labels
          : timed(own.predict, () => module.predict(message, labels));
        const { gradients } = timed(own.backward, () => module.backward(input, outputs, gradient));
        timed(own.update, () => {
          module.update(sumGradients(Array.from({ length: microBatches }, () => gradients)));
        });
        if (!module.isLast)
          timed(own.learn, () => {
            module.learn(message, labels, gradient);
          });
        input = message;
      }
    });
  } while (performance.now() < until);
  tf.dispose([x, labels]);
  const whole = (times: readonly number[]): number =>
    times.length > 0 ? microBatches * median(times) : 0;
  return samples.map(({ forward, backward, update, predict, learn }) => ({
    forward: whole(forward),
    backward: whole(backward),
    update: median(update),
    predict: whole(predict),
    learn: whole(learn),
  }));
}

function timed<T>(samples: number[], compute: () => T): T {
  const began = performance.now();
  const result = compute();
  samples.push((performance.now() - began) / 1000);
  return result;
}
