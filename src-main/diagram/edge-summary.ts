import type { EdgeView } from './edge-view';

/** What an edge does in the forward and in the backward pass under the model's own method, in sentences. */
export function describeEdge(data: EdgeView): string {
  const prefix = data.decoupled ? `Decoupled by a synthesizer (${data.synthesizerSummary}). ` : '';
  const forward = `The message goes on${describeTiming(data)}`;
  if (data.isRecurrent && data.decoupled && data.gradient !== null) {
    const future = data.gradient === 'synthetic' ? 'synthetic (blue)' : 'cut off';
    return `${prefix}${forward}. Within an unroll the true gradient comes back; that of what lies beyond its end is ${future}.`;
  }
  return `${prefix}${forward}; ${describeGradient(data)}.`;
}

function describeTiming({ isDelayed, ticksPerMessage }: EdgeView): string {
  const delay = isDelayed ? ' one tick later' : '';
  const hold = ticksPerMessage > 1 ? ` and is held for ${ticksPerMessage} ticks of its reader` : '';
  return delay + hold;
}

function describeGradient({ gradient, decoupled }: EdgeView): string {
  if (gradient === null) return 'no gradient comes back';
  if (gradient === 'true')
    return decoupled
      ? 'the true gradient comes back (green), because backprop does not use the synthesizer'
      : 'the true gradient comes back (green)';
  return decoupled
    ? 'the gradient that comes back is synthetic (blue)'
    : 'what comes back was made from a synthetic gradient above (blue)';
}
