import { afterEach, describe, expect, it } from 'vitest';
import { reportedInterval, writeReported } from '#analysis/reported/reported-format';
import { describeCitation } from '#analysis/reported/reported-figures';
import { setNumberLocale } from '#spec/number-format';
import type { ReportedValue } from '#spec/reported';
import { makeSource, makeValue } from './make-source';

const write = (entry: ReportedValue, others: ReportedValue[] = []) =>
  writeReported({ source: makeSource([entry, ...others]), entry });

afterEach(() => setNumberLocale('en-US'));

describe('writeReported', () => {
  it('has as many decimal places as the source', () => {
    expect(write(makeValue('a', 0.02), [makeValue('b', 0.019)])).toBe('2.0 %');
    expect(
      write(makeValue('a', 1.3, { metric: 'test/bpc' }), [
        makeValue('b', 1.34, { metric: 'test/bpc' }),
      ]),
    ).toBe('1.30 bits');
    expect(write(makeValue('a', 15, { metric: 'task/level' }))).toBe('15');
  });

  it('counts decimal places in any notation', () => {
    setNumberLocale('de-DE');
    expect(write(makeValue('a', 0.02), [makeValue('b', 0.019)])).toBe('2,0 %');
  });

  it('names the kind of an uncertainty', () => {
    const base = makeValue('a', 0.02);
    expect(write({ ...base, uncertainty: { kind: 'sd', size: 0.001 } })).toBe('2.0 ± 0.1 % (sd)');
    expect(write({ ...base, uncertainty: { kind: 'unstated', size: 0.001 } })).toBe('2.0 ± 0.1 %');
    expect(
      write({ ...base, uncertainty: { kind: 'interval', low: 0.019, high: 0.022, level: 0.95 } }),
    ).toBe('2.0 % (95 % interval 1.9 to 2.2)');
  });
});

it('takes an interval as it was reported', () => {
  expect(reportedInterval(makeValue('a', 3, { uncertainty: { kind: 'se', size: 0.5 } }))).toEqual({
    low: 2.5,
    high: 3.5,
  });
});

it('cites a source as a list of references does', () => {
  const citation = {
    authors: 'M. Jaderberg et al.',
    title: 'Decoupled Neural Interfaces',
    year: 2017,
    venue: 'ICML',
    url: 'arXiv:1608.05343',
  };
  expect(describeCitation(makeSource([], { citation }))).toBe(
    'M. Jaderberg et al. Decoupled Neural Interfaces. ICML, 2017. Table 1. arXiv:1608.05343.',
  );
  expect(describeCitation(makeSource([]))).toBe('Jaderberg et al. 2017. Table 1.');
});
