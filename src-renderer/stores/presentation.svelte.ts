/**
 * The presentation mode, for talks: the Build view shows its canvas alone, in the whole screen where that is possible.
 *
 *     presentation.enter();
 */
class Presentation {
  isOn = $state(false);

  toggle(): void {
    if (this.isOn) this.leave();
    else this.enter();
  }

  enter(): void {
    this.isOn = true;
    // Where the whole screen is refused, the presentation has the window.
    void document.documentElement.requestFullscreen?.().catch(() => undefined);
  }

  leave(): void {
    this.isOn = false;
    if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
  }

  /** The Escape key leaves the whole screen without being heard by the window; then it leaves the presentation too. */
  followFullscreen(): void {
    if (!document.fullscreenElement) this.isOn = false;
  }
}

export const presentation = new Presentation();
