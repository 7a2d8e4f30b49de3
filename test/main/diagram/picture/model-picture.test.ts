import { describe, expect, it } from 'vitest';
import { describeModel, surround } from '#diagram/picture/model-picture';
import { experimentSchema, type Experiment, type ExperimentInput } from '#spec/experiment';
import { taskFields } from '#spec/task';
import { spirals } from '../../storage/spirals';

const viewport = { width: 1280, height: 720 };
const describeIt = (experiment: Experiment, hasLocking = false) =>
  describeModel(experiment, { fields: taskFields(experiment.task), viewport, hasLocking });

/** The model of the spirals, every node at a place of its own. */
function placed(canvas: Partial<NonNullable<ExperimentInput['canvas']>> = {}): Experiment {
  const positions = {
    point: { x: 0, y: 0 },
    hidden: { x: 200, y: 0 },
    logits: { x: 400, y: 100 },
    loss: { x: 600, y: 100 },
  };
  return experimentSchema.parse({ ...spirals(), canvas: { positions, ...canvas } });
}

describe('a picture of a model', () => {
  it('has the cards and the edges where the canvas has them', () => {
    const { cards, edges, strip, title } = describeIt(placed());
    expect(title).toBe('Spirals, cDNI');
    expect(cards.map(({ id, x, y }) => [id, x, y])).toEqual([
      ['point', 0, 0],
      ['hidden', 200, 0],
      ['logits', 400, 100],
      ['loss', 600, 100],
    ]);
    expect(edges.map(({ id, view }) => [id, view.shape, view.decoupled !== null])).toEqual([
      ['point->hidden', '2', false],
      ['hidden->logits', '16', true],
      ['logits->loss', '3', false],
    ]);
    // From the handle of a card of 132 × 68 pixels to that of the next one, and an arrow on its border.
    expect(edges[0]).toMatchObject({ label: { x: 166, y: 34 }, arrowAt: { x: 200, y: 34 } });
    expect(edges[0]?.path).toBe('M136.5,34 C166,34 166,34 195.5,34');
    expect(strip).toBeNull();
  });

  it('has no problems on it', () => {
    const experiment = spirals();
    experiment.model.edges.pop();
    const { cards, edges } = describeIt(experiment);
    expect([...cards, ...edges].map(({ view }) => view.severity)).toEqual(
      Array.from({ length: cards.length + edges.length }, () => null),
    );
  });

  it('surrounds everything, frames and notes and edges that lead back among them', () => {
    const { bounds: plain } = describeIt(placed());
    expect(plain).toEqual({ x: -4.5, y: 0, width: 741, height: 178 });
    const note = { text: 'See section 2.', x: -300, y: -80, width: 120, height: 60 };
    const frame = { title: 'Top', color: 'blue' as const, x: 380, y: 60, width: 500, height: 400 };
    const picture = describeIt(placed({ frames: { top: frame }, notes: { hint: note } }));
    expect(picture.bounds).toEqual({ x: -300, y: -80, width: 1180, height: 540 });
    expect([picture.frames, picture.notes]).toEqual([[frame], [note]]);
  });

  it('draws a frame within another one above it', () => {
    const box = { title: '', color: 'grey' as const, x: 0, y: 0, width: 100, height: 100 };
    const outer = { ...box, width: 400 };
    const { frames } = describeIt(placed({ frames: { inner: box, outer } }));
    expect(frames).toEqual([outer, box]);
  });

  it('of a model without nodes is as large as a card', () => {
    const empty = { ...spirals(), model: { nodes: {}, edges: [], modules: {} } };
    expect(describeIt(empty, true)).toMatchObject({
      bounds: { width: 132, height: 68 },
      cards: [],
      strip: null,
    });
  });
});

describe('the strip of a picture', () => {
  it('has a row for each module, within the time that is drawn', () => {
    const { strip } = describeIt(spirals(), true);
    expect(strip?.rows.map(({ name, moduleIndex }) => [name, moduleIndex])).toEqual([
      ['hidden', 0],
      ['logits · loss', 1],
    ]);
    const marks = strip?.rows.flatMap((row) => row.marks) ?? [];
    expect(marks.every(({ from, to }) => from >= 0 && from <= to && to <= 1)).toBe(true);
    expect(strip?.rows[0]?.marks[0]).toMatchObject({ kind: 'forward', from: 0, text: '1' });
    expect(strip?.axis).toEqual([]);
    // Every kind of bar that is drawn is explained, and no other.
    expect(new Set(strip?.legend.map(({ kind }) => kind))).toEqual(
      new Set(marks.map(({ kind }) => kind)),
    );
  });

  it('of a stream counts its ticks', () => {
    const { strip } = describeIt(stream(), true);
    const marks = strip?.rows.flatMap((row) => row.marks) ?? [];
    // Two unrolls of 4 ticks, with an update after each.
    expect(marks.filter(({ kind }) => kind === 'tick').map(({ from }) => from * 8)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7,
    ]);
    expect(marks.filter(({ kind }) => kind === 'tick-update').map(({ to }) => to)).toEqual([
      0.5, 1,
    ]);
    // The middle of the 4th and of the 8th column.
    expect(strip?.axis).toEqual([
      { at: 3.5 / 8, text: '4' },
      { at: 7.5 / 8, text: '8' },
    ]);
    const learning = marks.filter(({ kind }) => kind === 'learns-true');
    const boundaries = marks.filter(({ kind }) => kind === 'boundary-synthetic');
    expect(boundaries.map(({ to }) => to)).toEqual([0.5, 1]);
    expect(learning.map(({ to }) => to)).toEqual(boundaries.map(({ from }) => from));
  });
});

/** A recurrent model whose core is decoupled from its own future. */
function stream(): Experiment {
  return experimentSchema.parse({
    version: 1,
    name: 'Recall',
    model: {
      nodes: {
        symbol: { kind: 'input', field: 'symbol' },
        core: { kind: 'lstm', units: 8 },
        logits: { kind: 'dense', units: 'classes' },
        loss: { kind: 'softmaxCrossEntropy', target: 'recalled' },
      },
      edges: [
        { from: 'symbol', to: 'core' },
        { from: 'core', to: 'core', delay: 1, decoupled: { synthesizer: { hidden: [] } } },
        { from: 'core', to: 'logits' },
        { from: 'logits', to: 'loss' },
      ],
    },
    task: { kind: 'recall', symbols: 4, delay: 6 },
    training: { steps: 10, unroll: 4, optimizer: { kind: 'sgd', rate: 0.1 } },
  });
}

it('The smallest box around boxes touches them', () => {
  expect(
    surround([
      { x: 0, y: 5, width: 10, height: 10 },
      { x: -4, y: 8, width: 2, height: 20 },
    ]),
  ).toEqual({ x: -4, y: 5, width: 14, height: 23 });
});
