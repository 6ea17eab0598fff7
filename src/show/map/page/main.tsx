/** Starts the page: the data that stands in the document, and the address. */
import { render } from 'preact';
import { unpack } from '../pack.ts';
import { App } from './app.tsx';
import { createEngine } from './engine.ts';

const text = document.getElementById('data')?.textContent ?? '';
const root = document.getElementById('app');
if (root !== null) {
  root.textContent = '';
  render(<App engine={createEngine(unpack(text))} />, root);
  document.documentElement.dataset['ready'] = 'true';
}
