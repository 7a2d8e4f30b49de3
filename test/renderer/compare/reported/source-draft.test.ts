import { describe, expect, it } from 'vitest';
import { setNumberLocale } from '#spec/number-format';
import { reportedContentSchema, type ReportedSource } from '#spec/reported';
import { makeSource, makeValue } from '../../../main/analysis/reported/make-source';
import {
  contentOf,
  draftOf,
  emptyEntry,
  findProblem,
  findSourceProblem,
} from '../../../../src-renderer/compare/reported/source-draft';

const entries = [
  makeValue('dni', 0.019, { uncertainty: { kind: 'sd', size: 0.001 }, n: 5 }),
  makeValue('cdni', 0.02, {
    uncertainty: { kind: 'interval', low: 0.0185, high: 0.022, level: 0.9 },
    settings: { 'training.method': 'dni' },
  }),
  makeValue('bits', 1.34, { metric: 'test/bpc' }),
];

function contentBack(source: ReportedSource) {
  return contentOf(draftOf(source));
}

describe('a source that is edited', () => {
  it('is the same where nothing is typed', () => {
    const source = makeSource(entries);
    expect(contentBack(source)).toEqual(reportedContentSchema.strip().parse(source));
  });

  it('is the same too where the system writes decimal commas', () => {
    setNumberLocale('de-DE');
    const source = makeSource(entries);
    const back = contentBack(source);
    setNumberLocale('en-US');
    expect(back).toEqual(reportedContentSchema.strip().parse(source));
  });

  it('shows errors in percent and takes what is typed as percent', () => {
    const draft = draftOf(makeSource(entries));
    expect(draft.entries.map(({ value }) => value)).toEqual([
      '1.90 ± 0.10',
      '2.00 [1.85, 2.20]',
      '1.34',
    ]);
    const [first] = draft.entries;
    if (first) Object.assign(first, { value: '1.7 ± 0.2', spread: 'se', n: '' });
    expect(contentOf(draft).entries[0]).toMatchObject({
      value: 0.017,
      uncertainty: { kind: 'se', size: 0.002 },
      n: null,
    });
  });

  it('gives new rows ids of their own', () => {
    const draft = draftOf(makeSource(entries));
    draft.entries.push({ ...emptyEntry('test/error'), label: 'dni', value: '3' });
    expect(contentOf(draft).entries.map(({ id }) => id)).toEqual(['dni', 'cdni', 'bits', 'dni-2']);
  });

  it('says what is missing, with the number of the row', () => {
    const draft = draftOf(null);
    expect(findSourceProblem(draft)).toBe('Name the source, such as Jaderberg et al. 2017.');
    draft.content.name = 'Paper';
    expect(findSourceProblem(draft)).toBe('Add a value, or paste a table or a curve.');
    draft.entries.push({ ...emptyEntry('test/error'), label: 'a', value: '1.7' });
    draft.entries.push({ ...emptyEntry('test/error'), label: 'b', value: 'x' });
    expect(findSourceProblem(draft)).toBe(
      "Row 2: 'x' is no number: write 1.7, 1.7 ± 0.1 or 1.7 [1.6, 1.8].",
    );
    draft.entries.pop();
    draft.year = '17';
    expect(findSourceProblem(draft)).toBe('The year has four digits, such as 2017.');
    draft.year = '2017';
    expect(findSourceProblem(draft)).toBeNull();
    expect(contentOf(draft).citation.year).toBe(2017);
  });

  it('wants a whole number of runs', () => {
    const entry = { ...emptyEntry('test/error'), label: 'a', value: '1' };
    expect(findProblem({ ...entry, n: '2.5' })).toBe('n is a whole number above 0.');
    expect(findProblem({ ...entry, n: '3' })).toBeNull();
  });
});
