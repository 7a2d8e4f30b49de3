import { describe, expect, it } from 'vitest';
import sharp from 'sharp';
import { renderModel, type ModelFile } from '#exchange/model/model-document';
import { experimentSchema, type Experiment } from '#spec/experiment';
import { initialPictureStyle, type ModelPictureStyle } from '#spec/model-picture';
import { parseExperiment } from '#spec/parse-experiment';
import { taskFields } from '#spec/task';
import { spirals } from '../../storage/spirals';

const render = (
  format: ModelFile['format'],
  style: Partial<ModelPictureStyle> = {},
  experiment: Experiment = spirals(),
) =>
  renderModel(
    { experiment, fields: taskFields(experiment.task) },
    { format, style: { ...initialPictureStyle, ...style }, dotsPerInch: 96 },
  );
const textOf = async (...args: Parameters<typeof render>): Promise<string> =>
  String((await render(...args)).content);

/** The texts of an SVG document in their order. */
const textsOf = (svg: string): string[] =>
  [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text);

describe('a picture of a model', () => {
  it('names nodes, settings and shapes, and has the strip only where it is asked for', async () => {
    const texts = textsOf(await textOf('svg'));
    expect(texts).toEqual(expect.arrayContaining(['hidden', '16 units · relu', 'loss', 'label']));
    expect(texts.filter((text) => text === '16')).toHaveLength(1);
    expect(texts.join(' ')).not.toContain('never waits');
    const withStrip = textsOf(await textOf('svg', { hasLocking: true }));
    expect(withStrip).toEqual(expect.arrayContaining(['logits · loss', 'backward, true gradient']));
  });

  it.each(['svg', 'pdf', 'png'] as const)('has the same bytes each time as %s', async (format) => {
    const [first, second] = [await render(format), await render(format)];
    expect(Buffer.from(first.content).equals(Buffer.from(second.content))).toBe(true);
  });

  it('is as wide as it is asked to be', async () => {
    expect(await textOf('svg', { width: 234 })).toMatch(/^<svg [^>]*width="234pt"/);
    const { content } = await render('png', { width: 288 });
    // 4 inches of 96 pixels.
    expect((await sharp(content as Uint8Array).metadata()).width).toBe(384);
    const pdf = await textOf('pdf', { width: 234 });
    expect(pdf).toMatch(/^%PDF-[\s\S]*MediaBox \[0 0 234 /);
  });

  it('has the titles of frames and the texts of notes', async () => {
    const experiment = spirals();
    const box = { x: -200, y: -300, width: 180, height: 90 };
    const frames = { frame1: { title: 'Below', color: 'blue' as const, ...box } };
    const notes = { note1: { text: 'See section 2.', ...box, y: -150 } };
    const canvas = { positions: {}, ...experiment.canvas, frames, notes };
    const texts = textsOf(await textOf('svg', {}, { ...experiment, canvas }));
    expect(texts).toEqual(expect.arrayContaining(['Below', 'See section 2.']));
  });

  it('is small too where a frame lies far away and the strip is as wide', async () => {
    const experiment = spirals();
    const far = { x: 9e6, y: 9e6, width: 180, height: 90 };
    const frames = { frame1: { title: 'Far', color: 'blue' as const, ...far } };
    const canvas = { positions: {}, ...experiment.canvas, frames };
    const svg = await textOf('svg', { hasLocking: true }, { ...experiment, canvas });
    expect(svg.length).toBeLessThan(200_000);
  });

  it('keeps every text on the page, also with long names', async () => {
    const { model, ...rest } = spirals();
    const long = 'aLayerWithAVeryLongNameThatNoCardHasRoomFor';
    const rename = (id: string): string => (id === 'hidden' ? long : id);
    const nodes = Object.fromEntries(
      Object.entries(model.nodes).map(([id, node]) => [rename(id), node]),
    );
    const edges = model.edges.map((edge) => ({
      ...{ ...edge, from: rename(edge.from), to: rename(edge.to) },
    }));
    const svg = await textOf(
      'svg',
      { hasLocking: true, fontFamily: 'serif' },
      { ...rest, model: { ...model, nodes, edges } },
    );
    const width = Number(/viewBox="0 0 ([\d.]+)/.exec(svg)?.[1]);
    for (const [tag] of svg.matchAll(/<text [^>]*>/g)) {
      const read = (name: string): string => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
      const [x, length] = [Number(read('x')), Number(read('textLength'))];
      const anchor = read('text-anchor');
      const left = x - length * (anchor === 'end' ? 1 : anchor === 'middle' ? 0.5 : 0);
      expect(left).toBeGreaterThanOrEqual(0);
      expect(left + length).toBeLessThanOrEqual(width + 0.05);
    }
    expect(textsOf(svg).some((text) => text.startsWith('aLay') && text.includes('…'))).toBe(true);
  });

  it('is transparent, and its letters are shapes, where that is asked for', async () => {
    expect(await textOf('svg')).toContain('<rect width="100%"');
    const svg = await textOf('svg', { isTransparent: true, textAs: 'outlines' });
    expect(svg).not.toContain('<rect width="100%"');
    expect(textsOf(svg)).toEqual([]);
  });

  it('says at which width its text can be read', async () => {
    const { notes } = await render('svg', { width: 72 });
    expect(notes.join(' ')).toMatch(/^The names of the nodes are \d\.\d points high/);
    expect((await render('svg')).notes).toEqual([]);
  });
});

describe('the file of a model', () => {
  it('is the experiment, which is read as it was', async () => {
    const text = await textOf('json');
    expect(parseExperiment(JSON.parse(text)).experiment).toEqual(spirals());
    expect(text).toMatch(/^\{\n {2}"version": 1,/);
  });

  it('has nothing of the machine on it, and says so', async () => {
    const here = spirals();
    const experiment = experimentSchema.parse({
      ...here,
      model: {
        ...here.model,
        modules: {
          hidden: { device: 'gpu:1', updateProbability: 0.5 },
          logits: { device: 'cpu:0' },
        },
      },
      task: { kind: 'text', train: '/home/ada/books/train.txt', test: 'C:\\books\\test.txt' },
    });
    const { content, notes } = await render('json', {}, experiment);
    const written = experimentSchema.parse(JSON.parse(String(content)));
    expect(written.model.modules).toEqual({ hidden: { updateProbability: 0.5 } });
    expect(written.task).toMatchObject({ train: 'train.txt', test: 'test.txt' });
    expect(notes).toHaveLength(2);
    expect(notes[0]).toContain("'hidden', 'logits'");
  });
});
