import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** What a newcomer clicks is said before what is typed into a terminal. */
it.each(['studies', 'reported-results', 'other-programs'])('%s begins in the window', (page) => {
  const text = readFileSync(`resources/help/${page}.md`, 'utf8');
  const firstSection = text.split(/^## /m)[1] ?? '';
  const [beforeCommands = ''] = firstSection.split('```');
  expect(beforeCommands).toMatch(/\*\*(Studies|Compare|Runs)\*\*/);
  expect(beforeCommands).toMatch(/[Pp]ress|[Oo]pen|[Cc]hoose/);
});
