import type { ExperimentConfig } from '../experiment/config';
import { decodeExperiment, encodeExperiment, VIEW_KEY } from '../experiment/fields/address';
import { DEFAULTS } from '../experiment/fields/table';
import type { Validated } from '../experiment/fields/validate';
import { readSetting, storeSetting } from '../storage/settings';
import { throttle } from './throttle';
import { useView, VIEWS, type View } from './view';

/** Browsers limit how often an address may be rewritten (Safari: 100 times in 30 s). */
const REWRITE_MS = 400;

/** A link always names an experiment, so that it means the same to everyone, whatever they did last. */
function hashOf(config: ExperimentConfig, view = useView.getState().view): string {
  const suffix = view === 'train' ? '' : `&${VIEW_KEY}=${view}`;
  return `#${encodeExperiment(config) || `data=${config.dataset}`}${suffix}`;
}

/** The view that the address names; without one, or with one that is not there, the run. */
function viewOfAddress(): View {
  const named = new URLSearchParams(location.hash.slice(1)).get(VIEW_KEY);
  return VIEWS.find((view) => view === named) ?? 'train';
}

/** Another view, with an entry of its own in the browser's history; nothing happens to the run. */
export function goTo(view: View) {
  if (view === useView.getState().view) return;
  useView.getState().set({ view });
  history.pushState(history.state, '', hashOf(shown, view));
}

/** Lets the view follow the address: at the start, and on Back and Forward. */
export function followView() {
  const follow = () => useView.getState().set({ view: viewOfAddress() });
  follow();
  window.addEventListener('hashchange', follow);
}

/** The page's address with the whole experiment in it. */
export function linkTo(config: ExperimentConfig): string {
  return new URL(hashOf(config), location.href).href;
}

/** Whether somebody asked for an experiment: this address, or this browser before. */
export function experimentIsNamed(): boolean {
  return location.hash.length > 1 || lastExperiment() !== '';
}

/** The experiment of the address; without one there, the last of this browser; else the default. */
export function openingExperiment(): Validated {
  if (location.hash.length > 1) return decodeExperiment(location.hash);
  return decodeExperiment(lastExperiment());
}

function lastExperiment(): string {
  return readSetting('experiment') ?? '';
}

let shown: ExperimentConfig = DEFAULTS;

const rewrite = throttle(() => {
  history.replaceState(history.state, '', hashOf(shown));
  storeSetting('experiment', encodeExperiment(shown));
}, REWRITE_MS);

/** Lets the address bar follow. */
export function showInAddress(config: ExperimentConfig) {
  shown = config;
  rewrite();
}
