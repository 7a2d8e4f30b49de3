/** The checks of `npm run bench`: of agreement, of the time to compile, and of memory over many steps. */
import { availableParallelism } from 'node:os';
import { loadTask } from '#data/load';
import { TrainingSession } from '#engine/run/session';
import { tf } from '#tensorflow/backend/tf';
import { loadTensorFlow } from '#tensorflow/runtime/load-tensorflow';
import { measureAgreement } from './agreement';
import { timeTemplates } from './compiling';
import type { Device } from './contenders';
import type { Workload } from './workloads';

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Seconds that compiling a template may take: the time of the first call minus that of a later one. */
const maxCompileSeconds = 2;

export async function measureCompilation(device: Device): Promise<number> {
  await loadTensorFlow({ allowFallback: false, device });
  let slowest = 0;
  for await (const { template, seconds, reason } of timeTemplates()) {
    const compiling = seconds ? seconds.first - seconds.later : 0;
    slowest = Math.max(slowest, compiling);
    const outcome = seconds
      ? `${compiling.toFixed(2)} s (first steps ${seconds.first.toFixed(2)}, later ones ${seconds.later.toFixed(3)})`
      : reason;
    print(`${template.padEnd(28)} ${outcome}`);
  }
  print(`The slowest takes ${slowest.toFixed(2)} s to compile.`);
  return slowest <= maxCompileSeconds ? 0 : 1;
}

export async function measureEndurance(
  workloads: readonly Workload[],
  device: Device,
): Promise<number> {
  await loadTensorFlow({ allowFallback: false, device });
  for (const { name, spec } of workloads) {
    const data = await loadTask(spec.task, { resources: 'resources', datasets: null });
    const session = new TrainingSession(spec, data, '');
    const memoryUse: string[] = [];
    // Calls are as long as in a run of this length.
    const advance = (): number => session.advance(2000 - (session.step % 2000)).length;
    for (let step = 0; step <= 10_000; step += advance()) {
      if (step % 2000 !== 0) continue;
      const { rss } = process.memoryUsage();
      memoryUse.push(
        `${step}: ${(rss / 2 ** 20).toFixed(0)} MB, ${tf.memory().numTensors} tensors`,
      );
    }
    session.dispose();
    print(`${name}: ${memoryUse.join('; ')}`);
  }
  return 0;
}

export async function checkAgreement(
  workloads: readonly Workload[],
  device: Device,
): Promise<number> {
  // With one thread per op, large matrix products are split and the batch is sharded, as in a run.
  const threads = { intraOp: 1, interOp: availableParallelism() };
  await loadTensorFlow({ allowFallback: false, threads, device });
  let agree = true;
  for (const { name, spec } of workloads) {
    const { agrees, weights, smooth, withAdam, losses, rounding, uncompiledReasons } =
      await measureAgreement(spec);
    agree &&= agrees;
    print(
      [
        `${name}: ${agrees ? 'agrees' : 'does not agree'}`,
        `weights within ${weights.share.toExponential(1)} after 10 steps (${weights.name})`,
        ...(smooth ? [`without kinks ${smooth.share.toExponential(1)} (${smooth.name})`] : []),
        `with its own optimizer ${withAdam.share.toExponential(1)} (${withAdam.name})`,
        `losses ${losses.compiled.toFixed(4)} and ${losses.eager.toFixed(4)} after 100`,
        ...(rounding
          ? [
              `rounding alone: weights up to ${rounding.weights.share.toExponential(1)} (${rounding.weights.name}), losses up to ${(100 * rounding.losses).toFixed(2)} %`,
            ]
          : []),
        ...uncompiledReasons,
      ].join('; '),
    );
  }
  return agree ? 0 : 1;
}
