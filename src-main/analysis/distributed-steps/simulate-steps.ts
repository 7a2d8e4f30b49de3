import { EventQueue } from './event-queue';
import { occupancySeconds, type Link } from './link';
import { PassQueue, type Pass } from './pass-queue';
import type { Channel, WorkerPlans } from './worker-plan';

export interface StepSimulation {
  link: Link;
  /** Micro-batches of a step, each of them forward and backward by itself; 1 where the batch is not cut. */
  microBatches: number;
  steps: number;
}

/** One direction of a channel, seen by the worker that receives the messages. */
interface Lane {
  to: number;
  bytes: number;
  /** What learning from a message takes; null where the receiver waits for the messages. */
  learning: number | null;
  /** When messages are there, and the step that each of them belongs to, in the order in which they were sent. */
  arrivals: number[];
  steps: number[];
  taken: number;
  /** When the last message has left the sender. */
  leftAt: number;
}

interface WorkerState {
  passes: PassQueue;
  /** When it has computed what it has begun. */
  freeFrom: number;
  /** When its last pass ended, without what interfaces learned since. */
  passEnd: number;
  /** When it had run forward, by step. */
  forwardEnds: number[];
  /** When its network interface has sent what waits there: it sends one message at a time. */
  sentBy: number;
}

/** What a worker does next: learn from a message of a lane, or a pass. */
interface NextWork {
  ready: number;
  lane: Lane | null;
}

/**
 * Simulates training steps event by event and returns when each step has ended, in seconds: when all workers have updated.
 * It is exact and deterministic.
 *
 * A worker computes one thing at a time, as soon as what it waits for is there, and sends while it computes. A learning
 * interface and a pass take turns in the order in which they could begin; an interface learns from a message once the
 * worker has run forward in the step of that message. A message that nobody waits for is left out while the one before it
 * still waits to be sent.
 *
 *     const [first] = simulateSteps(plans, { link, microBatches: 1, steps: 1 });
 */
export function simulateSteps(
  { workers, channels }: WorkerPlans,
  { link, microBatches, steps }: StepSimulation,
): number[] {
  const states = workers.map((plan): WorkerState => ({
    passes: new PassQueue(plan, microBatches, steps),
    freeFrom: 0,
    passEnd: 0,
    forwardEnds: [],
    sentBy: 0,
  }));
  const up = channels.map((channel) => openLane(channel.to, channel, channel.inputLearning));
  const down = channels.map((channel) =>
    openLane(channel.from, channel, channel.synthesizerLearning),
  );
  const forward = connect(workers.length, up, down);
  const backward = connect(workers.length, down, up);
  const stepEnds = Array.from({ length: steps }, () => 0);
  const queue = new EventQueue();

  /** When the next pass of a worker can begin; null while a message that it waits for is not yet on its way. */
  function passReady({ passEnd }: WorkerState, { kind }: Pass, worker: number): number | null {
    if (kind === 'update') return passEnd;
    let ready = passEnd;
    for (const { arrivals, taken } of lanesOf(kind, worker).awaited) {
      const arrival = arrivals[taken];
      if (arrival === undefined) return null;
      ready = Math.max(ready, arrival);
    }
    return ready;
  }

  function lanesOf(kind: 'forward' | 'backward', worker: number): WorkerLanes {
    return (kind === 'forward' ? forward : backward)[worker] ?? noLanes;
  }

  function nextOf(state: WorkerState, worker: number): NextWork | null {
    const pass = state.passes.next;
    if (!pass) return null;
    const ready = passReady(state, pass, worker);
    let next: NextWork | null = ready === null ? null : { ready, lane: null };
    for (const kind of ['forward', 'backward'] as const)
      for (const lane of lanesOf(kind, worker).lessons) {
        const arrival = lane.arrivals[lane.taken];
        const forwardEnd = state.forwardEnds[lane.steps[lane.taken] ?? steps];
        if (arrival === undefined || forwardEnd === undefined) continue;
        const lessonReady = Math.max(arrival, forwardEnd);
        if (!next || lessonReady < next.ready || (lessonReady === next.ready && !next.lane))
          next = { ready: lessonReady, lane };
      }
    return next;
  }

  function schedule(worker: number): void {
    const state = states[worker];
    const next = state && nextOf(state, worker);
    if (next) queue.push(Math.max(state.freeFrom, next.ready), worker);
  }

  function send(state: WorkerState, lane: Lane, step: number): void {
    const time = state.passEnd;
    if (lane.learning !== null && lane.leftAt > time) return;
    // A micro-batch is a part of the message.
    const occupancy = occupancySeconds(lane.bytes / microBatches, link);
    state.sentBy = lane.leftAt = Math.max(time, state.sentBy) + occupancy;
    lane.arrivals.push(state.sentBy + link.latency);
    lane.steps.push(step);
    schedule(lane.to);
  }

  function run(state: WorkerState, worker: number, { kind, seconds, step }: Pass): void {
    state.freeFrom = state.passEnd = state.freeFrom + seconds;
    state.passes.advance();
    if (kind === 'update') {
      stepEnds[step] = Math.max(stepEnds[step] ?? 0, state.passEnd);
      return;
    }
    if (kind === 'forward') state.forwardEnds[step] = state.passEnd;
    const { awaited, sent } = lanesOf(kind, worker);
    for (const lane of awaited) lane.taken += 1;
    for (const lane of sent) send(state, lane, step);
  }

  for (const worker of workers.keys()) schedule(worker);
  for (let event = queue.pop(); event !== null; event = queue.pop()) {
    const { time, number: worker } = event;
    const state = states[worker];
    const next = state && nextOf(state, worker);
    // Out of date if another event of the worker has been handled since.
    if (!next || Math.max(state.freeFrom, next.ready) !== time) continue;
    state.freeFrom = time;
    const pass = state.passes.next;
    if (next.lane) {
      state.freeFrom += next.lane.learning ?? 0;
      next.lane.taken += 1;
    } else if (pass) run(state, worker, pass);
    schedule(worker);
  }
  return stepEnds;
}

function openLane(to: number, { bytes }: Channel, learning: number | null): Lane {
  return { to, bytes, learning, arrivals: [], steps: [], taken: 0, leftAt: 0 };
}

/** The lanes of a worker in one direction: those it waits for, those it learns from, and those on which it sends. */
interface WorkerLanes {
  awaited: Lane[];
  lessons: Lane[];
  sent: Lane[];
}

const noLanes: WorkerLanes = { awaited: [], lessons: [], sent: [] };

/** By worker. `opposite`: the same channels in the other direction, which lead to the senders. */
function connect(
  workers: number,
  lanes: readonly Lane[],
  opposite: readonly Lane[],
): WorkerLanes[] {
  const byWorker = Array.from({ length: workers }, (): WorkerLanes => ({
    awaited: [],
    lessons: [],
    sent: [],
  }));
  for (const [index, lane] of lanes.entries()) {
    byWorker[opposite[index]?.to ?? -1]?.sent.push(lane);
    byWorker[lane.to]?.[lane.learning === null ? 'awaited' : 'lessons'].push(lane);
  }
  return byWorker;
}
