/**
 * Checks the prediction of distributed steps against steps that are really taken: the modules of a chain in one process
 * on one and on two threads, and in two processes that send messages and gradients to each other over loopback. What the
 * prediction rests on, the passes of each module and the link, is measured in the same rounds.
 */
import type { Link } from '#analysis/distributed-steps/link';
import { assignModules } from '#analysis/distributed-steps/assign-modules';
import type { ModuleChain } from '#analysis/distributed-steps/module-chain';
import { predictStep } from '#analysis/distributed-steps/predict-steps';
import type { StepSchedule } from '#analysis/distributed-steps/schedule';
import { simulateSteps } from '#analysis/distributed-steps/simulate-steps';
import { planWorkers } from '#analysis/distributed-steps/worker-plan';
import { median, quantile } from '../statistics';
import { messageBytes, type ChainSize } from './chain-size';
import { PeerProcess } from './peer-process';
import type { PassSeconds, Request } from './requests';
import { stepsPerCall } from './train-graph';

export interface CheckedStep {
  name: string;
  /** Medians over the rounds, in milliseconds. */
  predicted: number;
  measured: number;
  /** Measured over predicted: median and quartiles over the rounds. */
  ratio: number;
  quartiles: [number, number];
}

export interface DistributedCheck {
  size: ChainSize;
  /** The version of TensorFlow. */
  tensorflow: string;
  link: Link;
  /** Seconds of each pass of each module, on one thread; medians. */
  modules: PassSeconds[];
  /** The same with the batch cut into micro-batches. */
  cutModules: PassSeconds[];
  steps: CheckedStep[];
  /** The loss after as many steps of backprop in one process and in two. */
  losses: { alone: number; apart: number };
}

interface Peers {
  below: PeerProcess;
  above: PeerProcess;
  twoThreads: PeerProcess;
}

/** Micro-batches of the pipeline: four for each of two workers, as Huang et al. 2019 propose. */
export const microBatches = 8;

/** What a round has measured: the passes on the whole batch and on micro-batches, and the link. */
interface Measured {
  chain: ModuleChain;
  cutChain: ModuleChain;
  link: Link;
}

/** One way to make a step: how long it should take, and a run of so many steps, which returns seconds. */
interface Way {
  name: string;
  predict(measured: Measured): number;
  run(peers: Peers, steps: number): Promise<number>;
}

type Timed = { seconds: number; loss: number };

const alone = (isDecoupled: boolean): Way['run'] => {
  return async ({ below }, steps) =>
    (await below.ask<Timed>({ task: 'alone', isDecoupled, steps })).seconds;
};

/** Steps of both processes, each with one of the modules: the time of the slower one. */
function apart(parts: number | null): Way['run'] {
  return async ({ below, above }, steps) => {
    const train = (module: number): Request => ({
      task: 'train',
      module,
      microBatches: parts,
      steps,
    });
    const times = await Promise.all([below.ask<Timed>(train(0)), above.ask<Timed>(train(1))]);
    return Math.max(...times.map(({ seconds }) => seconds));
  };
}

function listWays(): Way[] {
  const on =
    (workers: number, schedule: StepSchedule): Way['predict'] =>
    ({ chain, cutChain, link }) =>
      predictStep(schedule === 'pipeline' ? cutChain : chain, schedule, {
        workers,
        link,
        microBatches,
      }).seconds;
  return [
    { name: 'one thread, backprop', predict: on(1, 'backprop'), run: alone(false) },
    { name: 'one thread, DNI', predict: on(1, 'dni'), run: alone(true) },
    {
      name: 'two threads in one process, DNI',
      predict: predictOneCall,
      run: async ({ twoThreads }, steps) =>
        (await twoThreads.ask<Timed>({ task: 'graph', steps })).seconds,
    },
    { name: 'two processes, backprop', predict: on(2, 'backprop'), run: apart(1) },
    { name: 'two processes, pipeline', predict: on(2, 'pipeline'), run: apart(microBatches) },
    { name: 'two processes, DNI', predict: on(2, 'dni'), run: apart(null) },
  ];
}

/** Modules on two threads of one graph send nothing, and wait for each other at the end of a call. */
function predictOneCall({ chain }: Measured): number {
  const plans = planWorkers(chain, assignModules([1, 1], 2), 'dni');
  const link = { latency: 0, bandwidth: Infinity };
  const ends = simulateSteps(plans, { link, microBatches: 1, steps: stepsPerCall });
  return (ends.at(-1) ?? 0) / stepsPerCall;
}

