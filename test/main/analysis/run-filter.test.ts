import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findDoubts, parseRunFilter } from '#analysis/run-filter';
import type { TrainedRun } from '#spec/run';
import { makeRun } from './make-run';
import { leastProcessorTime } from '../least-processor-time';

const runs: TrainedRun[] = [
  makeRun('a', {
    name: 'Recall first',
    training: { method: 'dni', seed: 1 },
    tags: ['paper', 'good'],
    metrics: { 'test/error': 0.015 },
    created: new Date(2026, 10, 1, 9, 30).toISOString(),
  }),
  makeRun('b', {
    name: 'Recall second',
    training: { method: 'backprop', seed: 2, unroll: undefined },
    notes: 'no bias in the logits',
    status: 'running',
    metrics: { 'test/error': 0.02 },
    created: new Date(2026, 10, 2, 0, 0).toISOString(),
  }),
  makeRun('c', {
    name: "Ada's run",
    training: { method: 'none', seed: 10, batch: 17 },
    status: 'failed',
    metrics: { 'test/error': Number.NaN },
    study: { id: 'sweep-1', values: {}, rung: 0 },
    created: new Date(2026, 10, 3, 12, 0).toISOString(),
  }),
];

/** Ids of the runs that match, or the error. */
function matching(text: string): string {
  const filter = parseRunFilter(text);
  return (
    filter.error ??
    runs
      .filter(filter.matches)
      .map(({ id }) => id)
      .join('')
  );
}

describe('a filter', () => {
  it.each([
    ['', 'abc'],
    ['  ', 'abc'],
    ['method = dni', 'a'],
    ['method == DNI', 'a'],
    ['training.method = dni', 'a'],
    ['method != dni', 'bc'],
    ['method in [dni, none]', 'ac'],
    ['method in (dni, none)', 'ac'],
    ['method not in [dni, none]', 'b'],
    ['seed in [1, 2]', 'ab'],
    ['seed < 10', 'ab'],
    ['seed >= 2', 'bc'],
    ['seed = 2.0', 'b'],
    ['seed<2', 'a'],
    ['batch = 17', 'c'],
    ['status = running', 'b'],
    ['run.status = running', 'b'],
    ['status ~ run', 'b'],
    ['tags = paper', 'a'],
    ['tags ~ pap', 'a'],
    ['tags != paper', 'bc'],
    ['tags = null', 'bc'],
    ['study = sweep-1', 'c'],
    ['study = null', 'ab'],
    ['model = recall-dni', 'abc'],
    ['name ~ second', 'b'],
    ['name = "Ada\'s run"', 'c'],
    ["name = 'Recall first'", 'a'],
  ])('by settings and properties: %s', (text, ids) => {
    expect(matching(text)).toBe(ids);
  });

  it.each([
    ['test/error < 0.02', 'a'],
    ['"test/error" < 0.02', 'a'],
    ['test/error <= 2%', 'ab'],
    ['test/error < 2 %', 'a'],
    ['test/error <= 2.0 % and seed = 2', 'b'],
    ['test/error@last > 1e-2', 'ab'],
    ['test/error = nan', 'c'],
    ['test/error != 0.02', 'ac'],
    ['test/loss = null', 'abc'],
    ['test/loss < 5', ''],
    ['test/error < inf', 'ab'],
    ['test/error > -1', 'ab'],
  ])('by metrics: %s', (text, ids) => {
    expect(matching(text)).toBe(ids);
  });

  it.each([
    ['created = 2026-11-01', 'a'],
    ['created > 2026-11-01', 'bc'],
    ['created >= 2026-11-01', 'abc'],
    ['created < 2026-11-02', 'a'],
    ['created <= 2026-11-02', 'ab'],
    ['created > 2026-11-01T09:00', 'abc'],
    ['created > "2026-11-01 09:30"', 'bc'],
  ])('by days and minutes in local time: %s', (text, ids) => {
    expect(matching(text)).toBe(ids);
  });

  it.each([
    ['method = dni and seed < 5', 'a'],
    ['method = dni or method = none', 'ac'],
    ['method = none or method = dni and seed = 1', 'ac'],
    ['(method = dni or method = none) and seed = 10', 'c'],
    ['not method = dni', 'bc'],
    ['not method = dni and seed = 2', 'b'],
    ['not (method = dni or seed = 2)', 'c'],
    ['not not method = dni', 'a'],
    ['NOT method = dni AND seed = 2', 'b'],
    ['method = dni && seed = 1 || seed = 10', 'ac'],
    ['recall', 'abc'],
    ['second', 'b'],
    ['"no bias"', 'b'],
    ['recall paper', 'a'],
    ['recall seed > 1', 'bc'],
    ['not paper', 'bc'],
    ['paper or failed', 'ac'],
    ['in-progress or-gate', ''],
  ])('joins conditions and words: %s', (text, ids) => {
    expect(matching(text)).toBe(ids);
  });

  it('finds any node that has the setting, and none that has it for its opposite', () => {
    const [run] = runs;
    const nodes = Object.values(run?.spec.model.nodes ?? {});
    const units = nodes.flatMap((node) => ('units' in node ? [node.units] : []));
    expect(units.length).toBeGreaterThan(1);
    for (const value of units) expect(matching(`units = ${value}`)).toBe('abc');
    // Of the output, and of the synthesizer on an edge.
    expect(matching('activation = linear')).toBe('abc');
    expect(matching('activation = relu')).toBe('abc');
    expect(matching('units = 12345')).toBe('');
    expect(matching('units != 12345')).toBe('abc');
  });

  it('takes what belongs to training before the same name elsewhere', () => {
    // The batch of diagnostics is another one in all runs.
    expect(runs.every((run) => run.spec.diagnostics.batch !== 17)).toBe(true);
    expect(matching('batch != 17')).toBe('ab');
    expect(matching(`diagnostics.batch = ${runs[0]?.spec.diagnostics.batch}`)).toBe('abc');
  });
});

