import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/**
 * The messages that problems of a parsed experiment can have, read from the source of the checks: each as it stands there,
 * with `…` for its values, and the pattern of what it becomes. A message is the `message` of an object literal that has a
 * remedy or a severity, what a function returns for one, or what a function is given for one.
 */
export function listSentences(entry: string): ReadonlyMap<string, RegExp> {
  const files = [...listImported(entry)].map((path) =>
    ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true),
  );
  const found = new Map<string, RegExp>();
  const done = new Set<ts.Node>();
  /** Positions of parameters that are messages, by the name of the function. */
  const given = new Set<string>();

  const read = (node: ts.Expression | undefined): void => {
    if (!node || done.has(node)) return;
    done.add(node);
    if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node)) return read(node.expression);
    if (ts.isConditionalExpression(node)) {
      read(node.whenTrue);
      return read(node.whenFalse);
    }
    if (ts.isCallExpression(node)) return readReturned(node.expression.getText());
    if (ts.isIdentifier(node)) return readName(node);
    const parts = textsOf(node);
    if (parts.join('').endsWith('.')) found.set(parts.join('…'), new RegExp(patternOf(parts)));
  };
  const readReturned = (name: string): void => {
    for (const { name: own, body } of functions.filter((one) => one.name === name)) {
      if (own === name && body && !ts.isBlock(body)) read(body);
      else if (body)
        visit(body, (inner) => {
          if (ts.isReturnStatement(inner)) read(inner.expression);
        });
    }
  };
  const readName = (node: ts.Identifier): void => {
    for (let scope: ts.Node = node; scope; scope = scope.parent) {
      if (ts.isFunctionLike(scope)) {
        const index = scope.parameters.findIndex(({ name }) => name.getText() === node.text);
        if (index >= 0) return void given.add(`${nameOf(scope)} ${index}`);
      }
      let declared: ts.Expression | undefined;
      ts.forEachChild(scope, (child) => {
        if (!ts.isVariableStatement(child)) return;
        for (const one of child.declarationList.declarations)
          if (one.name.getText() === node.text) declared = one.initializer;
      });
      if (declared) return read(declared);
      if (ts.isSourceFile(scope)) return;
    }
  };
  const functions = files.flatMap((file) => {
    const all: { name: string; body: ts.ConciseBody | undefined }[] = [];
    visit(file, (node) => {
      if (ts.isFunctionDeclaration(node) || ts.isArrowFunction(node))
        all.push({ name: nameOf(node), body: node.body });
    });
    return all;
  });
  for (const file of files)
    visit(file, (node) => {
      if (!ts.isObjectLiteralExpression(node)) return;
      const property = (name: string) =>
        node.properties.find((one) => one.name?.getText() === name);
      const message = property('message');
      if (!message || !(property('remedy') ?? property('severity'))) return;
      if (ts.isPropertyAssignment(message)) read(message.initializer);
      if (ts.isShorthandPropertyAssignment(message)) readName(message.name);
    });
  for (let size = -1; size !== given.size;) {
    size = given.size;
    for (const file of files)
      visit(file, (node) => {
        if (!ts.isCallExpression(node)) return;
        node.arguments.forEach((argument, index) => {
          if (given.has(`${node.expression.getText()} ${index}`)) read(argument);
        });
      });
  }
  return found;
}

function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  ts.forEachChild(node, (child) => visit(child, look));
}

/** The name of a function, or of the variable that it is the value of. */
function nameOf(node: ts.SignatureDeclaration): string {
  if (node.name) return node.name.getText();
  return ts.isVariableDeclaration(node.parent) ? node.parent.name.getText() : '';
}

const patternOf = (parts: readonly string[]): string =>
  `^${parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)).join('.*')}$`;

function textsOf(node: ts.Expression): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateExpression(node))
    return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
  if (ts.isBinaryExpression(node)) {
    const [left, right] = [textsOf(node.left), textsOf(node.right)];
    return [...left, ...right];
  }
  return ['', ''];
}

/** The files of the same folder that a file imports, and those that they import. */
function listImported(entry: string): Set<string> {
  const files = new Set([entry]);
  for (const path of files)
    for (const [, name = ''] of readFileSync(path, 'utf8').matchAll(/from '(\.\/[^']+)'/g))
      files.add(join(dirname(path), `${name}.ts`));
  return files;
}
