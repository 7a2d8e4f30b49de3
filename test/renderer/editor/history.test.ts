import { describe, expect, it } from 'vitest';
import { pushVersion, redo, createHistory, undo } from '../../../src-renderer/editor/history';

describe('history', () => {
  it('undoes and redoes changes', () => {
    let history = createHistory('a');
    history = pushVersion(history, 'b', null, 0);
    history = pushVersion(history, 'c', null, 1);
    history = undo(history);
    expect(history.present).toBe('b');
    expect(undo(undo(undo(history))).present).toBe('a');
    expect(redo(history).present).toBe('c');
    expect(redo(redo(history)).present).toBe('c');
  });

  it('drops undone versions after a new change', () => {
    const history = pushVersion(undo(pushVersion(createHistory('a'), 'b', null, 0)), 'c', null, 1);
    expect(redo(history).present).toBe('c');
    expect(undo(history).present).toBe('a');
  });

  it('merges quick changes with the same key, as from typing', () => {
    let history = createHistory(0);
    for (const [index, time] of [100, 300, 700].entries())
      history = pushVersion(history, index + 1, 'units', time);
    expect(undo(history).present).toBe(0);
    const later = pushVersion(history, 9, 'units', 5000);
    expect(undo(later).present).toBe(3);
    const other = pushVersion(history, 9, 'rate', 800);
    expect(undo(other).present).toBe(3);
  });

  it('does not merge a change after an undo with the change before it', () => {
    const typed = pushVersion(pushVersion(createHistory(0), 1, null, 0), 2, 'units', 10);
    const again = pushVersion(undo(typed), 3, 'units', 20);
    expect(undo(again).present).toBe(1);
  });

  it('keeps at most 1,000 versions', () => {
    let history = createHistory(0);
    for (let n = 1; n <= 1500; n++) history = pushVersion(history, n, null, n);
    expect(history.past.length).toBe(1000);
  });
});
