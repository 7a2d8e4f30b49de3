import type { Plugin } from 'vite';

const mix = /color-mix\(in \w+, ([^,]+?)( (\d+)%)?, ([^()]*(?:\([^()]*\))?)\)/g;

/**
 * Chromium 83 has no color-mix, and no tool can work one out whose colours are custom properties: a
 * grey as see-through as the mixture stands in where it is faint, else the first colour.
 */
export function lowerColorMix(): Plugin {
  return {
    name: 'lower-color-mix',
    enforce: 'pre',
    transform: {
      filter: { id: /\.(css|svelte)(\?|$)/ },
      handler: (code) =>
        code.replace(
          mix,
          (_all, first: string, _part, percent: string | undefined, second: string) =>
            second.trim() === 'transparent' && Number(percent ?? 50) < 50
              ? `rgba(128, 128, 128, ${Number(percent ?? 50) / 100})`
              : first,
        ),
    },
  };
}

const rule = /([^{}@;]+)\{([^{}]*)\}/g;
const flex = /(?:^|;)display:(?:inline-)?flex(?:;|$)/;
const spacing = /(?:^|;)gap:([^;]+)/;

/**
 * Lowers, in the finished style sheets, what Chromium 83 lacks and the minifier leaves: `:where()` of one
 * class, which Svelte writes, `:focus-visible`, which nothing is then, and gaps in flexible boxes, which
 * become margins. Those come first, so that whatever the program says of the same margins wins.
 */
export function lowerStyles(): Plugin {
  return {
    name: 'lower-styles',
    enforce: 'post',
    generateBundle(_options, bundle) {
      for (const asset of Object.values(bundle)) {
        if (asset.type !== 'asset' || !asset.fileName.endsWith('.css')) continue;
        const code = asset.source
          .toString()
          .replace(/:where\((\.[\w-]+)\)/g, '$1')
          .replaceAll(':focus-visible', '.focus-visible');
        asset.source = marginsForGaps(code) + code;
      }
    },
  };
}

function marginsForGaps(code: string): string {
  let margins = '';
  for (const [, selectors = '', declarations = ''] of code.matchAll(rule)) {
    const gap = spacing.exec(declarations)?.[1];
    if (gap === undefined || !flex.test(declarations)) continue;
    const [row = '0', column = row] = gap.trim().split(/\s+/);
    for (const selector of selectors.split(','))
      margins += /flex-(?:wrap|flow):[^;]*wrap/.test(declarations)
        ? `${selector}>*{margin:0 ${column} ${row} 0}`
        : /flex-(?:direction|flow):column/.test(declarations)
          ? `${selector}>*+*{margin-top:${row}}`
          : `${selector}>*+*{margin-left:${column}}${selector}>svg:only-child{margin-right:${column}}`;
  }
  return margins;
}

/** Puts a script ahead of the page's own. */
export function preludeInPage(file: string): Plugin {
  return {
    name: 'prelude-in-page',
    transformIndexHtml: () => [
      { tag: 'script', attrs: { src: `./${file}` }, injectTo: 'head-prepend' },
    ],
  };
}
