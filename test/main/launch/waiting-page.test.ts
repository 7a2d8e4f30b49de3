import { expect, it } from 'vitest';
import { waitingPage } from '../../../src-main/launch/waiting-page';

it('lists what is being done as text, and loads itself again without a script', () => {
  const page = waitingPage(['Building the window …', 'a <b> & "c"']);
  expect(page).toContain('<li>Building the window …</li><li>a &#60;b&#62; &#38; &#34;c&#34;</li>');
  expect(page).toContain('<meta http-equiv="refresh" content="1">');
  expect(page).not.toContain('<script');
  // A line that wraps moves nothing above it.
  expect(page).not.toContain('place-content');
});
