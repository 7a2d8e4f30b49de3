/** Colours of figures as classes, so that they follow the theme of the page. */
export class ThemeColors {
  readonly #classes = new Map<string, string>();

  readonly classOf = (color: string): string => {
    const name = this.#classes.get(color) ?? `color-${this.#classes.size + 1}`;
    this.#classes.set(color, name);
    return name;
  };

  /** The rules for all colours that were asked for. */
  styles(): string {
    const colors = [...this.#classes].filter(([color]) => /^#[0-9a-f]{6}$/i.test(color));
    const rule = (name: string, color: string): string => `.${name}{color:${color}}`;
    const light = colors.map(([color, name]) => rule(name, color)).join('');
    const dark = colors.map(([color, name]) => rule(name, lighten(color))).join('');
    return `${light}@media screen and (prefers-color-scheme:dark){${dark}}`;
  }
}

/** How much of white is mixed into a colour for paper on a dark page: the darkest needs the most. */
const white = { least: 0.18, most: 0.62 };

/** The colour as it is read on a dark page, of the same hue. */
export function lighten(color: string): string {
  const channels = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
  const [red = 0, green = 0, blue = 0] = channels;
  const lightness = (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
  const part = white.least + (white.most - white.least) * (1 - lightness);
  const mixed = channels.map((channel) => Math.round(channel + (255 - channel) * part));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}
