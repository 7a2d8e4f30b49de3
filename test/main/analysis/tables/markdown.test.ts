import { expect, it } from 'vitest';
import { toMarkdown } from '#analysis/tables/markdown';

it('is a paragraph, a table and its notes, with what means something escaped', () => {
  const text = toMarkdown({
    caption: 'Test error: mean ± half of its 95 % interval (t).',
    columns: [
      { title: 'Group', explanation: '', align: 'left' },
      { title: 'n|m', explanation: '', align: 'right', bestRows: [0] },
    ],
    rows: [
      ['a|b *c* in_word _d_', '< 0.001'],
      ['two\nlines', '–'],
    ],
    notes: ['Runs differ in length.'],
  });
  expect(text).toBe(
    [
      'Test error: mean ± half of its 95 % interval (t).',
      '',
      '| Group | n\\|m |',
      '| --- | ---: |',
      '| a\\|b \\*c\\* in_word \\_d\\_ | **\\< 0.001** |',
      '| two lines | – |',
      '',
      'Runs differ in length.',
      '',
    ].join('\n'),
  );
});
