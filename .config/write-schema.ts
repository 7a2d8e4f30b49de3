/** Writes the JSON Schema of experiments, resources/schema/experiment.json: `npm run schema`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { experimentJsonSchema } from '../src-main/spec/experiment-json-schema';

const path = fileURLToPath(new URL('../resources/schema/experiment.json', import.meta.url));
mkdirSync(dirname(path), { recursive: true });
const text = JSON.stringify(experimentJsonSchema());
writeFileSync(path, await format(text, { parser: 'json', printWidth: 100 }));
