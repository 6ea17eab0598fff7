import type { ShellList, ShellNode } from './shell-tree.ts';

/** Calls `visit` for each node of a script, those inside before what comes after them. Bodies of functions are nodes too; lists inside words are not gone into. */
export const everyNode = ({ nodes }: ShellList, visit: (node: ShellNode) => void): void => {
  for (const { node } of nodes) {
    visit(node);
    switch (node.kind) {
      case 'pipeline':
      case 'logical':
        everyNode({ nodes: node.commands.map((one) => ({ node: one, background: false })) }, visit);
        break;
      case 'if':
        for (const { condition, body } of node.branches) {
          everyNode(condition, visit);
          everyNode(body, visit);
        }
        if (node.otherwise !== null) everyNode(node.otherwise, visit);
        break;
      case 'for':
        everyNode(node.body, visit);
        break;
      case 'while':
        everyNode(node.condition, visit);
        everyNode(node.body, visit);
        break;
      case 'case':
        for (const { body } of node.items) everyNode(body, visit);
        break;
      case 'function':
        everyNode({ nodes: [{ node: node.body, background: false }] }, visit);
        break;
      case 'group':
        everyNode(node.list, visit);
        break;
      case 'redirected':
        everyNode({ nodes: [{ node: node.node, background: false }] }, visit);
        break;
      default:
    }
  }
};