describe('the status of a run', () => {
  const training = { steps: 500 };
  const ended = [
    makeRun('whole', { training, step: 500 }),
    makeRun('early', { training, step: 200 }),
    makeRun('rung', {
      training,
      step: 100,
      study: { id: 'sweep-1', values: {}, rung: 0, until: 100 },
    }),
    makeRun('stopped', { training, step: 50, status: 'stopped' }),
  ];
  const found = (text: string) =>
    ended.filter((run) => parseRunFilter(text).matches?.(run)).map(({ id }) => id);

  it.each([
    ['status = finished', ['whole', 'early']],
    ['status in [finished, stopped]', ['whole', 'early', 'stopped']],
    ['status = "finished early"', ['early']],
    ['status = "stopped early"', ['rung']],
    ['status = stopped', ['stopped']],
    ['status != finished', ['rung', 'stopped']],
    ['status ~ early', ['early', 'rung']],
    ['stopped', ['rung', 'stopped']],
    ['finished', ['whole', 'early']],
  ])('is the one that the table shows: %s', (text, ids) => {
    expect(found(text)).toEqual(ids);
  });
});

describe('the study of a run', () => {
  const names = new Map([['sweep-1', 'Which rate?']]);
  const idsOf = (text: string): string[] => {
    const { matches } = parseRunFilter(text, names);
    return matches ? runs.filter(matches).map(({ id }) => id) : [];
  };

  it('is found by its id and by its name', () => {
    expect(idsOf('study = sweep-1')).toEqual(['c']);
    expect(idsOf('study = "which rate?"')).toEqual(['c']);
    expect(idsOf('study ~ rate')).toEqual(['c']);
    expect(idsOf('study != "Which rate?"')).toEqual(['a', 'b']);
    expect(idsOf('study = null')).toEqual(['a', 'b']);
  });
});

