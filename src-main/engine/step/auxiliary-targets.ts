import type { EdgeId } from '#spec/model';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import type { Feed } from '../feed/feed';
import { FeedReader } from '../feed/feed-reader';
import type { Interface, Network } from '../model/network';
import { stopGradient } from '../ops/stop-gradient';
import { contextOf } from '../pass/context';
import type { WindowPassResult } from '../pass/window-pass';
import { activeTicks } from '../unroll/clock';
import { ResetMask } from '../unroll/reset-mask';
import { concatTicks } from '../unroll/tensor-array';
import type { AuxiliaryTargets } from './auxiliary-pass';
import type { ModulePlan } from './plan';

interface AuxiliaryTargetsRequest {
  /** The window that is run again. */
  before: Feed;
  /** The window after it, and its result. */
  now: Feed;
  result: WindowPassResult;
  /** A scalar: 0 while a synthesizer warms up, else 1. */
  warmupOf(on: Interface): Tensor;
}

/**
 * The targets of a module's recurrent edges that a window made known for the window before it: k · M(s_{t+T}, c)
 * for the auxiliary task (Jaderberg et al. 2017, on recurrent networks), and the gradient that arrived at the state
 * between the two windows for `trainMessage`. In the caller's tidy; what `result` holds stays its owner's.
 */
export function makeAuxiliaryTargets(
  network: Network,
  module: ModulePlan,
  request: AuxiliaryTargetsRequest,
): Map<EdgeId, AuxiliaryTargets> {
  const { now, result } = request;
  const targets = new Map<EdgeId, AuxiliaryTargets>();
  for (const on of network.interfaces.values()) {
    if (!on.isRecurrent || on.from !== module.id) continue;
    const entering = result.traces.get(on.edge)?.find(({ arriving }) => arriving !== null);
    const states = on.auxiliary ? result.sent.get(on.edge) : undefined;
    const ticks = activeTicks(now.clock, network.periods[on.edge.split('->')[0] ?? ''] ?? 1);
    targets.set(on.edge, {
      arriving: (on.spec.trainMessage && entering?.arriving) || null,
      arrivingMask: entering?.mask ?? null,
      future: states
        ? stopGradient(() => {
            const context = contextOf(on, new FeedReader(network, now), ticks);
            return tf.mul(on.synthesizer.predict(states, context), on.scale);
          })
        : null,
      futureWeight: states ? request.warmupOf(on) : null,
      futureMask: states ? futureMask(request, ticks) : null,
    });
  }
  return targets;
}

/**
 * `[ticks · rows]`: 0 where a sequence starts between a tick of the window before and the same tick of this
 * one, else 1; null where none does.
 */
function futureMask(
  { before, now }: AuxiliaryTargetsRequest,
  ticks: readonly number[],
): Tensor | null {
  if (!before.resetMask || !now.resetMask) return null;
  const maskBefore = new ResetMask(before.resetMask, before.rows);
  const maskNow = new ResetMask(now.resetMask, now.rows);
  return concatTicks(
    ticks.map((tick) => {
      const toEnd = maskBefore.between(tick, before.clock.ticks);
      const fromStart = maskNow.between(0, tick);
      if (toEnd && fromStart) return tf.mul(toEnd, fromStart);
      return toEnd ?? fromStart ?? tf.ones([now.rows]);
    }),
  );
}
