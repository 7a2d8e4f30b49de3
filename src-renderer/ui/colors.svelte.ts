import { session } from '../stores/session.svelte';

const dark = window.matchMedia('(prefers-color-scheme: dark)');

/**
 * Colours of tokens.css for those who draw on a canvas and cannot use custom properties. Reading one
 * in an effect or a template follows the theme.
 */
class Colors {
  #turn = $state(0);
  #known = new Map<string, string>();
  #probe: HTMLElement | null = null;

  constructor() {
    dark.addEventListener('change', () => (this.#turn += 1));
  }

  get(token: string): string {
    const key = `${this.#turn} ${session.theme} ${token}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#probe ??= document.body.appendChild(
      Object.assign(document.createElement('span'), { hidden: true }),
    );
    this.#probe.style.color = `var(${token})`;
    const color = getComputedStyle(this.#probe).color;
    this.#known.set(key, color);
    return color;
  }

  /** The same colour, see-through. */
  faint(token: string, percent: number): string {
    return `color-mix(in srgb, ${this.get(token)} ${percent}%, transparent)`;
  }
}

export const colors = new Colors();