describe('a mistake in a filter', () => {
  it.each([
    ['method = ', "Something is missing at the end, after '='."],
    ['method = dni and', "Something is missing at the end, after 'and'."],
    ['and method = dni', "'and' is not expected at character 1."],
    ['not', "Something is missing at the end, after 'not'."],
    ['= dni', "'=' is not expected at character 1."],
    ['method = dni)', "')' is not expected at character 13."],
    ['(method = dni', 'A parenthesis, bracket or quote is opened and not closed.'],
    ['method in [dni', 'A parenthesis, bracket or quote is opened and not closed.'],
    ['name = "dni', 'A parenthesis, bracket or quote is opened and not closed.'],
    [
      'method = [dni, none]',
      "After '=' stands one value; several are compared with 'in': [1, 2, 3].",
    ],
    ['method in [a = b]', "After 'in' stands a list of values in brackets: [1, 2, 3]."],
    [
      '1 < seed < 5',
      "Before '<' stands the name of a value; two conditions are joined by 'and' or 'or'.",
    ],
    ['rate < abc', "After '<' stands a number or a date such as 2026-11-01, not 'abc'."],
    [
      'created > yesterday',
      "After '>' stands a number or a date such as 2026-11-01, not 'yesterday'.",
    ],
    [
      '[dni]',
      "A filter joins conditions such as 'rate < 0.01' by 'and', 'or' and 'not'; a list needs 'in' before it.",
    ],
    ['x'.repeat(5000), 'A filter has at most 4,000 characters.'],
    [`${'('.repeat(3999)}`, expect.any(String)],
    [
      'method = dni and status = run',
      'No run has the status \'run\', at character 27: a status is queued, running, paused, finished, stopped, failed, interrupted, "finished early" or "stopped early".',
    ],
    [
      'run.status not in [failed, done]',
      'No run has the status \'done\', at character 28: a status is queued, running, paused, finished, stopped, failed, interrupted, "finished early" or "stopped early".',
    ],
    [
      'status failed',
      'Between \'status\' and \'failed\' an operator is missing, at character 8: write status = failed; a status is queued, running, paused, finished, stopped, failed, interrupted, "finished early" or "stopped early".',
    ],
  ])('is a sentence that says what and where: %s', (text, error) => {
    expect(parseRunFilter(text)).toEqual({ error, matches: null });
  });

  it('never throws, whatever the text', () => {
    const token = fc.constantFrom(
      ...'( ) [ ] , ; = == != < <= > >= ~ in not and or && || " \' \\ . / @ % -> - 1 1e 0x1 2026-11-01 rate test/error this true null __proto__ constructor'.split(
        ' ',
      ),
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(token, { maxLength: 12 }).map((parts) => parts.join(' ')),
      fc.array(token, { maxLength: 12 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (written) => {
        const filter = parseRunFilter(written);
        if (filter.error === null)
          for (const run of runs) expect(typeof filter.matches(run)).toBe('boolean');
        else expect(filter.error).toMatch(/^\S.*\.$/s);
        findDoubts(written, runs);
      }),
      { numRuns: 500 },
    );
  });
});

describe('names that no run has', () => {
  it('are said, with the one that is meant', () => {
    expect(findDoubts('rat < 1 and sed = 3', runs)).toEqual([
      "No run has a setting or metric named 'rat', at character 1: did you mean 'rate'?",
      "No run has a setting or metric named 'sed', at character 13: did you mean 'seed'?",
    ]);
    expect(findDoubts('test/eror < 1', runs)).toEqual([
      "No run has a setting or metric named 'test/eror', at character 1: did you mean 'test/error'?",
    ]);
    expect(findDoubts('zzzzzzzzzzzzzzz = 1', runs)).toEqual([
      "No run has a setting or metric named 'zzzzzzzzzzzzzzz', at character 1.",
    ]);
  });

  it('are said beside numbers that are compared with a text', () => {
    expect(findDoubts('seed = abc', runs)).toEqual([
      "'seed' is a number and equals no text such as 'abc', at character 8.",
    ]);
    expect(findDoubts('seed in [1, abc]', runs)).toHaveLength(1);
    expect(findDoubts('method = abc or test/error = nan or seed = null', runs)).toEqual([]);
  });

  it('are none where all are known, the text is no filter, or there are no runs', () => {
    expect(findDoubts('rate < 1 or study = x or not test/error@best < 2', runs)).toEqual([]);
    expect(findDoubts('rate <', runs)).toEqual([]);
    expect(findDoubts('rat < 1', [])).toEqual([]);
  });
});

it('filters a thousand runs fast', () => {
  const many = Array.from({ length: 1000 }, (_, index) =>
    makeRun(`r${index}`, { training: { seed: index } }),
  );
  const filter = parseRunFilter(
    'method = dni and units > 1 and seed < 500 and not status = failed',
  );
  if (filter.error !== null) throw new Error(filter.error);
  expect(many.filter(filter.matches)).toHaveLength(500);
  // The table has 100 ms for it; it takes about 10.
  expect(leastProcessorTime(() => many.filter(filter.matches))).toBeLessThan(100);
});
