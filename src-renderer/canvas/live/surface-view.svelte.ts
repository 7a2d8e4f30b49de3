import { loadPreference, savePreference } from '../../stores/preferences';
import type { Corner } from './surface-corner';

const key = 'build.surface';

/** Whether and where the canvas shows the decision surface. */
class SurfaceView {
  /** Whether the user has closed it. */
  isClosed = $state(
    loadPreference(key, false, (value) => (typeof value === 'boolean' ? value : undefined)),
  );
  /** The corner that the user has moved it to, whatever it covers there. */
  chosen = $state<Corner | null>(null);
  /** A corner in which it covers no card; null if there is none. */
  free = $state<Corner | null>(null);
  /** Whether it was asked for although no corner is free. */
  #isWanted = $state(false);

  corner = $derived<Corner>(this.chosen ?? this.free ?? 'bottom-right');
  isShown = $derived(
    !this.isClosed && (this.#isWanted || this.chosen !== null || this.free !== null),
  );

  toggle(): void {
    const isShown = !this.isShown;
    this.isClosed = !isShown;
    this.#isWanted = isShown;
    if (!isShown) this.chosen = null;
    savePreference(key, this.isClosed);
  }
}

export const surfaceView = new SurfaceView();
