import { describe, expect, it } from 'vitest';
import { describeStreamChange } from '#diagram/timeline/stream-edge-change';
import { edgeId, type EdgeId } from '#spec/model';
import type { Method } from '#spec/training';
import { buildExperiment } from '../../../renderer/editor/experiment';
import { template } from '../../spec/make';

const stream = (text: string, unroll: number | undefined = 4) =>
  buildExperiment(text, {
    task: { kind: 'recall' },
    training: { steps: 10, method: 'dni', unroll, optimizer: { kind: 'sgd', rate: 0.1 } },
  });
/** `core` computes at every tick, `slow` at every fourth: its windows are of 4 × 4 ticks. */
const change = (text: string, id: EdgeId, method: Method = 'dni'): string | null =>
  describeStreamChange(stream(text), id, method);

describe('what an edge of a stream would change', () => {
  it('within its module, by where the gradient goes at the end of a window', () => {
    expect(change('image>core core~core core>loss', 'core->core')).toBe(
      'Decoupling core → core would let a synthesizer predict its gradient at the end of each window of 4 ticks: core would learn what later ticks need, without a longer unroll.',
    );
    expect(change('image>core core%core core>loss', 'core->core')).toBe(
      'Coupling core → core would cut its gradient off at the end of each window of 4 ticks: nothing would tell core what later ticks need.',
    );
    const short = stream('image>core core%core core>loss', 1);
    expect(describeStreamChange(short, 'core->core', 'dni')).toContain('at the end of each tick:');
  });

  it('by two modules of different windows', () => {
    expect(change('image>core core~core core>slow slow~slow slow>loss', 'core->slow')).toBe(
      'Decoupling core → slow would let core learn from a synthetic gradient, without waiting for slow; core every 4 ticks and slow every 16 ticks would update, where now both every 16 ticks.',
    );
    expect(change('image>core core~core core/slow slow~slow slow>loss', 'core->slow')).toBe(
      'Coupling core → slow would make core wait for the gradient of slow; both would update every 16 ticks, where now core every 4 ticks and slow every 16 ticks.',
    );
  });

  it('by two modules of the same window', () => {
    expect(change('image>core core~core core>a a>loss', 'core->a')).toBe(
      'Decoupling core → a would let core learn from a synthetic gradient, without waiting for a; both update every 4 ticks, as now.',
    );
    expect(change('image>core core~core core/a a>loss', 'core->a')).toBe(
      'Coupling core → a would make core wait for the gradient of a; both update every 4 ticks, as now.',
    );
  });

  it('also where its message arrives a tick later in another module', () => {
    // Decoupled, no other edge joins a to core: it is a border of two modules, not a window of one.
    expect(change('image>a a~core core>loss', 'a->core')).toContain(
      'would let a learn from a synthetic gradient, without waiting for core',
    );
  });

  it('where a slower node is heard in its own module at every tick', () => {
    // The edge has no delay: the last message of slow is heard until its next one.
    const spec = stream('image>slow slow>core core~slow core>loss');
    for (const [id, node] of Object.entries(spec.model.nodes))
      if (id === 'core') Object.assign(node, { period: 1 });
    expect(describeStreamChange(spec, 'slow->core', 'dni')).toContain(
      'would let a synthesizer predict its gradient at the end of each window of 16 ticks',
    );
  });

  it('nothing, where another path joins its ends', () => {
    expect(change('image>core core>a a>sum core>sum sum>loss', 'core->a')).toBe(
      'Decoupling core → a alone unlocks nothing: another coupled path joins its ends.',
    );
    expect(change('image>core core/a a>sum core>sum sum>loss', 'core->a')).toBe(
      'Coupling core → a changes no module: another coupled path joins its ends already.',
    );
  });

  it('nothing, where no gradient arrives', () => {
    expect(change('image>core core>loss core>a', 'core->a')).toBe(
      'No gradient arrives at a, so core learns nothing through core → a either way.',
    );
  });

  it('nothing at the ends of the model', () => {
    expect(change('image>core core>loss', 'image->core')).toContain('carries data');
    expect(change('image>core core>loss', 'core->loss')).toContain('leads into a loss');
  });

  it('nothing with backprop, and without gradients only what is learnt', () => {
    const [own, border] = ['image>core core%core core>loss', 'image>core core~core core/a a>loss'];
    expect(change(own, 'core->core', 'backprop')).toBe(
      'Coupling core → core would change nothing with backprop, which sends the true gradient through it either way.',
    );
    expect(change(own, 'core->core', 'none')).toBe(
      'Coupling core → core would change nothing without synthetic gradients: its gradient is cut off at the end of each window either way.',
    );
    expect(change(border, 'core->a', 'backprop')).toBe(
      'Coupling core → a would change nothing with backprop: core waits for the gradient of a either way.',
    );
    expect(change(border, 'core->a', 'none')).toBe(
      'Coupling core → a would make core wait for the gradient of a, without which it learns nothing.',
    );
  });

  it('is not told before the window is known', () => {
    const unset = stream('image>core core~core core>loss');
    delete unset.training.unroll;
    expect(describeStreamChange(unset, 'core->core', 'dni')).toBeNull();
  });
});

it.each(['recall-dni', 'three-levels', 'char-lm-dni-8', 'copy-dni', 'mnist-cdni'])(
  'every edge of %s has a sentence',
  (name) => {
    const spec = template(name);
    for (const edge of spec.model.edges)
      expect(describeStreamChange(spec, edgeId(edge), 'dni'), edgeId(edge)).toMatch(
        /^[A-Z\w].*\.$/,
      );
  },
);
