import { expect, it } from 'vitest';
import { contextOf } from '#engine/pass/context';
import { valuesOf, onPlainCpu } from '../helpers';
import { feedForward, interfaceOn, inWindow, recurrent, window } from './small-networks';

onPlainCpu();

it('is the target of the loss above for a synthesizer that is conditioned on labels', () => {
  const net = feedForward({ synthesizer: { hidden: [], condition: 'label' } });
  inWindow(net, window(1, [1, 2, 0, 1], [5, Number.NaN]), {}, ({ context: { reader } }) => {
    // Zero where the target is not valid.
    const context = contextOf(interfaceOn(net, 'a->b'), reader, [1]);
    expect(context?.shape).toEqual([2, 1]);
    expect(valuesOf(context)).toEqual([5, 0]);
  });
  net.dispose();
});

it('is the last inputs up to the tick of each message where these are the condition', () => {
  const net = recurrent({ synthesizer: { hidden: [], condition: { inputs: 2 } } });
  // Two ticks of history, two of the window, of two rows.
  const data = window(2, [1, 10, 2, 20, 3, 30, 4, 40], [0, 0, 0, 0], { history: 2 });
  data.values = { ...data.values, y: new Float32Array(8) };
  inWindow(net, { ...data, rows: 2 }, {}, ({ context: { reader } }) => {
    const context = contextOf(interfaceOn(net, 'core->core'), reader, [0, 2]);
    expect(context?.arraySync()).toEqual([
      [1, 2],
      [10, 20],
      [3, 4],
      [30, 40],
    ]);
  });
  net.dispose();
});

it('is nothing for an unconditioned synthesizer', () => {
  const net = feedForward();
  inWindow(net, window(1, [1, 2], [5]), {}, ({ context: { reader } }) => {
    expect(contextOf(interfaceOn(net, 'a->b'), reader, [1])).toBeNull();
  });
  net.dispose();
});
