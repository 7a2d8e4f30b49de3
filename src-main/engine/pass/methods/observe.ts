import { hookGradient } from '../../ops/stop-gradient';
import type { Message } from '../../unroll/decoupled-edge';
import {
  recordArriving,
  traceMessage,
  type EdgeMethod,
  type InterfaceTrace,
  type TracedEdge,
  type WindowContext,
} from '../edge-method';

/**
 * For diagnostics: a plain edge that notes the true gradient of every message, and of every state that a core
 * passes on within the window.
 */
export function observeEdge(window: WindowContext): TracedEdge {
  const traces: InterfaceTrace[] = [];
  const pass = (message: Message): ReturnType<typeof hookGradient> => {
    const trace = traceMessage(message, window);
    traces.push(trace);
    return hookGradient(message.values, window.anchor, recordArriving(trace, window));
  };
  return {
    interceptsStates: true,
    traces,
    terms: () => [],
    carryIn: pass,
    transmit: pass,
    carryOut: () => undefined,
  };
}

/** `observeEdge` in the place of a training method. */
export const observe: EdgeMethod = (_, window) => observeEdge(window);
