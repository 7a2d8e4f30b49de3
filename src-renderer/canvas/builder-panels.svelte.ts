import { MediaQuery } from 'svelte/reactivity';
import { presentation } from '../stores/presentation.svelte';
import { loadPreference, savePreference } from '../stores/preferences';

export type BuilderPanel = 'palette' | 'inspector' | 'bottom';

const parseBoolean = (value: unknown): boolean | undefined =>
  typeof value === 'boolean' ? value : undefined;
const isHidden = (panel: BuilderPanel): boolean =>
  loadPreference(`build.hide-${panel}`, false, parseBoolean);

/**
 * Which panels are around the canvas. Where the window is too small for all of them, as with a text of 200 %, the panel at
 * a side floats over the canvas, one at a time, and the one below is closed at first; neither changes what the user has
 * chosen for a large window. A presentation shows the canvas, with the panel below if it was open; there too the others
 * float.
 */
class BuilderPanels {
  #isNarrow = new MediaQuery('(max-width: 900px)');
  #isLow = new MediaQuery('(max-height: 560px)');
  /** Which panels are hidden in a large window; kept as preferences. */
  #hidden = $state({
    palette: isHidden('palette'),
    inspector: isHidden('inspector'),
    bottom: isHidden('bottom'),
  });
  #floating = $state<'palette' | 'inspector' | null>(null);
  #isLowOpen = $state(false);

  /** Whether the panels at the sides have no place of their own. */
  readonly #isCanvasAlone = $derived(this.#isNarrow.current || presentation.isOn);
  /** The panel that floats over the canvas. */
  readonly floating = $derived(this.#isCanvasAlone ? this.#floating : null);

  /** Whether the panel has a place of its own beside the canvas. */
  isBeside(panel: BuilderPanel): boolean {
    if (panel !== 'bottom') return !this.#isCanvasAlone && !this.#hidden[panel];
    return this.#isLow.current ? this.#isLowOpen : !this.#hidden.bottom;
  }

  isShown(panel: BuilderPanel): boolean {
    return this.floating === panel || this.isBeside(panel);
  }

  toggle(panel: BuilderPanel): void {
    if (panel === 'bottom' && this.#isLow.current) this.#isLowOpen = !this.#isLowOpen;
    else if (panel !== 'bottom' && this.#isCanvasAlone)
      this.#floating = this.#floating === panel ? null : panel;
    else {
      this.#hidden[panel] = !this.#hidden[panel];
      savePreference(`build.hide-${panel}`, this.#hidden[panel]);
    }
  }

  show(panel: BuilderPanel): void {
    if (!this.isShown(panel)) this.toggle(panel);
  }

  closeFloating(): void {
    this.#floating = null;
  }
}

export const builderPanels = new BuilderPanels();
