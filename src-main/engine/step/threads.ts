import type { Experiment } from '#spec/experiment';
import { unlockedParts } from '#spec/graph';
import { isCore } from '#spec/nodes';
import type { Fields } from '#spec/task';
import type { Threads } from '#tensorflow/backend/threads';
import { forwardCosts } from './forward-costs';
import { shardCount } from '../pass/shards';

/**
 * Multiply-adds of one op from which splitting it over threads gains more than it costs. Measured
 * (`npm run bench -- --threads`, 2 cores, milliseconds a step on one thread → with each op split in two): a
 * dense layer of 51 million 3.3 → 3.9, a recurrent tick of 10 million 4.8 → 6.4, one of 141 million 68 → 44,
 * a convolution of 321 million 28 → 23.
 */
const splitsWell = 100e6;

/**
 * With how many threads TensorFlow computes the steps of a run fastest. Ops of modules that do not wait for
 * each other run side by side, a core each; cores that are left split the ops themselves, if these are large.
 * A recurrent core of small ops is one chain, tick by tick: where its rows cannot go side by side, a second
 * thread only adds the handing over (an LSTM of 256 over 8 ticks took 5.9 ms a step with one, 6.7 with two).
 */
export function chooseThreads(
  { model, training }: Pick<Experiment, 'model' | 'training'>,
  fields: Fields,
  cores: number,
): Required<Threads> {
  const heaviest = training.batch * Math.max(0, ...forwardCosts({ model, training }, fields));
  const parts = unlockedParts(model, training.method);
  const left = Math.max(1, Math.floor(cores / parts));
  const areLarge = heaviest >= splitsWell;
  const isChain = parts === 1 && !areLarge && Object.values(model.nodes).some(isCore);
  const lanes = shardCount(model, training.batch, cores);
  return { intraOp: areLarge ? left : 1, interOp: isChain ? lanes : cores };
}
