import { plainEdge } from '../../unroll/decoupled-edge';
import type { EdgeMethod } from '../edge-method';

/** `backprop`: a decoupled edge behaves as a plain one, so that the whole model is one locked module. */
export const backprop: EdgeMethod = () => ({ ...plainEdge, traces: [], terms: () => [] });
