import { z } from 'zod';
import {
  initialPictureStyle,
  modelPictureStyleSchema,
  type ModelPictureStyle,
} from '#spec/model-picture';
import { loadPreference, savePreference } from '../../stores/preferences';

const storedSchema = z.strictObject({
  style: modelPictureStyleSchema,
  dotsPerInch: z.int().min(36).max(1200),
});
type Stored = z.infer<typeof storedSchema>;

const initial: Stored = { style: initialPictureStyle, dotsPerInch: 300 };

/** How the picture of a model is written. It is there again next time. */
export class PictureChoice {
  #stored = $state.raw<Stored>(
    loadPreference('modelPicture', initial, (value) => storedSchema.safeParse(value).data),
  );

  get style(): ModelPictureStyle {
    return this.#stored.style;
  }

  get dotsPerInch(): number {
    return this.#stored.dotsPerInch;
  }

  set dotsPerInch(dotsPerInch: number) {
    this.#store({ ...this.#stored, dotsPerInch });
  }

  change(changes: Partial<ModelPictureStyle>): void {
    this.#store({ ...this.#stored, style: { ...this.style, ...changes } });
  }

  #store(stored: Stored): void {
    this.#stored = stored;
    savePreference('modelPicture', stored);
  }
}
