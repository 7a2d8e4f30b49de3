import { expect, it } from 'vitest';
import { findSetting, labelSetting } from '#spec/setting-label';

it('names a setting as the window labels its field', () => {
  expect(labelSetting('training.unroll')).toBe('Unroll T');
  expect(labelSetting('training.optimizer.rate')).toBe('Learning rate');
  expect(labelSetting('diagnostics.every')).toBe('Look every');
});

it('finds a setting of the kind of node that it is of', () => {
  const path = 'model.nodes.a.units';
  expect(findSetting(path, { node: { kind: 'lstm' } })?.label).toBe('Units');
  expect(findSetting(path, { node: { kind: 'dropout' } })).toBeUndefined();
  expect(labelSetting('model.modules.core.updateProbability')).toBe('Update probability');
});

it('names a setting without a field by its path', () => {
  expect(labelSetting('model.version')).toBe('model.version');
});
