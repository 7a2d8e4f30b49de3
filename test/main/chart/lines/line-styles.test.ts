import { describe, expect, it } from 'vitest';
import type { FieldValue } from '#analysis/run-field';
import type { RunGroup } from '#analysis/group-runs';
import type { Run } from '#spec/run';
import { assignStyles, dashes } from '#chart/lines/line-styles';

const methodField = 'training.method';
const rateField = 'training.optimizer.rate';

function runGroup(id: string, color: number, method: Run['method'] = 'backprop'): RunGroup {
  return { key: id, values: {}, runs: [{ id, color, method } as Run] };
}

function group(values: Record<string, FieldValue>): RunGroup {
  return { key: JSON.stringify(values), values, runs: [] };
}

function signs(styles: ReturnType<typeof assignStyles>): string[] {
  return [...styles.values()].map(({ color, dash }) => `${color} ${dash.join(' ')}`);
}

describe('the styles of single runs', () => {
  it('are the own colour of each and the dash of its method', () => {
    const styles = assignStyles([runGroup('a', 3), runGroup('b', 40, 'dni')], []);
    expect(styles.get('a')).toEqual({ color: 3, dash: [] });
    expect(styles.get('b')).toEqual({ color: 40, dash: [9, 3] });
  });

  it('keep the colour and take another dash where an older run looks the same', () => {
    const styles = assignStyles([runGroup('a', 3), runGroup('b', 3), runGroup('c', 3)], []);
    expect([...styles.values()]).toEqual([
      { color: 3, dash: [] },
      { color: 3, dash: [9, 3] },
      { color: 3, dash: [2, 3] },
    ]);
  });

  it('are never the same for two of 1,000 runs, whatever colours they have', () => {
    const twelve = Array.from({ length: 1000 }, (_, at) => runGroup(`run-${at}`, at % 12));
    expect(new Set(signs(assignStyles(twelve, []))).size).toBe(1000);
    const alike = Array.from({ length: 1000 }, (_, at) => runGroup(`run-${at}`, 0));
    expect(new Set(signs(assignStyles(alike, []))).size).toBe(1000);
  });

  it('do not change when newer runs join', () => {
    const first = Array.from({ length: 50 }, (_, at) => runGroup(`run-${at}`, at % 3));
    const before = assignStyles(first, []);
    const after = assignStyles([...first, runGroup('new', 0)], []);
    for (const [key, style] of before) expect(after.get(key)).toEqual(style);
  });

  it('follow a colour that was chosen by hand', () => {
    const styles = assignStyles([runGroup('a', 3)], [], { a: 7 });
    expect(styles.get('a')?.color).toBe(7);
  });
});

describe('the styles of groups', () => {
  it('show the method by colour, the same in every comparison', () => {
    const groups = (['dni', 'backprop', 'none'] as const).map((method) =>
      group({ [methodField]: method }),
    );
    expect([...assignStyles(groups, [methodField]).values()]).toEqual([
      { color: 0, dash: [] },
      { color: 2, dash: [] },
      { color: 1, dash: [] },
    ]);
  });

  it('show other settings by dash beside it', () => {
    const groups = [0.001, 0.002].flatMap((rate) =>
      ['dni', 'none'].map((method) => group({ [methodField]: method, [rateField]: rate })),
    );
    expect([...assignStyles(groups, [methodField, rateField]).values()]).toEqual([
      { color: 0, dash: [] },
      { color: 1, dash: [] },
      { color: 0, dash: [9, 3] },
      { color: 1, dash: [9, 3] },
    ]);
  });

  it('show a setting by colour where it is the only one', () => {
    const groups = [0.001, 0.002, 0.004].map((rate) => group({ [rateField]: rate }));
    const styles = [...assignStyles(groups, [rateField]).values()];
    expect(new Set(styles.map(({ color }) => color)).size).toBe(3);
    expect(styles.every(({ dash }) => dash.length === 0)).toBe(true);
  });

  it('show all settings by colour where there are more values than dashes', () => {
    const groups = Array.from({ length: dashes.length + 1 }, (_, at) =>
      group({ [methodField]: 'dni', [rateField]: at }),
    );
    const styles = [...assignStyles(groups, [methodField, rateField]).values()];
    expect(new Set(styles.map(({ color }) => color)).size).toBe(groups.length);
  });

  it('differ for 1,000 groups', () => {
    const groups = Array.from({ length: 1000 }, (_, at) => group({ [rateField]: at }));
    expect(new Set(signs(assignStyles(groups, [rateField]))).size).toBe(1000);
  });

  it('differ where two groups have been given the same colour by hand', () => {
    const groups = [0.001, 0.002].map((rate) => group({ [rateField]: rate }));
    const keys = groups.map(({ key }) => key);
    const styles = assignStyles(groups, [rateField], { [keys[0] ?? '']: 5, [keys[1] ?? '']: 5 });
    expect(signs(styles)).toEqual(['5 ', '5 9 3']);
  });
});
