import { formatShare, type ShownProgress } from './setup-progress';

/**
 * The page that a browser shows while the window is built and the runtime installed: it loads itself again until the
 * window is there. The content security policy allows no script in it.
 */
export function waitingPage(steps: readonly ShownProgress[]): string {
  const items = steps.map((step) => `<li>${describeStep(step)}</li>`).join('');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="refresh" content="1">
<title>DNI Workbench</title>
<style>
  :root { color-scheme: light dark; font: 13px/1.5 system-ui, sans-serif; }
  /* From a fixed height downwards, so that a line that wraps moves nothing above it. */
  body { margin: 30vh 0 0; }
  main { width: min(480px, 90vw); margin: 0 auto; }
  h1 { font-size: 20px; font-weight: 600; }
  ul { padding: 0; list-style: none; font-variant-numeric: tabular-nums; }
  li { margin-bottom: 12px; }
  progress { display: block; width: 100%; margin: 4px 0; accent-color: CanvasText; }
</style>
<main>
  <h1>DNI Workbench</h1>
  <p>The workbench is getting ready. The first start takes longest; the window then opens here.</p>
  <ul>${items}</ul>
</main>
</html>
`;
}

/** What is done, with a bar where it is known how much of it. */
function describeStep(step: ShownProgress): string {
  const { fraction, message } = step;
  const bar =
    fraction === null
      ? ''
      : `<progress value="${fraction}" aria-label="Progress"></progress>${formatShare({ ...step, fraction })}`;
  return `${escapeHtml(message)}${bar}`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
