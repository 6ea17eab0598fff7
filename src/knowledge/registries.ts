/** Places that take what is published and hand it to nobody: registries on the runner itself, and those that exist for trying things out. */

/**
 * https://www.rfc-editor.org/rfc/rfc6761 (localhost, test, invalid), https://www.rfc-editor.org/rfc/rfc6762 (local),
 * https://packaging.python.org/en/latest/guides/using-testpypi/, https://ttl.sh
 */
const HOST =
  /^(?:localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1\]|kind-registry|minikube|host\.docker\.internal|(?:[\w-]+\.)+(?:local|localhost|test|invalid)|ttl\.sh|test\.pypi\.org)(?:[:/]|$)/i;
/** A name without a dot and with a port: another container, or an entry of the runner's own. */
const BARE_HOST = /^[a-z][\w-]*:\d{2,5}(?:\/|$)/i;
const NAMED = /^(?:test-?pypi|pypi-?test)$/i;

/** `text`: an address, the name of an image, or what a tool calls an index. Known as far as it is written; the unknown is taken for real. */
export const handsOnToNobody = (text: string): boolean => {
  const address = text.trim().replace(/^(?:https?|oci|docker):\/\/(?:[^@/\s]*@)?/i, '');
  return HOST.test(address) || BARE_HOST.test(address) || NAMED.test(address);
};
