import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readModelFile } from '../../../src-renderer/editor/read-model-file';

const template = readFileSync(
  new URL('../../../resources/templates/mnist-cdni.json', import.meta.url),
  'utf8',
);
function file(name: string, text: string, size = text.length) {
  return { name, size, text: () => Promise.resolve(text) };
}

describe('a dropped file', () => {
  it('is read as a model if it describes one', async () => {
    expect(await readModelFile(file('Mine.JSON', template))).toMatchObject({
      name: 'MNIST, 3 layers, cDNI',
      task: { kind: 'mnist' },
    });
  });

  it('is rejected with an explanation if it is not a model', async () => {
    for (const [dropped, message] of [
      [file('thesis.tex', ''), "'thesis.tex' is no model: drop a JSON file"],
      [file('data.json', '{}', 9 * 2 ** 20), 'larger than 8 MB'],
      [file('torn.json', '{"version": 1,'), "'torn.json' is damaged: it is not JSON."],
      [file('list.json', '[]'), 'it is no JSON object'],
      [file('package.json', '{"version": "1.0.0"}'), 'it has version, where a model has model'],
      [file('later.json', '{"version": 2, "model": {}, "task": {}}'), 'Update the program'],
      [file('half.json', '{"version": 1, "model": {}}'), 'is missing'],
    ] as const)
      expect(await readModelFile(dropped), dropped.name).toContain(message);
  });
});
