import { expect, it } from 'vitest';
import { plainText } from '../../../../src-renderer/help/text/plain-text';

it('has the words of paragraphs, lists, tables and code, without their signs', () => {
  expect(plainText('A **bold** [link](a.md) and `a < b`.\n\n- one\n- two\n  - three')).toBe(
    'A bold link and a < b. one two three',
  );
  expect(plainText('| a | b |\n| - | - |\n| `c` | *d* |')).toBe('a b c d');
  expect(plainText('```sh\nnpm start\n```')).toBe('npm start');
  expect(plainText('Above.\n\n<!-- a comment -->\n\nPress <kbd>F1</kbd>.')).toBe(
    'Above. Press F1.',
  );
});
