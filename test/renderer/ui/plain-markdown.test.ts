import { expect, it } from 'vitest';
import { firstLineOf } from '../../../src-renderer/ui/plain-markdown';

it.each([
  ['## Loss *leaps* at `200`', 'Loss leaps at 200'],
  ['- **first** [try](https://a.b)\n- second', 'first try'],
  ['\n\nA line\nand another', 'A line'],
  ['> quoted ~~gone~~', 'quoted gone'],
  ['1. one\n2. two', 'one'],
  ['```\ncode here\n```', 'code here'],
  ['| a | b |\n| - | - |\n| 1 | 2 |', 'a b'],
  ['---\n\n<b>kept</b> text', 'kept text'],
  ['a_b and 3 * 4 * 5', 'a_b and 3 * 4 * 5'],
  ['', ''],
])('reads the first line of %j', (markdown, line) => expect(firstLineOf(markdown)).toBe(line));
