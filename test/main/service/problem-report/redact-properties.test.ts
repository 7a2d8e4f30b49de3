/** Secrets and names in whatever spelling, nesting and place they come. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { redactText, redactValue } from '#service/problem-report/redact';

const secrets = {
  home: '/home/ada',
  user: 'ada',
  host: 'lab-7',
  folders: ['/home/ada/Studies'],
  env: {},
};
const marker = 'zanzibar';
const key = fc.constantFrom('token', 'password', 'apiKey', 'name', 'a', 'path', 'the file');
const around = fc.string({ unit: fc.constantFrom(...`ab 'x"\\{}[]:,=/\n`), maxLength: 12 });
const secret = fc.tuple(around, around).map(([before, after]) => `${before}${marker}${after}`);

it('leaves no secret in JSON within JSON', () => {
  fc.assert(
    fc.property(secret, fc.array(key, { minLength: 1, maxLength: 5 }), (value, keys) => {
      const spelled = keys.reduce<string>(
        (inner, name) => JSON.stringify({ [name]: inner }),
        value,
      );
      expect(redactText(`It failed: ${spelled}`, secrets)).not.toContain(marker);
      expect(JSON.stringify(redactValue({ message: spelled }, secrets))).not.toContain(marker);
    }),
    { numRuns: 1000 },
  );
});

it('leaves no secret of the environment, however it is spelled', () => {
  const value = fc.string({ unit: 'binary', minLength: 6, maxLength: 40 });
  const spell = fc.constantFrom(
    (text: string) => text,
    (text: string) => JSON.stringify({ text }),
    (text: string) => JSON.stringify(JSON.stringify({ text })),
    (text: string) => encodeURIComponent(text),
  );
  fc.assert(
    fc.property(value, spell, (rest, spelled) => {
      const token = `${marker}${rest}${marker}`;
      const text = `sent x${spelled(token)}x`;
      expect(redactText(text, { ...secrets, env: { MY_TOKEN: token } })).not.toContain(marker);
    }),
    { numRuns: 300 },
  );
});

it('leaves no part of a path, in quotation marks or not', () => {
  const name = fc
    .string({ unit: fc.constantFrom(...`ab 1.-_'"()[],;&%@+=`), maxLength: 8 })
    .map((text) => `${text}${marker}${text}x`)
    // It would begin another quotation, and what is between the two is of neither.
    .filter((text) => !/[\s([,]'/.test(text));
  const root = fc.constantFrom('/home/ada', '/home/ada/Studies', '/srv', '/etc', '..', 'C:', '~');
  const path = fc
    .tuple(root, fc.array(name, { minLength: 1, maxLength: 4 }), fc.constantFrom('/', '\\'))
    .map(([start, names, separator]) => [start, ...names].join(separator));
  const sentence = fc.constantFrom(
    (text: string) => `cannot read ${text}`,
    (text: string) => `cannot read ${text}: gone`,
    (text: string) => `read:${text}`,
    (text: string) => `'${text}' cannot be read: it is gone.`,
    (text: string) => `(${text}) is gone`,
  );
  fc.assert(
    fc.property(path, sentence, (text, say) => {
      expect(redactText(say(text), secrets)).not.toContain(marker);
    }),
    { numRuns: 1000 },
  );
});
