/** Trees of Groovy in a few words, for tests. */
import type { Expression, Statement } from '../../src/source/groovy-tree.ts';

export const shown = (e: Expression): string => {
  switch (e.kind) {
    case 'name':
      return e.name;
    case 'literal':
      return e.text;
    case 'string':
      return `'${e.parts.map((p) => (p.kind === 'text' ? p.text : `{${shown(p.value)}}`)).join('')}'`;
    case 'list':
      return `[${e.items.map(shown).join(', ')}]`;
    case 'map':
      return `[${e.entries.map((entry) => `${entry.key ?? '?'}: ${shown(entry.value)}`).join(', ')}]`;
    case 'closure':
      return `{${e.parameters.map((p) => p.name).join(' ')}|${e.body.length}}`;
    case 'call':
      return `${e.target === null ? '' : `${shown(e.target)}.`}${e.name ?? ''}(${e.arguments.map((a) => (a.name === null ? '' : `${a.name}=`) + shown(a.value)).join(', ')})`;
    case 'property':
      return `${shown(e.target)}.${e.name}`;
    case 'index':
      return `${shown(e.target)}[${shown(e.index)}]`;
    case 'binary':
      return `(${shown(e.left)} ${e.operator} ${shown(e.right)})`;
    case 'unary':
      return `${e.operator}${shown(e.operand)}`;
    case 'choice':
      return `(${shown(e.condition)} ? ${e.yes === null ? '' : shown(e.yes)} : ${shown(e.no)})`;
    case 'assign':
      return `${shown(e.target)} ${e.operator} ${shown(e.value)}`;
    case 'new':
      return `new ${e.type}(${e.arguments.length})`;
    case 'unknown':
      return '??';
  }
};

const block = (all: readonly Statement[]): string => `{${all.map(told).join('; ')}}`;

/** A statement in one line: blocks in braces, statements between semicolons. */
export const told = (s: Statement): string => {
  switch (s.kind) {
    case 'expression':
      return shown(s.value);
    case 'declare':
      return `def ${s.names.join(', ')}${s.value === null ? '' : ` = ${shown(s.value)}`}`;
    case 'function':
      return `def ${s.name}(${s.parameters.map((p) => p.name + (p.fallback === null ? '' : ` = ${shown(p.fallback)}`)).join(', ')}) ${block(s.body)}`;
    case 'if':
      return `if ${shown(s.condition)} ${block(s.yes)} else ${block(s.no)}`;
    case 'loop':
      return `for ${s.names.join(', ')} in ${s.over === null ? '-' : shown(s.over)} ${block(s.body)}`;
    case 'try':
      return `try ${block(s.body)}${s.handlers.map((h) => ` then ${block(h)}`).join('')}`;
    case 'switch':
      return `switch ${shown(s.subject)}${s.cases.map((c) => ` ${c.value === null ? 'default' : shown(c.value)} ${block(c.body)}`).join('')}`;
    case 'return':
    case 'throw':
      return `${s.kind}${s.value === null ? '' : ` ${shown(s.value)}`}`;
    case 'block':
      return block(s.body);
    case 'annotation':
      return `@${s.annotation.name}(${s.annotation.arguments.map((a) => (a.name === null ? '' : `${a.name}=`) + shown(a.value)).join(', ')})`;
    case 'class':
      return `class ${s.name}`;
  }
};