export async function checkPrediction(
  size: ChainSize,
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<DistributedCheck> {
  const [below, above, twoThreads] = await Promise.all([
    PeerProcess.start(size, { intraOp: 1, interOp: 1 }),
    PeerProcess.start(size, { intraOp: 1, interOp: 1 }),
    PeerProcess.start(size, { intraOp: 1, interOp: 2 }),
  ]);
  const peers = { below, above, twoThreads };
  const bytes = messageBytes(size);
  try {
    await connect(peers);
    const ways = listWays().map((way) => ({
      ...way,
      predicted: [] as number[],
      measured: [] as number[],
    }));
    const losses = await compareLosses(peers);
    for (const way of ways) await way.run(peers, stepsPerCall);
    const links: Link[] = [];
    const times: PassSeconds[][] = [];
    const cutTimes: PassSeconds[][] = [];
    for (let round = 0; round < rounds; round++) {
      const modules = await timePasses(below, 1, seconds);
      const parts = await timePasses(below, microBatches, seconds);
      const link = await measureLink(peers, bytes);
      const [chain, cutChain] = [toChain(modules, bytes), toChain(parts, bytes)];
      for (const way of ways) {
        const predicted = way.predict({ chain, cutChain, link });
        const calls = Math.max(2, Math.round(seconds / predicted / stepsPerCall));
        const steps = stepsPerCall * calls;
        way.predicted.push(1000 * predicted);
        way.measured.push((1000 * (await way.run(peers, steps))) / steps);
      }
      links.push(link);
      times.push(modules);
      cutTimes.push(parts);
    }
    return {
      size,
      tensorflow: below.tensorflow,
      link: {
        latency: median(links.map(({ latency }) => latency)),
        bandwidth: median(links.map(({ bandwidth }) => bandwidth)),
      },
      modules: medianPasses(times),
      cutModules: medianPasses(cutTimes),
      steps: ways.map(({ name, predicted, measured }) => {
        const ratios = measured.map((value, round) => value / (predicted[round] ?? Number.NaN));
        return {
          name,
          predicted: median(predicted),
          measured: median(measured),
          ratio: median(ratios),
          quartiles: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
        };
      }),
      losses,
    };
  } finally {
    for (const peer of [below, above, twoThreads]) peer.close();
  }
}

async function timePasses(
  peer: PeerProcess,
  parts: number,
  seconds: number,
): Promise<PassSeconds[]> {
  const request = { task: 'times', seconds, microBatches: parts } as const;
  return (await peer.ask<{ modules: PassSeconds[] }>(request)).modules;
}

async function connect({ below, above }: Peers): Promise<void> {
  const { port } = await below.ask<{ port: number }>({ task: 'open', to: null });
  await above.ask({ task: 'open', to: port });
  await below.read();
}

/** The same first steps in one process and in two: the exchange changes nothing that is computed. */
async function compareLosses({ below, above }: Peers): Promise<DistributedCheck['losses']> {
  const steps = 20;
  const train = (module: number): Request => ({
    task: 'train',
    module,
    microBatches: 1,
    steps,
  });
  const [, { loss: apartLoss }] = await Promise.all([
    below.ask<Timed>(train(0)),
    above.ask<Timed>(train(1)),
  ]);
  // A process that has not trained yet has the first weights of both modules.
  const fresh = await PeerProcess.start(below.size, { intraOp: 1, interOp: 1 });
  try {
    const { loss } = await fresh.ask<Timed>({ task: 'alone', isDecoupled: false, steps });
    return { alone: loss, apart: apartLoss };
  } finally {
    fresh.close();
  }
}

/** From how long a message of four bytes and one of the step take, there and back. */
async function measureLink({ below, above }: Peers, bytes: number): Promise<Link> {
  const oneWay = async (length: number): Promise<number> => {
    const bounce = (isFirst: boolean): Request => ({
      task: 'bounce',
      bytes: length,
      count: 100,
      isFirst,
    });
    const [{ seconds }] = await Promise.all([
      below.ask<Timed>(bounce(true)),
      above.ask<Timed>(bounce(false)),
    ]);
    return seconds / 200;
  };
  const latency = await oneWay(4);
  const whole = await oneWay(bytes);
  return { latency, bandwidth: (8 * bytes) / Math.max(1e-9, whole - latency) };
}

export function toChain(passes: readonly PassSeconds[], bytes: number): ModuleChain {
  return {
    modules: passes.map(({ forward, backward, update }) => ({ forward, backward, update })),
    messages: passes.slice(1).map((_, from) => {
      const { predict = 0, learn = 0 } = passes[from] ?? {};
      return { from, to: from + 1, bytes, synthesizer: { predict, learn }, syntheticInput: null };
    }),
  };
}

function medianPasses(rounds: readonly PassSeconds[][]): PassSeconds[] {
  return (rounds[0] ?? []).map((_, module) => {
    const of = (pass: keyof PassSeconds): number =>
      median(rounds.map((passes) => passes[module]?.[pass] ?? 0));
    return {
      forward: of('forward'),
      backward: of('backward'),
      update: of('update'),
      predict: of('predict'),
      learn: of('learn'),
    };
  });
}
