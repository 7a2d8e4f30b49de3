import { describe, expect, it } from 'vitest';
import { edgeId } from '#spec/model';
import { taskFields } from '#spec/task';
import { updateNode } from '../../../src-renderer/editor/edits';
import { replaceNode, validateReplacement } from '../../../src-renderer/editor/replace-node';
import { buildExperiment } from './experiment';

const stream = { task: { kind: 'copy' } };
const chain = buildExperiment('image>a a/b b>loss');
const fields = taskFields(chain.task);

describe('a node that is replaced by another kind', () => {
  it('keeps its name, its edges, and the settings that both kinds have', () => {
    const dense = updateNode(chain, 'a', { batchNorm: true, activation: 'tanh', bias: false });
    const { experiment, id } = replaceNode(dense, 'a', 'conv2d', fields);
    expect(id).toBe('a');
    expect(experiment.model.edges).toEqual(chain.model.edges);
    expect(experiment.model.nodes['a']).toEqual({
      kind: 'conv2d',
      filters: 32,
      kernel: 3,
      stride: 1,
      padding: 'same',
      batchNorm: true,
      activation: 'tanh',
      bias: false,
    });
  });

  it('is named after its new kind if it was named after the old one', () => {
    const named = buildExperiment('image>dense2 dense2>loss');
    const { experiment, id } = replaceNode(named, 'dense2', 'dropout', fields);
    expect(id).toBe('dropout');
    expect(experiment.model.edges.map(edgeId)).toEqual(['image->dropout', 'dropout->loss']);
  });

  it('gets the edge of its state as a core, keeps it as another core, and loses it as none', () => {
    const plain = buildExperiment('image>a a>loss', stream);
    const lstm = replaceNode(plain, 'a', 'lstm', null).experiment;
    expect(lstm.model.edges.at(-1)).toEqual({ from: 'a', to: 'a', delay: 1 });
    expect(lstm.model.nodes['a']).toMatchObject({ kind: 'lstm', units: 4 });
    const gru = replaceNode(lstm, 'a', 'gru', null).experiment;
    expect(gru.model.edges).toEqual(lstm.model.edges);
    expect(replaceNode(gru, 'a', 'dense', null).experiment.model.edges).toEqual(plain.model.edges);
  });

  it('keeps the target of a loss, and decides only as a loss', () => {
    const deciding = { ...chain, model: { ...chain.model, decidingLoss: 'loss' } };
    const { experiment } = replaceNode(deciding, 'loss', 'meanSquaredError', fields);
    expect(experiment.model.decidingLoss).toBe('loss');
    expect(experiment.model.nodes['loss']).toMatchObject({ target: 'label' });
    const dense = replaceNode(deciding, 'loss', 'dense', fields);
    expect(dense.experiment.model.decidingLoss).toBeUndefined();
    expect(dense.id).toBe('dense');
  });

  it('can be what takes its edges alone', () => {
    expect(validateReplacement(chain, 'a', 'dropout')).toBeNull();
    expect(validateReplacement(chain, 'a', 'input')).toContain('edge coming in');
    expect(validateReplacement(chain, 'a', 'meanSquaredError')).toContain('edge going out');
    expect(validateReplacement(chain, 'a', 'lstm')).toContain('stream');
    const joined = buildExperiment('image>a image>sum a>sum sum>loss');
    expect(validateReplacement(joined, 'sum', 'dense')).toContain('2 edges');
    expect(validateReplacement(joined, 'sum', 'concat')).toBeNull();
  });
});
