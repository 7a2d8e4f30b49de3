import {
  figurePresets,
  figureStyleSchema,
  resolveFigureStyle,
  type FigurePreset,
  type FigureStyle,
} from '#spec/figure-style';
import { z } from 'zod';
import { loadPreference, savePreference } from '../../stores/preferences';

const storedSchema = z.strictObject({
  preset: z.enum(Object.keys(figurePresets) as [FigurePreset, ...FigurePreset[]]),
  style: figureStyleSchema,
  dotsPerInch: z.int().min(36).max(1200),
});
type Stored = z.infer<typeof storedSchema>;

const initial: Stored = {
  preset: 'paper',
  style: resolveFigureStyle({ preset: 'paper' }),
  dotsPerInch: 300,
};

/** How a chart is written: a style of the program with what the user has changed of it. It is there again next time. */
export class FigureChoice {
  #stored = $state.raw<Stored>(
    loadPreference('figureStyle', initial, (value) => storedSchema.safeParse(value).data),
  );

  get preset(): FigurePreset {
    return this.#stored.preset;
  }

  /** Takes the style over as it comes with the program. */
  set preset(preset: FigurePreset) {
    this.#store({ ...this.#stored, preset, style: resolveFigureStyle({ preset }) });
  }

  get style(): FigureStyle {
    return this.#stored.style;
  }

  get dotsPerInch(): number {
    return this.#stored.dotsPerInch;
  }

  set dotsPerInch(dotsPerInch: number) {
    this.#store({ ...this.#stored, dotsPerInch });
  }

  change(changes: Partial<FigureStyle>): void {
    this.#store({ ...this.#stored, style: { ...this.style, ...changes } });
  }

  #store(stored: Stored): void {
    this.#stored = stored;
    savePreference('figureStyle', stored);
  }
}
