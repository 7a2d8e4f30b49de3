/**
 * Several runs of one model in one process, which differ in the seed, as a contender:
 *
 *     group-contender.ts SPEC.json joint|one-by-one COPIES cpu|gpu
 *
 * `joint` trains them as one compiled step with a copy of the weights for each, `one-by-one` one after the other. It
 * answers as `own-contender.ts` does, for steps of all runs.
 */
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { loadTask } from '#data/load';
import { TrainingSession } from '#engine/run/session';
import { StepGroup } from '#engine/step/step-group';
import { chooseThreads } from '#engine/step/threads';
import { experimentSchema } from '#spec/experiment';
import { reasonToTrainAlone } from '#spec/train-together';
import { loadTensorFlow } from '#tensorflow/runtime/load-tensorflow';

const [file = '', way, copies, device] = process.argv.slice(2);
const spec = experimentSchema.parse(JSON.parse(await readFile(file, 'utf8')));
const reason = reasonToTrainAlone(spec);
if (reason !== null) {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}
const data = await loadTask(spec.task, { resources: 'resources', datasets: null });
await loadTensorFlow({
  allowFallback: false,
  threads: chooseThreads(spec, data.fields, availableParallelism(), Number(copies)),
  device: device === 'gpu' ? 'gpu' : 'cpu',
});
const group = new StepGroup({ isAlwaysJoint: true });
const sessions = Array.from({ length: Number(copies) }, (_, index) => {
  const training = { ...spec.training, seed: index + 1 };
  return new TrainingSession(
    { ...spec, training },
    data,
    '',
    way === 'joint' ? group.join() : null,
  );
});

/** One call of each run; returns the steps that each has made. */
async function advance(mostSteps: number): Promise<number> {
  const reports =
    way === 'joint'
      ? await Promise.all(sessions.map((session) => session.advanceTogether(mostSteps)))
      : sessions.map((session) => session.advance(mostSteps));
  return reports[0]?.length ?? 0;
}

async function run(steps: number): Promise<void> {
  for (let left = steps; left > 0;) left -= await advance(left);
}

const answer = (content: object): void => void process.stdout.write(`${JSON.stringify(content)}\n`);

await run(4);
if (way === 'joint' && group.jointSteps === 0) {
  process.stderr.write(`${sessions[0]?.takeMessages()[0] ?? 'Its steps cannot be one.'}\n`);
  process.exit(1);
}
answer({ ready: true, firstStep: performance.now() / 1000 });
for await (const line of createInterface(process.stdin)) {
  const began = performance.now();
  await run(Number(line));
  const seconds = (performance.now() - began) / 1000;
  answer({ seconds, loss: 0, peak: process.resourceUsage().maxRSS / 1024 });
}
