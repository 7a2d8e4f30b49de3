import { describe, expect, it } from 'vitest';
import type { Experiment } from '#spec/experiment';
import type { Problem } from '#spec/problems';
import type { Method } from '#spec/training';
import { cardsOf, synthesizerWords, wiresOf } from '../../../src-renderer/canvas/flow';
import { experimentOf } from '../editor/experiment';

const experiment = experimentOf('image>a a/b b>loss');
const problem = (values: Partial<Problem>): Problem => ({
  severity: 'error',
  message: 'It is wrong.',
  remedy: 'Mend it.',
  ...values,
});

function view(of: Experiment, problems: Problem[] = []) {
  return {
    experiment: of,
    shapes: { image: [784], a: [7, 7, 4], b: [4] },
    positions: { a: { x: 1, y: 2 } },
    moduleNumber: new Map([
      ['a', 0],
      ['b', 1],
      ['loss', 1],
    ]),
    problems,
    selection: { nodes: ['a'], edges: ['a->b' as const] },
  };
}

describe('cards', () => {
  it('show name, settings, module and place', () => {
    const [image, a, , loss] = cardsOf(view(experiment));
    expect(a).toMatchObject({ id: 'a', position: { x: 1, y: 2 }, selected: true });
    expect(a?.data).toMatchObject({ summary: '4 units', shape: '7 × 7 × 4', module: 0 });
    expect(image?.data).toMatchObject({ module: null, hasInput: false, hasOutput: true });
    expect(loss?.data).toMatchObject({ hasInput: true, hasOutput: false });
  });

  it('carry the worst of their problems', () => {
    const problems = [
      problem({ node: 'a', severity: 'warning' }),
      problem({ node: 'b', severity: 'warning' }),
      problem({ node: 'b' }),
    ];
    const [image, a, b] = cardsOf(view(experiment, problems));
    expect([image, a, b].map((card) => card?.data.trouble)).toEqual([null, 'warning', 'error']);
  });
});

describe('wires', () => {
  it('show the shape of the message and the interface', () => {
    const [, cut] = wiresOf(view(experiment, [problem({ edge: 'a->b' })]));
    expect(cut).toMatchObject({ id: 'a->b', source: 'a', target: 'b', selected: true });
    expect(cut?.data).toMatchObject({
      shape: '7 × 7 × 4',
      synthesizer: 'linear',
      trouble: 'error',
    });
  });

  it('offer to decouple only what can be', () => {
    const plain = experimentOf('image>a a>b b>loss');
    expect(wiresOf(view(plain)).map(({ data }) => data?.canDecouple)).toEqual([false, true, false]);
  });

  it('know which gradient comes back, by the method', () => {
    const of = experimentOf('image>a a>b b/c c>d d>loss');
    const gradients = (method: Method) =>
      wiresOf(view({ ...of, training: { ...of.training, method } })).map(
        ({ data }) => data?.gradient,
      );
    expect(gradients('dni')).toEqual([null, 'synthetic', 'synthetic', 'true', 'true']);
    expect(gradients('backprop')).toEqual([null, 'true', 'true', 'true', 'true']);
    expect(gradients('none')).toEqual([null, null, null, 'true', 'true']);
  });

  it('know recurrent edges, held messages and rates', () => {
    const of = experimentOf('image>core core%core core>slow slow~slow slow~b b>loss', {
      task: { kind: 'counting' },
    });
    const shown = { ...view(of), shapes: { core: [4], slow: [4] } };
    const [, loop, down, , up] = wiresOf(shown).map(({ data }) => data);
    expect(loop).toMatchObject({ delayed: true, recurrent: true, shape: '8' });
    expect(loop?.gradient).toBe('synthetic');
    expect(down).toMatchObject({ delayed: false, held: 1, shape: '4' });
    // The dense layer ticks with the stream, and hears the same message four times.
    expect(up).toMatchObject({ delayed: true, held: 4 });
    expect(cardsOf(shown).map(({ data }) => data.period)).toEqual([1, 1, 4, 1, 1]);
  });

  it('bring the true gradient back over a recurrent edge within an unroll', () => {
    const of = experimentOf('image>core core%core core>b b>loss', { task: { kind: 'recall' } });
    const back = (method: Method) =>
      wiresOf(view({ ...of, training: { ...of.training, method } })).map(
        ({ data }) => data?.gradient,
      );
    expect(back('none')).toEqual([null, 'true', 'true', 'true']);
    expect(back('dni')).toEqual([null, 'synthetic', 'true', 'true']);
  });

  it('leave out edges to nodes that do not exist', () => {
    const { model } = experiment;
    const edges = [...model.edges, { from: 'b', to: 'nobody' }];
    expect(wiresOf(view({ ...experiment, model: { ...model, edges } }))).toHaveLength(3);
  });

  it('name synthesizers in a word or two', () => {
    const shared = { batchNorm: false, activation: 'relu' } as const;
    const words = (synthesizer: Parameters<typeof synthesizerWords>[0]['synthesizer']) =>
      synthesizerWords({ synthesizer });
    expect(words({ kind: 'mlp', squash: false, hidden: [], ...shared })).toBe('linear');
    expect(
      words({ kind: 'mlp', squash: false, hidden: [1024, 1024], condition: 'label', ...shared }),
    ).toBe('MLP 1024, 1024 + label');
    expect(
      words({ kind: 'mlp', squash: false, hidden: [64], condition: { inputs: 8 }, ...shared }),
    ).toBe('MLP 64 + last 8 inputs');
    expect(words({ kind: 'conv', hidden: [16], kernel: 5, ...shared })).toBe('conv 16');
  });
});
