import { MediaQuery } from 'svelte/reactivity';
import { presentation } from '../stores/presentation.svelte';
import { loadPreference, savePreference } from '../stores/preferences';
import { viewSpace } from '../stores/view-space.svelte';

export type BuilderPanel = 'palette' | 'inspector' | 'bottom';

const parseBoolean = (value: unknown): boolean | undefined =>
  typeof value === 'boolean' ? value : undefined;
const isHidden = (panel: BuilderPanel): boolean =>
  loadPreference(`build.hide-${panel}`, false, parseBoolean);

/** The width up to which a panel at a side has no place of its own: the palette gives way first. */
const floatsUpTo = { palette: 1100, inspector: 900 } as const;
type SidePanel = keyof typeof floatsUpTo;

/**
 * Which panels are around the canvas. Where there is too little room for all of them, as with a text of 200 % or with Help
 * beside the view, a panel at a side floats over the canvas, one at a time, and the one below is closed in a low window at
 * first; neither changes what the user has chosen for a large window. A presentation shows the canvas, with the panel below
 * if it was open; there too the others float.
 */
class BuilderPanels {
  #isLow = new MediaQuery('(max-height: 560px)');
  /** Which panels are hidden in a large window; kept as preferences. */
  #hidden = $state({
    palette: isHidden('palette'),
    inspector: isHidden('inspector'),
    bottom: isHidden('bottom'),
  });
  #floating = $state<SidePanel | null>(null);
  #isLowOpen = $state(false);

  /** The panel that floats over the canvas. */
  readonly floating = $derived(
    this.#floating !== null && this.#canFloat(this.#floating) ? this.#floating : null,
  );

  /** Whether a panel at a side has no place of its own. */
  #canFloat(panel: SidePanel): boolean {
    return presentation.isOn || viewSpace.width <= floatsUpTo[panel];
  }

  /** Whether the panel has a place of its own beside the canvas. */
  isBeside(panel: BuilderPanel): boolean {
    if (panel !== 'bottom') return !this.#canFloat(panel) && !this.#hidden[panel];
    return this.#isLow.current ? this.#isLowOpen : !this.#hidden.bottom;
  }

  isShown(panel: BuilderPanel): boolean {
    return this.floating === panel || this.isBeside(panel);
  }

  toggle(panel: BuilderPanel): void {
    if (panel === 'bottom' && this.#isLow.current) this.#isLowOpen = !this.#isLowOpen;
    else if (panel !== 'bottom' && this.#canFloat(panel))
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
