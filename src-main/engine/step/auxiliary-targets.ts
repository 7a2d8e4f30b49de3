import type { EdgeId } from '#spec/model';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import { activeTicks } from '../unroll/clock';
import { contextOf } from '../pass/context';
import type { Feed } from '../feed/feed';
import { FeedReader } from '../feed/feed-reader';
import { ResetMask } from '../unroll/reset-mask';
import type { Interface, Network } from '../model/network';
import { stopGradient } from '../ops/stop-gradient';
import type { ModulePlan } from './plan';
import type { AuxiliaryTargets } from './auxiliary-pass';
import { concatTicks } from '../unroll/tensor-array';
import type { WindowPassResult } from '../pass/window-pass';

interface AuxiliaryTargetsRequest {
  /** The window that is gone through again, and the one after it, which `result` is of. */
  before: Feed;
  now: Feed;
  result: WindowPassResult;
  /** 1, or 0 while a synthesizer warms up. */
  warmupOf(on: Interface): Tensor;
}

/** What a window made known of the recurrent edges of a module in the window before it. */
export function makeAuxiliaryTargets(
  network: Network,
  module: ModulePlan,
  request: AuxiliaryTargetsRequest,
): Map<EdgeId, AuxiliaryTargets> {
  const { now, result } = request;
  const found = new Map<EdgeId, AuxiliaryTargets>();
  for (const on of network.interfaces.values()) {
    if (!on.isRecurrent || on.from !== module.id) continue;
    const seen = result.traces.get(on.edge)?.find(({ arriving }) => arriving !== null);
    const states = on.auxiliary ? result.sent.get(on.edge) : undefined;
    const ticks = activeTicks(now.clock, network.periods[on.edge.split('->')[0] ?? ''] ?? 1);
    found.set(on.edge, {
      arriving: (on.spec.trainMessage && seen?.arriving) || null,
      arrivingMask: seen?.mask ?? null,
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
  return found;
}

/** From each of the ticks in the window before to the same tick of this one, one after the other. */
function futureMask(
  { before, now }: AuxiliaryTargetsRequest,
  ticks: readonly number[],
): Tensor | null {
  if (!before.resetMask || !now.resetMask) return null;
  const [old, next] = [
    new ResetMask(before.resetMask, before.rows),
    new ResetMask(now.resetMask, now.rows),
  ];
  return concatTicks(
    ticks.map((tick) => {
      const [a, b] = [old.between(tick, before.clock.ticks), next.between(0, tick)];
      if (a && b) return tf.mul(a, b);
      return a ?? b ?? tf.ones([now.rows]);
    }),
  );
}
