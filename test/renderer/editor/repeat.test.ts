import { describe, expect, it } from 'vitest';
import { nodeSize } from '#diagram/layout/geometry';
import { experimentSchema, type Experiment } from '#spec/experiment';
import { edgeId } from '#spec/model';
import { findBlock, repeatBlock, type Block } from '../../../src-renderer/editor/repeat';
import { buildExperiment } from './experiment';

function repeat(experiment: Experiment, ids: string[], count: number): Experiment {
  const block = findBlock(experiment, ids);
  expect(block).toBeTypeOf('object');
  const positions = experiment.canvas?.positions ?? {};
  return repeatBlock(experiment, block as Block, count, positions).experiment;
}
const listEdges = ({ model }: Experiment): string[] =>
  model.edges.map((edge) => `${edge.from}${edge.decoupled ? '/' : '>'}${edge.to}`);

/** A row of nodes, 200 pixels apart. */
function inRow(text: string, ...ids: string[]): Experiment {
  const positions = Object.fromEntries(ids.map((id, index) => [id, { x: index * 200, y: 0 }]));
  return buildExperiment(text, { canvas: { positions } });
}

describe('repeating a block', () => {
  const chain = inRow('image>a a/b b>loss', 'image', 'a', 'b', 'loss');

  it('chains the copies, and leads the last one to the old target', () => {
    const repeated = repeat(chain, ['b'], 2);
    expect(listEdges(repeated)).toEqual(['image>a', 'a/b', 'b3>loss', 'b/b2', 'b2/b3']);
    expect(repeated.model.edges[3]?.decoupled).toEqual(chain.model.edges[1]?.decoupled);
    experimentSchema.parse(repeated);
  });

  it('copies the edges within the block with their settings', () => {
    const repeated = repeat(chain, ['a', 'b'], 1);
    expect(listEdges(repeated)).toEqual(['image>a', 'a/b', 'b2>loss', 'b>a2', 'a2/b2']);
  });

  it('copies the self-loops of cores', () => {
    const stream = inRow('image>core core~core core>loss', 'image', 'core', 'loss');
    const repeated = repeat(stream, ['core'], 1);
    expect(repeated.model.edges.map(edgeId)).toEqual([
      'image->core',
      'core->core',
      'core2->loss',
      'core->core2',
      'core2->core2',
    ]);
    expect(repeated.model.edges.at(-1)?.delay).toBe(1);
  });

  it('repeats a residual block, whose input is read twice', () => {
    const residual = inRow('image>x x>a a>sum x>sum sum>loss', 'image', 'x', 'a', 'sum', 'loss');
    expect(listEdges(repeat(residual, ['a', 'sum'], 1))).toEqual([
      'image>x',
      'x>a',
      'a>sum',
      'x>sum',
      'sum2>loss',
      'sum>a2',
      'a2>sum2',
      'sum>sum2',
    ]);
  });

  it('stands in a row, with nothing on top of anything else', () => {
    const { canvas } = repeat(chain, ['a', 'b'], 3);
    const places = Object.values(canvas?.positions ?? {});
    for (const [index, a] of places.entries())
      for (const b of places.slice(index + 1))
        expect(
          Math.abs(a.x - b.x) >= nodeSize.width || Math.abs(a.y - b.y) >= nodeSize.height,
        ).toBe(true);
    // The block is 332 pixels wide, and 60 stay free before each copy.
    expect(canvas?.positions['a2']).toEqual({ x: 592, y: 0 });
    expect(canvas?.positions['image']).toEqual({ x: 0, y: 0 });
  });

  it('moves what is in the way, and nothing above or below the row', () => {
    const note = { text: 'Far below.', x: 400, y: 500, width: 200, height: 100 };
    const positions = { ...chain.canvas?.positions, loss: { x: 600, y: 300 } };
    const noted = experimentSchema.parse({ ...chain, canvas: { positions, notes: { note } } });
    const { canvas } = repeat(noted, ['a'], 3);
    expect(canvas?.notes?.['note']).toEqual(note);
    expect(canvas?.positions['loss']).toEqual({ x: 600, y: 300 });
    // Three copies of 132 pixels, with 60 before each and before b: 332 + 3 * 192 + 60.
    expect(canvas?.positions['b']).toEqual({ x: 968, y: 0 });
  });

  it('widens a frame around the block', () => {
    const frame = { title: 'Block', color: 'blue', x: 190, y: -20, width: 160, height: 120 };
    const positions = chain.canvas?.positions;
    const framed = experimentSchema.parse({ ...chain, canvas: { positions, frames: { frame } } });
    const { width = 0 } = repeat(framed, ['a'], 2).canvas?.frames?.['frame'] ?? {};
    // Two copies of 132 pixels, with 60 before each.
    expect(width).toBeGreaterThanOrEqual(160 + 2 * 192);
  });

  it('says in a sentence why nodes are no block', () => {
    expect(findBlock(chain, [])).toMatch(/Select the nodes/);
    expect(findBlock(chain, ['image'])).toMatch(/leads into it/);
    expect(findBlock(chain, ['loss'])).toMatch(/leads out of it/);
    const joined = buildExperiment('image>a image>b a>sum b>sum sum>loss');
    expect(findBlock(joined, ['sum'])).toMatch(/from 2 nodes: a, b/);
    const split = buildExperiment('image>a a>b a>c b>sum c>sum sum>loss');
    expect(findBlock(split, ['a', 'b'])).toMatch(/there are 2: a, b/);
  });
});
