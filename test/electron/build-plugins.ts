import type { Plugin } from 'vite';

const mix = /color-mix\(in \w+, ([^,]+?)( (\d+)%)?, ([^()]*(?:\([^()]*\))?)\)/g;

/**
 * Replaces color-mix, which Chromium 83 does not support and which cannot be computed at build time
 * for custom properties: by a grey of the same opacity if the mixture is faint, else by the first
 * colour.
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
 * Lowers the CSS that Chromium 83 does not support and the minifier keeps: `:where()` of one class,
 * which Svelte generates; `:focus-visible`, which then never matches; and gaps of flex boxes, which
 * become margins. The margins come first, so that the program's own margins override them.
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

/** Inserts a script before those of the page. */
export function preludeInPage(file: string): Plugin {
  return {
    name: 'prelude-in-page',
    transformIndexHtml: () => [
      { tag: 'script', attrs: { src: `./${file}` }, injectTo: 'head-prepend' },
    ],
  };
}
