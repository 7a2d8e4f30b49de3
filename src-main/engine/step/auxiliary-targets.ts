import type { EdgeId } from '#spec/model';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import { ticksOf } from '../unroll/clock';
import { contextOf } from '../pass/context';
import { FeedReader, type Feed } from '../feed/feed';
import { Keeper } from '../unroll/reset-mask';
import type { Interface, Network } from '../model/network';
import { offTape } from '../ops/stop-gradient';
import type { ModulePlan } from './plan';
import type { Hindsight } from './auxiliary-pass';
import { joinTicks } from '../unroll/tensor-array';
import type { WindowPassResult } from '../pass/window-pass';

interface HindsightRequest {
  /** The window that is gone through again, and the one after it, which `result` is of. */
  before: Feed;
  now: Feed;
  result: WindowPassResult;
  /** 1, or 0 while a synthesizer warms up. */
  countsOf(on: Interface): Tensor;
}

/** What a window made known of the recurrent edges of a module in the window before it. */
export function hindsightOf(
  network: Network,
  module: ModulePlan,
  request: HindsightRequest,
): Map<EdgeId, Hindsight> {
  const { now, result } = request;
  const found = new Map<EdgeId, Hindsight>();
  for (const on of network.interfaces.values()) {
    if (!on.isBorder || on.from !== module.id) continue;
    const seen = result.traffic.get(on.edge)?.find(({ arriving }) => arriving !== null);
    const states = on.auxiliary ? result.sent.get(on.edge) : undefined;
    const ticks = ticksOf(now.clock, network.periods[on.edge.split('->')[0] ?? ''] ?? 1);
    found.set(on.edge, {
      arriving: (on.spec.trainMessage && seen?.arriving) || null,
      arrivingMask: seen?.mask ?? null,
      future: states
        ? offTape(() => {
            const context = contextOf(on, new FeedReader(network, now), ticks);
            return tf.mul(on.synthesizer.predict(states, context), on.scale);
          })
        : null,
      futureCounts: states ? request.countsOf(on) : null,
      futureMask: states ? futureMask(request, ticks) : null,
    });
  }
  return found;
}

/** From each of the ticks in the window before to the same tick of this one, one after the other. */
function futureMask({ before, now }: HindsightRequest, ticks: readonly number[]): Tensor | null {
  if (!before.keep || !now.keep) return null;
  const [old, next] = [new Keeper(before.keep, before.rows), new Keeper(now.keep, now.rows)];
  return joinTicks(
    ticks.map((tick) => {
      const [a, b] = [old.factor(tick, before.clock.ticks), next.factor(0, tick)];
      if (a && b) return tf.mul(a, b);
      return a ?? b ?? tf.ones([now.rows]);
    }),
  );
}
