// Child process of load-tensorflow.test.ts: loads the runtime as a training process does.
import { readFileSync } from 'node:fs';
import {
  loadTensorFlow,
  preloadTensorFlow,
  type LoadOptions,
} from '#tensorflow/runtime/load-tensorflow';
import { tf } from '#tensorflow/backend/tf';

process.once('message', async ({ preload, ...options }: LoadOptions & { preload?: boolean }) => {
  if (preload) await preloadTensorFlow();
  const isPreloaded = readFileSync('/proc/self/maps', 'utf8').includes('libtensorflow_cc');
  const runtime = await loadTensorFlow(options);
  const again = await loadTensorFlow({ device: 'cpu' });
  // d/dw of sum((w x)^2) is 2 w x^2: with x = 3 and w = 2 that is 36.
  const w = tf.variable(tf.scalar(2));
  const { grads } = tf.variableGrads(() => tf.square(tf.mul(w, tf.scalar(3))), [w]);
  process.send?.({
    backend: runtime.backend,
    current: tf.getBackend(),
    same: again === runtime,
    device: runtime.device,
    tensorflow: runtime.tensorflowVersion,
    fallbackReason: runtime.fallbackReason,
    gradient: Array.from(Object.values(grads)[0]?.dataSync() ?? []),
    intraOp: process.env.TF_NUM_INTRAOP_THREADS,
    isPreloaded,
  });
  process.disconnect();
});
