import { expect, it } from 'vitest';
import type { Problem } from '#spec/problems';
import { describeObstacle, findCanvasObstacle } from '../../../src-renderer/stores/obstacle';

const problem = (message: string, severity: Problem['severity'] = 'error'): Problem => ({
  severity,
  message,
  remedy: `Mend ${message.toLowerCase()}`,
});

it('says of the first error what it is and how it is mended, and counts the others', () => {
  expect(describeObstacle([problem('One.'), problem('A hint.', 'warning')])).toBe('One. Mend one.');
  expect(describeObstacle([problem('One.'), problem('Two.'), problem('Three.')])).toBe(
    'One. Mend one. (and 2 more, listed under Problems)',
  );
});

it('lets a model run that has warnings only', () => {
  expect(describeObstacle([problem('A hint.', 'warning')])).toBeNull();
  expect(findCanvasObstacle({ isOpen: true, problems: [] })).toBeNull();
});

it('lets no model run before it is open', () => {
  expect(findCanvasObstacle({ isOpen: false, problems: [] })).toBe(
    'The model is still being opened.',
  );
  expect(findCanvasObstacle({ isOpen: true, problems: [problem('One.')] })).toBe('One. Mend one.');
});
