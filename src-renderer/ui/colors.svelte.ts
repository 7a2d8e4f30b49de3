import { session } from '../stores/session.svelte';

const darkScheme = window.matchMedia('(prefers-color-scheme: dark)');

/**
 * The colours of tokens.css for a `<canvas>`, which cannot use CSS custom properties. An effect or
 * a template that reads one runs again when the theme changes.
 */
class Colors {
  /** Increases when the colour scheme of the system changes. */
  #schemeVersion = $state(0);
  #cache = new Map<string, string>();
  #probe: HTMLElement | null = null;

  constructor() {
    darkScheme.addEventListener('change', () => (this.#schemeVersion += 1));
  }

  /** The computed colour of a custom property such as `--ink`. */
  get(token: string): string {
    const key = `${this.#schemeVersion} ${session.theme} ${token}`;
    const cached = this.#cache.get(key);
    if (cached !== undefined) return cached;
    this.#probe ??= document.body.appendChild(
      Object.assign(document.createElement('span'), { hidden: true }),
    );
    this.#probe.style.color = `var(${token})`;
    const color = getComputedStyle(this.#probe).color;
    this.#cache.set(key, color);
    return color;
  }

  /** The same colour at `percent` opacity. */
  translucent(token: string, percent: number): string {
    return `color-mix(in srgb, ${this.get(token)} ${percent}%, transparent)`;
  }
}

export const colors = new Colors();
