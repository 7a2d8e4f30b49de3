import { countNoun } from '#spec/count-noun';
import { basename } from 'node:path';
import type { ImportRequest } from '#spec/dataset';
import { messageOf, WorkbenchError } from '#spec/errors';
import { formatMegabytes } from '#spec/format-megabytes';
import { joinNames, printable, quote } from '#spec/quote';
import { sizeFromShape } from '#spec/shapes';
import type { SplitName } from '#spec/task';
import { capitalize } from '#spec/letter-case';
import type { Split } from '../dataset';
import {
  createImageDecoder,
  type DecodedImage,
  type DecodeImage,
  type ImageLoss,
} from './decode-image';
import { findImages, type ImageFile, type ImageFolder } from './image-folder';
import { shuffleSplit } from './shuffle';
import type { SourceData } from './source-data';

type ImagesRequest = Extract<ImportRequest, { format: 'images' }>;
type Report = (fraction: number, message: string) => void;

/** Images that are decoded concurrently. */
const concurrency = 32;
/** Files of a list in a message that are named with their reasons. */
const maxNamed = 5;
/** Files that the details of an error name. */
const maxDetails = 1000;
/** The most bytes of all images, which are in memory at once. */
const maxBytes = 2 ** 31 - 1;

/** A file and its image. */
type Decoded = ImageFile & DecodedImage;

/** A file that cannot be taken. */
interface Problem {
  name: string;
  /** A clause: "it is empty". */
  reason: string;
}

/**
 * Reads a folder with one sub-folder of images for each class, or such folders in `train`, `val` and `test`. Fields:
 * `image` (rows × columns × channels, in [0, 1]) and `label`, with the classes in the order of their names. The training
 * images are shuffled, since otherwise a part cut from the end would hold only the last class. Throws a WorkbenchError
 * that names the files that cannot be taken; its details are `{ files, count, choice: 'skipDamaged' }`: the first of
 * them, and the number of all.
 */
export async function readImagesSource(
  request: ImagesRequest,
  report: Report,
): Promise<SourceData> {
  const folder = await findImages(request.directory);
  const decoded = await decodeAll(folder.files, await createImageDecoder(request), report);
  const [rows, columns] = request.size ?? commonSize(decoded.images);
  const problems = [...decoded.problems];
  const images = decoded.images.filter((image) => {
    const fits = image.rows === rows && image.columns === columns;
    if (!fits)
      problems.push({
        name: image.name,
        reason: `it is ${image.rows} × ${image.columns}, most others are ${rows} × ${columns}`,
      });
    return fits;
  });
  if (problems.length > 0 && !request.skipDamaged)
    throw problemsError(problems, folder.files.length, decoded.problems.length);
  assertAllIn(folder, images, problems);
  const shape = [rows, columns, request.channels];
  const part = (name: SplitName): Split | null =>
    folder.parts.includes(name)
      ? toSplit(
          images.filter((image) => image.part === name),
          shape,
          folder.classes.length,
        )
      : null;
  const train = part('train');
  if (!train) throw new Error('A folder of images has a training part.');
  return {
    fields: {
      image: { kind: 'values', shape },
      label: { kind: 'label', classes: folder.classes.length, names: folder.classes },
    },
    train: shuffleSplit(train),
    validation: part('validation'),
    test: part('test'),
    description: `Folder of images ${basename(request.directory)}, ${countNoun(folder.classes.length, 'class', 'classes')}; order mixed`,
    mixed: true,
    notes: [...describeSkipped(problems), ...folder.notes, ...describeLosses(images, request)],
  };
}

async function decodeAll(
  files: readonly ImageFile[],
  decode: DecodeImage,
  report: Report,
): Promise<{ images: Decoded[]; problems: Problem[] }> {
  const images: Decoded[] = [];
  const problems: Problem[] = [];
  let bytes = 0;
  for (let start = 0; start < files.length; start += concurrency) {
    report(start / files.length, `${start} of ${files.length} images`);
    const batch = files.slice(start, start + concurrency);
    const results = await Promise.all(
      batch.map((file) =>
        decode(file.path).then(
          (image): Decoded => ({ ...file, ...image }),
          (error: unknown): Problem => ({ name: file.name, reason: messageOf(error) }),
        ),
      ),
    );
    for (const result of results) {
      if ('reason' in result) {
        problems.push(result);
        continue;
      }
      images.push(result);
      bytes += result.data.length;
    }
    if (bytes > maxBytes)
      throw new WorkbenchError(
        'validation',
        `The first ${images.length.toLocaleString('en')} of ${files.length.toLocaleString('en')} images have ${formatMegabytes(bytes)} of pixels; at most ${formatMegabytes(maxBytes)} are imported. Choose a smaller size to which all are brought.`,
      );
  }
  return { images, problems };
}

