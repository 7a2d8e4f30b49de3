import { tf } from '#tensorflow/backend/tf';
import { stopGradient } from '../../ops/stop-gradient';
import { plainEdge } from '../../unroll/decoupled-edge';
import type { EdgeMethod } from '../edge-method';

/**
 * `none`: no gradient flows back over a decoupled edge, the lower bound of the paper's comparisons. A
 * recurrent edge within one module is cut between windows only, and what comes from before the window is a
 * constant by itself: within the window it is a plain edge (truncated backpropagation through time).
 */
export const none: EdgeMethod = ({ isRecurrent }) => ({
  ...plainEdge,
  traces: [],
  terms: () => [],
  transmit: ({ values }) => (isRecurrent ? values : stopGradient(() => tf.clone(values))),
});
