import { describe, expect, it } from 'vitest';
import { findNodeEntry } from '#spec/node-catalogue';
import { nodeSchema } from '#spec/nodes';
import {
  findGroupSettings,
  type GroupMember,
  type GroupSettings,
} from '../../../../src-renderer/canvas/inspector/group-settings';

function groupOf(...nodes: object[]): GroupSettings {
  return findGroupSettings(
    nodes.map((values): GroupMember => {
      const node = nodeSchema.parse(values);
      return { settings: findNodeEntry(node).settings, values: node };
    }),
  );
}

describe('the settings that several nodes have in common', () => {
  it('are those of the same key and type, with the values that are equal', () => {
    const group = groupOf(
      { kind: 'dense', units: 64, activation: 'relu' },
      { kind: 'dense', units: 32, activation: 'relu' },
    );
    expect(group.values).toMatchObject({ activation: 'relu', bias: true });
    expect(group.values).not.toHaveProperty('units');
    expect([...group.mixed]).toEqual(['units']);
  });

  it('leave out what one kind does not have', () => {
    const { settings } = groupOf(
      { kind: 'dense', units: 64 },
      { kind: 'conv2d', filters: 8 },
      { kind: 'conv2d', filters: 16 },
    );
    const keys = settings.map(({ key }) => key);
    expect(keys).toContain('activation');
    expect(keys).not.toContain('units');
    expect(keys).not.toContain('filters');
  });

  it('tell an unset value from a set one', () => {
    const { mixed } = groupOf(
      { kind: 'dense', units: 64, period: 2 },
      { kind: 'dense', units: 64 },
    );
    expect([...mixed]).toEqual(['period']);
  });

  it('are none of kinds that share nothing', () => {
    const { settings } = groupOf(
      { kind: 'input', field: 'image' },
      { kind: 'softmaxCrossEntropy', target: 'label' },
    );
    expect(settings).toEqual([]);
  });
});
