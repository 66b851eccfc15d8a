// Dark, light, or as the system has it.
import { show } from './toast.js';

const root = document.documentElement;
const system = matchMedia('(prefers-color-scheme: light)');
const now = () => root.dataset.theme ?? (system.matches ? 'light' : 'dark');

const kept = localStorage.getItem('alice.theme');
if (kept === 'dark' || kept === 'light') root.dataset.theme = kept;

/** Changes to the other theme; where that is the system's, it follows the system again. */
export function toggle() {
  const next = now() === 'dark' ? 'light' : 'dark';
  const follows = next === (system.matches ? 'light' : 'dark');
  if (follows) {
    delete root.dataset.theme;
    localStorage.removeItem('alice.theme');
  } else {
    root.dataset.theme = next;
    localStorage.setItem('alice.theme', next);
  }
  show(follows ? `${next === 'dark' ? 'Dark' : 'Light'}, as the system` : next === 'dark' ? 'Dark' : 'Light', { ms: 1600, slot: 'theme' });
}
