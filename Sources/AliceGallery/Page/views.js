// Views and dialogs are modules that are loaded when they are first opened.

const loaders = {
  compare: () => import('./compare.js'),
  details: () => import('./details.js'),
  dialogs: () => import('./dialogs.js'),
  drop: () => import('./drop.js'),
  dupes: () => import('./dupes.js'),
  duel: () => import('./duel.js'),
  light: () => import('./lightbox.js'),
};
const tries = 30;

/**
 * Loads a module; where the server is away, asks again every second until it is back.
 * @template {keyof typeof loaders} Name @param {Name} name @returns {Promise<Awaited<ReturnType<(typeof loaders)[Name]>>>}
 */
export async function loadView(name) {
  for (let tried = 1; ; tried += 1) {
    try {
      return /** @type {any} */ (await loaders[name]());
    } catch (error) {
      if (tried === tries) throw error;
      await new Promise((yes) => { setTimeout(yes, 1000); });
    }
  }
}
