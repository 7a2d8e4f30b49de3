import { describe, expect, it } from 'vitest';
import { createSlugger, splitSections } from '../../../../src-renderer/help/text/headings';

describe('the slug of a heading', () => {
  it('is that of GitHub: lower case, hyphens for spaces, no signs', () => {
    const slug = createSlugger();
    expect(slug('3. Examples: task dataset')).toBe('3-examples-task-dataset');
    expect(slug('Where is ...?')).toBe('where-is-');
    expect(slug('A_b – c')).toBe('a_b--c');
  });

  it('is counted where a heading occurs again', () => {
    const slug = createSlugger();
    expect(['Models', 'Data', 'Models', 'Models'].map(slug)).toEqual([
      'models',
      'data',
      'models-1',
      'models-2',
    ]);
  });
});

describe('the sections of a page', () => {
  const sections = splitSections(
    '# Page\n\nBegin.\n\n## `Code` and [link](a.md)\n\n```sh\n# a comment\n```\n\nEnd.\n',
  );

  it('begin with their headings, whose text has no marks', () => {
    expect(sections.map(({ level, text, slug }) => [level, text, slug])).toEqual([
      [1, 'Page', 'page'],
      [2, 'Code and link', 'code-and-link'],
    ]);
  });

  it('keep a comment of a code block, which is no heading', () => {
    expect(sections[1]?.markdown).toContain('# a comment');
    expect(sections[1]?.markdown).toContain('End.');
  });
});
