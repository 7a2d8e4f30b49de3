import { expect, it } from 'vitest';
import { countModel } from '#spec/counts';
import { nodeSchema } from '#spec/nodes';
import { mnistFields, template } from './make';

const counts = (name: string) => countModel(template(name).model, mnistFields);

it('counts the fully connected model', () => {
  const { nodes, total, synthesizers, modules } = counts('mnist-cdni');
  expect(nodes['hidden1']?.parameters).toBe(784 * 256 + 256 + 2 * 256);
  expect(nodes['hidden2']?.parameters).toBe(256 * 256 + 256 + 2 * 256);
  expect(total).toEqual({ parameters: 270_346, multiplyAdds: 784 * 256 + 256 * 256 + 2560 });
  expect(modules['logits']?.parameters).toBe(2570);
  // Linear, on the message and ten one-hot labels: 266 · 256 + 256.
  expect(synthesizers['hidden1->hidden2']).toEqual({ parameters: 68_352, multiplyAdds: 68_096 });
});

it('counts the MLP synthesizer of the paper', () => {
  // 1024·(256+3) + 1024·(1024+3) + 256·(1024+1)
  expect(counts('mnist-dni').synthesizers['hidden1->hidden2']?.parameters).toBe(1_579_264);
});

it('counts synthetic inputs', () => {
  const { syntheticInputs, interfaces } = counts('mnist-unlocked');
  // 256·785 + 256·257
  expect(syntheticInputs['hidden2->logits']?.parameters).toBe(266_752);
  expect(interfaces.parameters).toBe(2 * (68_352 + 266_752));
});

it('counts the convolutional model and its synthesizers', () => {
  const { nodes, total, synthesizers } = counts('mnist-cnn-cdni');
  expect(nodes['conv1']).toEqual({ parameters: 16 * (25 + 3), multiplyAdds: 784 * 16 * 25 });
  expect(nodes['conv2']).toEqual({ parameters: 12_896, multiplyAdds: 196 * 32 * 400 });
  expect(total).toEqual({ parameters: 29_034, multiplyAdds: 2_838_080 });
  // 16·(25·26+3) + 16·(25·16+1)
  expect(synthesizers['pool1->conv2']).toEqual({ parameters: 16_864, multiplyAdds: 3_292_800 });
  expect(synthesizers['pool2->flatten']?.parameters).toBe(29_680);
});

it('counts one row per class for an embedding', () => {
  const { nodes, total } = countModel(
    {
      nodes: {
        symbol: { kind: 'input', field: 'symbol', layout: 'index' },
        rows: { kind: 'embedding', units: 16 },
        core: { kind: 'gru', units: 8 },
      },
      edges: [
        { from: 'symbol', to: 'rows' },
        { from: 'rows', to: 'core' },
        { from: 'core', to: 'core', delay: 1 },
      ],
      modules: {},
    },
    { symbol: { kind: 'label', classes: 50 } },
  );
  expect(nodes['rows']).toEqual({ parameters: 800, multiplyAdds: 0 });
  // Three gates of 8 · (16 + 8) weights, and four biases of 8.
  expect(nodes['core']?.parameters).toBe(3 * 8 * 24 + 4 * 8);
  expect(total.parameters).toBe(800 + 576 + 32);
});

it('leaves out, and names, what follows from data that are not known', () => {
  const { model } = template('paper-ptb-dni-8');
  const unknown = countModel(model, null);
  expect(unknown.nodes['core']).toBeUndefined();
  expect(unknown.total.parameters).toBe(0);
  expect(unknown.unknown.nodes).toEqual(['core', 'logits']);
  expect(unknown.modules).toEqual({});
  const label = { kind: 'label', classes: 51 } as const;
  const known = countModel(model, { symbol: label, next: label });
  expect(known.unknown).toEqual({ nodes: [], interfaces: [] });
  // Four gates of 1,024 units that see 51 symbols and the state, with a bias each.
  expect(known.nodes['core']?.parameters).toBe(4 * 1024 * (51 + 1024 + 1));
});

it('leaves out a layer to which nothing is connected, and an interface whose label is not known', () => {
  const { model } = template('mnist-cdni');
  const nodes = { ...model.nodes, alone: nodeSchema.parse({ kind: 'dense', units: 4 }) };
  const { unknown, total } = countModel({ ...model, nodes }, mnistFields);
  expect(unknown.nodes).toEqual(['alone']);
  expect(total.parameters).toBe(270_346);
  const { image } = mnistFields;
  const blind = countModel(model, { image });
  expect(blind.unknown.interfaces).toEqual(['hidden1->hidden2', 'hidden2->logits']);
});
