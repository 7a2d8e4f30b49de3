import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type * as Module from '../../../src-renderer/stores/notices.svelte';

let Notices: typeof Module.Notices;

beforeAll(async () => {
  // Here nothing is drawn: state is the value itself, without Svelte's compiler.
  vi.stubGlobal('$state', { raw: <T>(value: T): T => value });
  ({ Notices } = await import('../../../src-renderer/stores/notices.svelte'));
});
beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const texts = (list: { text: string }[]): string[] => list.map(({ text }) => text);

it('shows a notice for some seconds, an error longer, which can be read again', () => {
  const notices = new Notices();
  notices.add('Saved.', 'success');
  notices.add('The disk is full.', 'error');
  vi.advanceTimersByTime(5000);
  expect(texts(notices.shown)).toEqual(['The disk is full.']);
  vi.advanceTimersByTime(7000);
  expect(notices.shown).toEqual([]);
  expect(texts(notices.past)).toEqual(['The disk is full.']);
});

it('gives way to the next notice where it only says what was done', () => {
  const notices = new Notices();
  notices.add('Saved.', 'success');
  notices.add('Deleted.', 'info', { label: 'Undo', run: () => undefined });
  notices.add('The disk is full.', 'error');
  notices.add('Copied.', 'success');
  expect(texts(notices.shown)).toEqual(['Deleted.', 'The disk is full.', 'Copied.']);
  notices.add('Copied again.', 'success');
  expect(texts(notices.shown)).toEqual(['Deleted.', 'The disk is full.', 'Copied again.']);
});

it('is not kept where it is about a text that is typed, which its field shows', () => {
  const notices = new Notices();
  notices.add('Steps: Type a whole number.', 'invalid');
  vi.advanceTimersByTime(12_000);
  expect([notices.shown, notices.past]).toEqual([[], []]);
});

it('keeps a notice while it is read', () => {
  const notices = new Notices();
  notices.add('Saved.', 'success');
  const [notice] = notices.shown;
  if (!notice) throw new Error('There is no notice.');
  notices.hold(notice);
  vi.advanceTimersByTime(60_000);
  expect(notices.shown).toEqual([notice]);
  notices.release(notice);
  vi.advanceTimersByTime(4000);
  expect(notices.shown).toEqual([]);
});

it('shows three at once; errors that give way can be read again, each once', () => {
  const notices = new Notices();
  for (const text of ['one', 'two', 'three', 'four']) notices.add(text, 'error');
  notices.add('one', 'error');
  expect(texts(notices.shown)).toEqual(['three', 'four', 'one']);
  vi.advanceTimersByTime(12_000);
  expect(texts(notices.past)).toEqual(['one', 'four', 'three', 'two']);
});

it('is of no more use after its action, nor after another project was opened', () => {
  const notices = new Notices();
  const run = vi.fn();
  notices.add('Deleted.', 'error', { label: 'Undo', run });
  const [notice] = notices.shown;
  if (notice) notices.run(notice);
  expect(run).toHaveBeenCalledOnce();
  expect([notices.shown, notices.past]).toEqual([[], []]);
  notices.add('Deleted.', 'info', { label: 'Undo', run });
  notices.dropActions();
  expect(notices.shown).toEqual([]);
});

it('shows a long notice for as long as it takes to read it', () => {
  const notices = new Notices();
  notices.add('x'.repeat(200), 'success');
  vi.advanceTimersByTime(11_999);
  expect(notices.shown).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(notices.shown).toHaveLength(0);
});
