import { session } from '../stores/session.svelte';
import { toCssColor } from './css-color';

const darkScheme = window.matchMedia('(prefers-color-scheme: dark)');

/**
 * Colours for a `<canvas>`, which can use neither CSS custom properties nor `light-dark()`. An effect or a template
 * that reads one runs again when the theme changes.
 */
class Colors {
  /** Increases when the colour scheme of the system changes. */
  #schemeVersion = $state(0);
  #cache = new Map<string, string>();
  #probe: HTMLElement | null = null;

  constructor() {
    darkScheme.addEventListener('change', () => (this.#schemeVersion += 1));
  }

  /** The computed colour of a custom property such as `--ink`, or of any colour that CSS knows. */
  get(color: string): string {
    const key = `${this.#schemeVersion} ${session.theme} ${color}`;
    const cached = this.#cache.get(key);
    if (cached !== undefined) return cached;
    this.#probe ??= document.body.appendChild(
      Object.assign(document.createElement('span'), { hidden: true }),
    );
    // A colour that CSS does not know would leave the one before it.
    this.#probe.style.color = '';
    this.#probe.style.color = toCssColor(color);
    const computed = getComputedStyle(this.#probe).color;
    this.#cache.set(key, computed);
    return computed;
  }
}

export const colors = new Colors();
