/**
 * Lists the sources of the engine and the compiler that have no test file of their own: `engine/a/b.ts` is tested
 * in `test/main/engine/a/b.test.ts`. Files that only declare or re-export need none. Part of `npm run lint`; exits
 * with 1 if there is such a source that is not listed in `coveredElsewhere`, or if an entry there is wrong.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** Folders below src-main, searched with their sub-folders. */
const testedFolders = ['engine', 'tensorflow/graph', 'tensorflow/ops', 'tensorflow/backend'];

/** Sources that another test covers: source below src-main, test below test/main, and why that is enough. */
const coveredElsewhere: Record<string, { test: string; reason: string }> = {
  'tensorflow/backend/cpu-backend.ts': {
    test: 'tensorflow/ops/gather.test.ts',
    reason: 'its one function only selects the backend with which this test then computes',
  },
  'tensorflow/backend/tf.ts': {
    test: 'tensorflow/runtime/load-tensorflow.test.ts',
    reason:
      'it only requires tfjs-core; this test checks that the backend works with the same copy',
  },
  'tensorflow/ops/cross-entropy.ts': {
    test: 'tensorflow/ops/gather.test.ts',
    reason: 'both backends run the same cases there, with values and gradients worked out by hand',
  },
  'tensorflow/ops/random.ts': {
    test: 'tensorflow/ops/gather.test.ts',
    reason: 'both backends run the same case there: seeds, range and mean',
  },
};

const root = fileURLToPath(new URL('..', import.meta.url));

function parse(path: string): ts.SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
}

function listSources(folder: string): string[] {
  return readdirSync(join(root, 'src-main', folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .sort();
}

/** Whether a source contains more than imports, exports of other files, types and interfaces. */
function hasCode(source: string): boolean {
  return parse(`src-main/${source}`).statements.some(
    (statement) =>
      !ts.isImportDeclaration(statement) &&
      !ts.isExportDeclaration(statement) &&
      !ts.isTypeAliasDeclaration(statement) &&
      !ts.isInterfaceDeclaration(statement) &&
      !(
        ts.canHaveModifiers(statement) &&
        ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword)
      ),
  );
}

/** Whether a test imports more than types of a source, directly. */
function importsCode(test: string, source: string): boolean {
  return parse(`test/main/${test}`).statements.some((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier))
      return false;
    const { importClause, moduleSpecifier } = statement;
    const path = moduleSpecifier.text.startsWith('#')
      ? `src-main/${moduleSpecifier.text.slice(1)}`
      : join('test/main', dirname(test), moduleSpecifier.text).replaceAll('\\', '/');
    if (path.replace(/\.ts$/, '') !== `src-main/${source}`.replace(/\.ts$/, '')) return false;
    const bindings = importClause?.namedBindings;
    const areAllTypes =
      bindings !== undefined &&
      ts.isNamedImports(bindings) &&
      bindings.elements.every(({ isTypeOnly }) => isTypeOnly);
    return importClause?.phaseModifier !== ts.SyntaxKind.TypeKeyword && !areAllTypes;
  });
}

function testOf(source: string): string {
  return source.replace(/\.ts$/, '.test.ts');
}

function hasTest(test: string): boolean {
  return existsSync(join(root, 'test/main', test));
}

/** What is wrong with an entry of `coveredElsewhere`; null if it is right. */
function findMistake(source: string, test: string): string | null {
  if (!existsSync(join(root, 'src-main', source))) return 'there is no such source';
  if (hasTest(testOf(source))) return 'the source has a test of its own';
  if (!hasTest(test)) return `there is no test/main/${test}`;
  return importsCode(test, source) ? null : `test/main/${test} does not import the source`;
}

const untested = testedFolders
  .flatMap(listSources)
  .filter((source) => !(source in coveredElsewhere) && hasCode(source) && !hasTest(testOf(source)))
  .map((source) => `src-main/${source}: no test/main/${testOf(source)}`);
const mistakes = Object.entries(coveredElsewhere).flatMap(([source, { test }]) => {
  const mistake = findMistake(source, test);
  return mistake === null ? [] : [`src-main/${source}: wrong exception, ${mistake}`];
});
for (const line of [...untested, ...mistakes]) console.error(line);
if (untested.length + mistakes.length > 0) process.exitCode = 1;
