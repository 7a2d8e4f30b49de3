import { expect, it } from 'vitest';
import { redactText } from '#service/problem-report/redact';

const secrets = { home: '/home/ada', user: 'ada', host: 'lab-7', folders: ['/mnt'], env: {} };

/** A search that takes a time with the square of the text would not end before the limit of a test. */
it.each([
  ...[
    'a-',
    'a.',
    "'a ",
    '" "',
    'a/',
    '/a ',
    '....',
    '((((',
    'token ',
    'unexpected token x ',
    '%2f',
  ],
  ...['a@', '://', 'at a/', '1.1.', 'a:', '\\', 'ada', '/mnt', 'basic a', '-----BEGIN', 'key :\n'],
  ...['`a\' "b', 'a\n', 'x', 'user  :', '{ '],
])('is not held up by a long text of %j', (unit) => {
  const text = unit.repeat(Math.ceil(300_000 / unit.length));
  const lines = `${unit.repeat(Math.ceil(1900 / unit.length))}\n`.repeat(20);
  redactText(text, secrets);
  redactText(lines, secrets);
});

it('says what it leaves out of a long line', () => {
  expect(redactText('a '.repeat(50_000), secrets)).toMatch(/a {2}… \(100000 characters\)$/);
});
