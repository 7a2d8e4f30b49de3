/**
 * Times the evaluation of one experiment in a process of its own, since TensorFlow reads the numbers of threads once:
 *
 *     evaluated-model.ts SPEC.json ROUNDS
 *
 * Writes one line of JSON, an `EvaluationTimes`.
 */
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { loadTask } from '#data/load';
import { isStream } from '#engine/feed/source';
import { streamRows } from '#engine/run/evaluate';
import { TrainingSession } from '#engine/run/session';
import { chooseThreads } from '#engine/step/threads';
import { experimentSchema } from '#spec/experiment';
import { loadTensorFlow } from '#tensorflow/runtime/load-tensorflow';
import { GraphObserver, runProducts } from '../products/step-products';
import type { EvaluationTimes, Times } from './evaluate';

const [file = '', rounds = '5'] = process.argv.slice(2);
const spec = experimentSchema.parse(JSON.parse(await readFile(file, 'utf8')));
const data = await loadTask(spec.task, { resources: 'resources', datasets: null });
const threads = chooseThreads(spec, data.fields, availableParallelism());
await loadTensorFlow({ allowFallback: false, threads });
const observer = new GraphObserver();
const session = new TrainingSession(spec, data, '');

/** The parts on which a run is evaluated. Returns how many examples these are, or ticks of all rows. */
function evaluate(): number {
  let examples = 0;
  for (const split of ['validation', 'test'] as const) {
    let done = 0;
    for (const pass of session.evaluate(split)) done = pass.done;
    examples += done;
  }
  return examples;
}

function timesOf(work: () => void): Times {
  const [began, used] = [performance.now(), process.cpuUsage()];
  work();
  const { user, system } = process.cpuUsage(used);
  return { ms: performance.now() - began, processorMs: (user + system) / 1000 };
}

let examples = 0;
const began = performance.now();
const calls = observer.productCalls(() => {
  examples = evaluate();
});
const firstMs = performance.now() - began;
const products = (): void => {
  for (const { graph, times } of calls) for (let run = 0; run < times; run++) runProducts(graph);
};
const result: EvaluationTimes = {
  examples,
  rows: isStream(data) ? streamRows : null,
  firstMs,
  evaluation: [],
  products: [],
};
for (let round = 0; round < Number(rounds); round++) {
  result.evaluation.push(timesOf(evaluate));
  result.products.push(timesOf(products));
}
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);
