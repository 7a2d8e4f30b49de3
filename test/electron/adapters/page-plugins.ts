/** Changes of the page at build time: what Chromium 108 lacks and cannot be added by its scripts. */
import type { Plugin } from 'vite';

const mix = /color-mix\(in \w+, ([^,]+?)( (\d+)%)?, ([^()]*(?:\([^()]*\))?)\)/g;

/**
 * Replaces color-mix, which Chromium has from version 111 on and which cannot be computed at build
 * time for custom properties: by a grey of the same opacity if the mixture is faint, else by the first
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

/** Inserts a script before those of the page. */
export function firstScript(file: string): Plugin {
  return {
    name: 'first-script',
    transformIndexHtml: () => [
      { tag: 'script', attrs: { src: `./${file}` }, injectTo: 'head-prepend' },
    ],
  };
}
