/**
 * This program as a contender: trains the spec in a file, on request.
 *
 *     own-contender.ts SPEC.json compiled|bfloat16|xla|eager|products|wasm|cpu cpu|gpu
 *
 * `bfloat16` is the compiled step with products of that precision. `products` computes the matrix products and convolutions of the compiled step and nothing else. `wasm` and `cpu` are
 * the backends of tfjs for machines without TensorFlow.
 *
 * Threads are read from the environment, else chosen as for a run. After its first steps, and once its calls hold as many
 * steps as they do in a long run, it prints
 * `{"ready": true, ...}`, then answers every line that holds a number of steps with the seconds they took.
 */
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { loadTask } from '#data/load';
import { chooseThreads } from '#engine/step/threads';
import { TrainingSession } from '#engine/run/session';
import { longCalls } from '#engine/run/steps-per-call';
import { messageOf } from '#spec/errors';
import { experimentSchema, type Experiment } from '#spec/experiment';
import { loadCpuBackend } from '#tensorflow/backend/cpu-backend';
import { loadWasmBackend } from '#tensorflow/backend/wasm-backend';
import { loadTensorFlow } from '#tensorflow/runtime/load-tensorflow';
import type { FirstCall } from './contender';
import { GraphObserver, runProducts, type StepProducts } from './products/step-products';

const [file = '', variant, device] = process.argv.slice(2);
const original = experimentSchema.parse(JSON.parse(await readFile(file, 'utf8')));
const spec: Experiment = {
  ...original,
  training: {
    ...original.training,
    compiled: variant !== 'eager',
    precision: variant === 'bfloat16' ? 'bfloat16' : original.training.precision,
  },
};
const data = await loadTask(spec.task, { resources: 'resources', datasets: null });
const threads = chooseThreads(spec, data.fields, availableParallelism());
const ownBackend = { wasm: loadWasmBackend, cpu: loadCpuBackend }[variant ?? ''];
const runtime = ownBackend
  ? await ownBackend().then(() => ({ device: variant }))
  : await loadTensorFlow({
      allowFallback: false,
      threads,
      xla: variant === 'xla',
      device: device === 'gpu' ? 'gpu' : 'cpu',
    }).catch((error: unknown) => {
      process.stderr.write(`${messageOf(error)}\n`);
      process.exit(1);
    });
/** Light steps take less until their calls are as long as they stay. */
const mostSettleSeconds = 8;

const observer = variant === 'products' ? new GraphObserver() : null;
const session = new TrainingSession(spec, data, '');

/** Computes the products of at least `steps` steps. Returns how many steps these are. */
function computeProducts({ graph, steps: perCall }: StepProducts, steps: number): number {
  const calls = Math.ceil(steps / perCall);
  for (let call = 0; call < calls; call++) runProducts(graph);
  return calls * perCall;
}

/** Long runs pass more steps in a call later, which compiles again: what is timed is the step as it stays. */
function settle(): void {
  const [began, first, last] = [performance.now(), session.step, longCalls.fromStep];
  while (session.step < last) {
    session.advance(last - session.step);
    const seconds = (performance.now() - began) / 1000;
    const whole = (seconds / (session.step - first)) * (last - first);
    if (seconds > 1 && whole > mostSettleSeconds) return;
  }
  session.advance(Infinity);
}

/** Trains `steps` steps and returns the mean loss of the last. Every loss is read back, as in a run. */
function run(steps: number): number {
  let loss = Number.NaN;
  for (let left = steps; left > 0;) {
    const reports = session.advance(left);
    const [first] = reports.at(-1)?.losses.values() ?? [];
    if (first) loss = first.sum / first.valid;
    left -= reports.length;
  }
  return loss;
}

const answer = (answer: object): void => void process.stdout.write(`${JSON.stringify(answer)}\n`);

/** One call, which compiles, of as many steps as are passed to TensorFlow at once. */
function firstCall(): FirstCall {
  const began = performance.now();
  const steps = session.advance(Infinity).length;
  return { seconds: (performance.now() - began) / 1000, steps };
}

const first = firstCall();
const firstStep = performance.now() / 1000;
if (spec.training.compiled && !ownBackend) settle();
const products = observer?.productsOf(session);
for (const reason of session.takeMessages()) process.stderr.write(`${reason}\n`);
answer({
  ready: true,
  firstStep,
  firstCall: observer ? undefined : first,
  version: runtime.device,
});
for await (const line of createInterface(process.stdin)) {
  const [began, steps] = [performance.now(), Number(line)];
  const computed = products && computeProducts(products, steps);
  const loss = computed ? 0 : run(steps);
  // Steps are computed several in a call: the time is that of as many as were asked for.
  const seconds = ((performance.now() - began) / 1000) * (steps / (computed ?? steps));
  answer({ seconds, loss, peak: process.resourceUsage().maxRSS / 1024 });
}
