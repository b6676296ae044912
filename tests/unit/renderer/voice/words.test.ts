/** What stands in the sources of the voice without being explained. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
const VOICE = join(ROOT, 'renderer', 'voice');

/** Of arithmetic, percent, decibels, bytes and milliseconds: known to everybody who reads a formula. */
const PLAIN = new Set([0, 1, 2, 4, 8, 10, 20, 100, 1_000]);

const sources = readdirSync(VOICE, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
  .map((file) => ts.createSourceFile(file, readFileSync(join(VOICE, file), 'utf8'), ts.ScriptTarget.Latest, true));

const isExported = (statement: ts.Statement): boolean =>
  ts.canHaveModifiers(statement) &&
  ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;

const isFunction = ({ initializer }: ts.VariableDeclaration): boolean =>
  initializer !== undefined && ts.isArrowFunction(initializer);

/** What others call: classes and functions. Types say it by their members, constants by their names. */
const isCalled = (statement: ts.Statement): boolean =>
  ts.isClassDeclaration(statement) ||
  ts.isFunctionDeclaration(statement) ||
  (ts.isVariableStatement(statement) && statement.declarationList.declarations.some(isFunction));

/** A constant of the file: that is where numbers get their names. */
const isNaming = (statement: ts.Statement): boolean =>
  ts.isVariableStatement(statement) && !statement.declarationList.declarations.some(isFunction);

const numbersIn = (node: ts.Node): ts.NumericLiteral[] =>
  ts.isNumericLiteral(node) ? [node] : node.getChildren().flatMap(numbersIn);

const placeOf = (node: ts.Node, source: ts.SourceFile): string =>
  `${source.fileName}:${String(source.getLineAndCharacterOfPosition(node.getStart()).line + 1)}`;

describe('C12: in the sources of the voice', () => {
  it('there is something to look at', () => {
    expect(sources.length).toBeGreaterThan(40);
  });

  it('everything that is exported says what it is for', () => {
    const silent = sources.flatMap((source) =>
      source.statements
        .filter((statement) => isExported(statement) && isCalled(statement))
        .filter((statement) => ts.getJSDocCommentsAndTags(statement).length === 0)
        .map((statement) => placeOf(statement, source)),
    );
    expect(silent).toEqual([]);
  });

  it('every number has a name', () => {
    const nameless = sources.flatMap((source) =>
      source.statements
        .filter((statement) => !isNaming(statement))
        .flatMap(numbersIn)
        .filter(({ text }) => !PLAIN.has(Number(text)))
        .map((number) => `${placeOf(number, source)} ${number.text}`),
    );
    expect(nameless).toEqual([]);
  });
});
