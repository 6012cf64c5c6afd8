import ts from 'typescript';

/**
 * Places of a source that tell whether a line, a function or a branch was reached, named as Istanbul
 * names them: lines are those on which a statement begins; branches are the two ways of an `if` and
 * of `?:`, the cases of a `switch`, and the operands of `&&`, `||` and `??`.
 *
 * @returns probes: `kind`, `line` (from 1), `at` (offset in the source); for an `if` without `else`
 * also `butNot`: it was passed over when `at` ran more often than `butNot`.
 */
export function probesOf(path, text) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const probes = [];
  const add = (kind, node, butNot) => {
    const at = startOf(node, source);
    const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
    probes.push({ kind, line, at, ...(butNot && { butNot: startOf(butNot, source) }) });
  };
  const visit = (node) => {
    if (isWithoutCode(node)) return;
    if (isLine(node)) add('lines', node);
    if (ts.isFunctionLike(node) && node.body) {
      add('functions', node.body);
      if (!ts.isBlock(node.body)) add('lines', node.body);
    }
    for (const [branch, butNot] of branchesOf(node)) add('branches', branch, butNot);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return probes;
}

/** Types, imports, and what is only declared. */
function isWithoutCode(node) {
  return (
    ts.isTypeNode(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isImportDeclaration(node) ||
    ts.isExportDeclaration(node) ||
    (ts.canHaveModifiers(node) &&
      node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword))
  );
}

/** Statements that do nothing but hold others, or name what is run elsewhere. */
const NO_LINE = new Set([
  ts.SyntaxKind.Block,
  ts.SyntaxKind.EmptyStatement,
  ts.SyntaxKind.VariableStatement,
  ts.SyntaxKind.FunctionDeclaration,
  ts.SyntaxKind.ClassDeclaration,
]);

function isLine(node) {
  if (ts.isPropertyDeclaration(node)) return node.initializer !== undefined;
  return (ts.isStatement(node) && !NO_LINE.has(node.kind)) || ts.isVariableDeclaration(node);
}

function branchesOf(node) {
  if (ts.isIfStatement(node)) {
    const { thenStatement, elseStatement } = node;
    return [[thenStatement], elseStatement ? [elseStatement] : [node, thenStatement]];
  }
  if (ts.isConditionalExpression(node)) return [[node.whenTrue], [node.whenFalse]];
  // A case without statements is one with the next.
  if (ts.isCaseOrDefaultClause(node)) return node.statements.length > 0 ? [[node]] : [];
  if (!isLogical(node)) return [];
  return isLogical(node.left) ? [[node.right]] : [[node.left], [node.right]];
}

const LOGICAL = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
]);

function isLogical(node) {
  return ts.isBinaryExpression(node) && LOGICAL.has(node.operatorToken.kind);
}

/** Where the code of a node begins that compilers keep a position of. */
function startOf(node, source) {
  if (ts.isCaseOrDefaultClause(node)) return startOf(node.statements[0], source);
  if (ts.isBlock(node)) {
    const [first] = node.statements;
    return first ? startOf(first, source) : node.getEnd() - 1;
  }
  if (ts.isParenthesizedExpression(node)) return startOf(node.expression, source);
  if (ts.isPropertyDeclaration(node) || ts.isVariableDeclaration(node)) {
    return node.initializer ? startOf(node.initializer, source) : node.name.getStart(source);
  }
  return node.getStart(source);
}
