import type { ProjectBeginning, StartOffer } from '#api/start';
import { WorkbenchError } from '#spec/errors';

/** What the user has chosen of an offer. */
export interface OfferChoices {
  /** Of a table: the column to predict; null: none, the rows predict the next rows. */
  predicted: string | null;
  /** Rows and columns to which images are resized, as typed; empty: they have the same size already. */
  imageSize: string;
}

/** What a new project has from the start; undefined where it has nothing. */
export function beginningOf(
  offer: StartOffer,
  { predicted, imageSize }: OfferChoices,
): ProjectBeginning | undefined {
  if (offer.kind === 'model') return { kind: 'model', spec: offer.spec };
  if (offer.kind !== 'data') return undefined;
  const { request, columns } = offer;
  if (request.format === 'csv') {
    const column = columns?.list.find(({ name }) => name === predicted);
    if (!column) return { kind: 'data', request };
    const role = column.role === 'label' ? { label: column.name } : { values: [column.name] };
    return { kind: 'data', request: { ...request, ...role } };
  }
  const size = imageSize.trim();
  if (request.format !== 'images' || size === '') return { kind: 'data', request };
  const side = Number(size);
  if (!Number.isInteger(side) || side < 1 || side > 512)
    throw new WorkbenchError('validation', 'The size of images goes from 1 to 512.');
  return { kind: 'data', request: { ...request, size: [side, side] } };
}

/** What happens when the user agrees, in one sentence. */
export function describeOffer(offer: StartOffer): string {
  switch (offer.kind) {
    case 'project':
      return `‘${offer.name}’ is a project: it is opened where it lies.`;
    case 'archive':
      return `‘${offer.name}’ is an archive: a project is made of it.`;
    case 'model':
      return `A new project begins with the model ‘${offer.name}’.`;
    case 'data':
      return `A new project begins with the data set ‘${offer.name}’ (${offer.found}), and with a model that fits.`;
    case 'curves':
      return `‘${offer.name}’ holds curves of TensorBoard: in a new project, you see which runs they are before they are imported.`;
  }
}
