import type { Experiment } from '#spec/experiment';
import { countUnlockedModules } from '#spec/graph';
import { isCore } from '#spec/nodes';
import type { Fields } from '#spec/task';
import type { Threads } from '#tensorflow/backend/threads';
import { forwardCosts } from './forward-costs';
import { shardCount } from '../pass/shards';

/**
 * Multiply-adds of one op above which splitting it over threads gains more than it costs. Measured
 * (`npm run bench -- --threads`, 2 cores, milliseconds a step on one thread → with each op split in two): a
 * dense layer of 51 million 3.3 → 3.9, a recurrent tick of 10 million 4.8 → 6.4, one of 141 million 68 → 44,
 * a convolution of 321 million 28 → 23.
 */
const worthSplitting = 100e6;

/**
 * The numbers of threads with which TensorFlow computes the steps of a run fastest. Ops of modules that do not
 * wait for each other run side by side, on a processor core each; cores that are left split the ops themselves,
 * if these are large. A recurrent core of small ops is one chain, tick by tick: where its rows cannot be
 * sharded, a second thread only adds synchronisation (an LSTM of 256 over 8 ticks took 5.9 ms a step with one
 * thread, 6.7 with two). `cores`: the processor cores that this process may use. `copies`: how many runs
 * train together in it, whose ops run side by side.
 */
export function chooseThreads(
  { model, training }: Pick<Experiment, 'model' | 'training'>,
  fields: Fields,
  cores: number,
  copies = 1,
): Required<Threads> {
  if (copies > 1) return { intraOp: 1, interOp: cores };
  const heaviest = training.batch * Math.max(0, ...forwardCosts({ model, training }, fields));
  const parts = countUnlockedModules(model, training.method);
  const coresPerPart = Math.max(1, Math.floor(cores / parts));
  const areLarge = heaviest >= worthSplitting;
  const isChain = parts === 1 && !areLarge && Object.values(model.nodes).some(isCore);
  const shards = shardCount(model, training.batch, cores);
  return { intraOp: areLarge ? coresPerPart : 1, interOp: isChain ? shards : cores };
}
