import type { ExperimentConfig } from '../experiment/config';
import { decodeExperiment, encodeExperiment, VIEW_KEY } from '../experiment/fields/address';
import { DEFAULTS } from '../experiment/fields/table';
import type { Validated } from '../experiment/fields/validate';
import { readSetting, storeSetting } from '../storage/settings';
import { throttle } from './throttle';
import { useView, VIEWS, type View } from './view';

/** Browsers limit how often an address may be rewritten (Safari: 100 times in 30 s). */
const REWRITE_MS = 400;

/** A link always contains the experiment, so that it means the same to everyone. */
function hashOf(config: ExperimentConfig, view = useView.getState().view): string {
  const suffix = view === 'train' ? '' : `&${VIEW_KEY}=${view}`;
  return `#${encodeExperiment(config) || `data=${config.dataset}`}${suffix}`;
}

/** The view in the address; the Train view if the address names none or an unknown one. */
function viewOfAddress(): View {
  const named = new URLSearchParams(location.hash.slice(1)).get(VIEW_KEY);
  return VIEWS.find((view) => view === named) ?? 'train';
}

/** Shows another view, with its own entry in the browser's history. The run is not affected. */
export function goTo(view: View) {
  if (view === useView.getState().view) return;
  useView.getState().set({ view });
  history.pushState(history.state, '', hashOf(shown, view));
}

/** Makes the view follow the address: at the start, and on Back and Forward. */
export function followView() {
  const follow = () => useView.getState().set({ view: viewOfAddress() });
  follow();
  window.addEventListener('hashchange', follow);
}

/** The page's address with the whole experiment in it. */
export function linkTo(config: ExperimentConfig): string {
  return new URL(hashOf(config), location.href).href;
}

/** Whether this address, or an earlier visit of this browser, asks for an experiment. */
export function experimentIsNamed(): boolean {
  return location.hash.length > 1 || lastExperiment() !== '';
}

/** The experiment of the address; without one, the last of this browser; without that, the default. */
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

/** Shows the experiment in the address bar. */
export function showInAddress(config: ExperimentConfig) {
  shown = config;
  rewrite();
}
