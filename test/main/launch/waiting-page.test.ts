import { expect, it } from 'vitest';
import { waitingPage } from '../../../src-main/launch/waiting-page';

const step = (
  message: string,
  fraction: number | null = null,
  secondsLeft: number | null = null,
) => ({
  ...{ message, fraction, secondsLeft },
});

it('lists what is being done as text, and loads itself again without a script', () => {
  const page = waitingPage([step('Building the window …'), step('a <b> & "c"')]);
  expect(page).toContain('<li>Building the window …</li><li>a &#60;b&#62; &#38; &#34;c&#34;</li>');
  expect(page).toContain('<meta http-equiv="refresh" content="1">');
  expect(page).not.toContain('<script');
  // A line that wraps moves nothing above it.
  expect(page).not.toContain('place-content');
});

it('has a bar where it is known how far a step is', () => {
  const page = waitingPage([step('Downloading', 0.624, 14)]);
  expect(page).toMatch(
    /<li>Downloading<progress value="0.624"[^>]*><\/progress>62 %, 14 s left<\/li>/,
  );
});
