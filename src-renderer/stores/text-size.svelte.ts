import { loadPreference, savePreference } from './preferences';
import { parseTextScale, stepTextScale, usualTextScale, type TextScale } from './text-scale';

/**
 * How large the text and everything else in the window is. The window of Electron is scaled by the engine itself, as by
 * the zoom of a browser, so that every position and every picture stays exact. In a browser its own zoom does it, by the
 * same keys, and the browser remembers it.
 *
 *     textSize.step(1);
 */
class TextSize {
  scale = $state<TextScale>(usualTextScale);

  /** Whether the window scales its text itself, and not the browser around it. */
  get isOwn(): boolean {
    return window.workbench !== undefined;
  }

  /** Takes the scale that was chosen before. */
  start(): void {
    if (this.isOwn) this.#apply(loadPreference('text-scale', usualTextScale, parseTextScale));
  }

  choose(scale: TextScale): void {
    this.#apply(scale);
    savePreference('text-scale', scale);
  }

  step(by: 1 | -1): void {
    this.choose(stepTextScale(this.scale, by));
  }

  reset(): void {
    this.choose(usualTextScale);
  }

  #apply(scale: TextScale): void {
    this.scale = scale;
    window.workbench?.scale(scale);
  }
}

export const textSize = new TextSize();