/** The most frequent size. */
function commonSize(images: readonly DecodedImage[]): [number, number] {
  const counts = new Map<string, { size: [number, number]; count: number }>();
  for (const { rows, columns } of images) {
    const key = `${rows} ${columns}`;
    const { count } = counts.get(key) ?? { count: 0 };
    counts.set(key, { size: [rows, columns], count: count + 1 });
  }
  const [first] = [...counts.values()].sort((a, b) => b.count - a.count);
  return first?.size ?? [1, 1];
}

function problemsError(
  problems: readonly Problem[],
  files: number,
  damaged: number,
): WorkbenchError {
  const advice = [
    ...(problems.length > damaged ? ['choose a size to which all are brought'] : []),
    ...(damaged > 0 ? ['mend or remove those that cannot be read'] : []),
    'or leave them out (command line: --skip-damaged)',
  ].join(', ');
  return new WorkbenchError(
    'validation',
    `${problems.length.toLocaleString('en')} of ${files.toLocaleString('en')} images cannot be taken: ${namesWithReasons(problems)}. ${capitalize(advice)}.`,
    {
      files: problems
        .slice(0, maxDetails)
        .map(({ name, reason }) => `${printable(name, 200)}: ${printable(reason, 200)}`),
      count: problems.length,
      choice: 'skipDamaged',
    },
  );
}

function describeSkipped(problems: readonly Problem[]): string[] {
  if (problems.length === 0) return [];
  return [
    `Left out ${problems.length.toLocaleString('en')} ${problems.length === 1 ? 'image' : 'images'} that cannot be read or ${problems.length === 1 ? 'has' : 'have'} another size: ${namesWithReasons(problems)}.`,
  ];
}

function namesWithReasons(problems: readonly Problem[]): string {
  const shown = problems
    .slice(0, maxNamed)
    .map(({ name, reason }) => `${quote(name, 100)} (${printable(reason, 120)})`);
  const rest = problems.length - shown.length;
  return `${shown.join(', ')}${rest > 0 ? ` and ${rest.toLocaleString('en')} more` : ''}`;
}

/** Throws where nothing of a class or a part is left after damaged files were skipped. */
function assertAllIn(
  { classes, parts }: ImageFolder,
  images: readonly Decoded[],
  problems: readonly Problem[],
): void {
  const why = `all are damaged or of another size: ${namesWithReasons(problems)}`;
  const empty = classes.filter(
    (_, label) => !images.some((image) => image.part === 'train' && image.label === label),
  );
  if (empty.length > 0)
    throw new WorkbenchError(
      'validation',
      `Of the ${empty.length === 1 ? 'class' : 'classes'} ${joinNames(empty.map((name) => quote(name)))} no training image is left, because ${why}.`,
    );
  const part = parts.find((name) => !images.some((image) => image.part === name));
  if (part !== undefined)
    throw new WorkbenchError('validation', `Of the ${part} part no image is left, because ${why}.`);
}

function toSplit(images: readonly Decoded[], shape: number[], classes: number): Split {
  const length = sizeFromShape(shape);
  const data = new Uint8Array(images.length * length);
  images.forEach((image, index) => data.set(image.data, index * length));
  return {
    count: images.length,
    columns: {
      image: { kind: 'values', shape, data, scale: 1 / 255 },
      label: { kind: 'label', classes, data: Int32Array.from(images, ({ label }) => label) },
    },
  };
}

/** How many images lost something, by what they lost. */
function describeLosses(images: readonly Decoded[], { background }: ImagesRequest): string[] {
  const describe = (loss: ImageLoss, what: string): string[] => {
    const count = images.filter(({ losses }) => losses.includes(loss)).length;
    if (count === 0) return [];
    return [
      `${count.toLocaleString('en')} of ${images.length.toLocaleString('en')} images ${count === 1 ? 'has' : 'have'} ${what}.`,
    ];
  };
  return [
    ...describe('opacity', `transparent pixels, which are shown on ${background}`),
    ...describe('frames', 'several frames or pages, of which the first is taken'),
    ...describe('depth', '16 bits a colour, of which the upper 8 are kept'),
    ...describe('inks', 'CMYK colours, which a standard profile turns into RGB'),
  ];
}
