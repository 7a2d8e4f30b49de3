import { describe, expect, it } from 'vitest';
import { change, redo, startHistory, undo } from '../../../src-renderer/editor/history';

describe('history', () => {
  it('goes back and forth', () => {
    let line = startHistory('a');
    line = change(line, 'b', null, 0);
    line = change(line, 'c', null, 1);
    line = undo(line);
    expect(line.present).toBe('b');
    expect(undo(undo(undo(line))).present).toBe('a');
    expect(redo(line).present).toBe('c');
    expect(redo(redo(line)).present).toBe('c');
  });

  it('forgets what was undone once something else is done', () => {
    const line = change(undo(change(startHistory('a'), 'b', null, 0)), 'c', null, 1);
    expect(redo(line).present).toBe('c');
    expect(undo(line).present).toBe('a');
  });

  it('joins quick changes of one kind, as typing makes them', () => {
    let line = startHistory(0);
    for (const [index, time] of [100, 300, 700].entries())
      line = change(line, index + 1, 'units', time);
    expect(undo(line).present).toBe(0);
    const later = change(line, 9, 'units', 5000);
    expect(undo(later).present).toBe(3);
    const other = change(line, 9, 'rate', 800);
    expect(undo(other).present).toBe(3);
  });

  it('keeps a change after an undo apart from the one before', () => {
    const typed = change(change(startHistory(0), 1, null, 0), 2, 'units', 10);
    const again = change(undo(typed), 3, 'units', 20);
    expect(undo(again).present).toBe(1);
  });

  it('is finite', () => {
    let line = startHistory(0);
    for (let n = 1; n <= 500; n++) line = change(line, n, null, n);
    expect(line.past.length).toBe(200);
  });
});
