import { create } from 'zustand';
import type { Inference } from '../experiment/config';
import { readSetting, storeSetting } from '../storage/settings';

/** `system` follows the device's setting. */
export type Theme = 'system' | 'light' | 'dark';

/** Averages of the heads of one layer, or one head by index. */
export type HeadChoice = 'mean' | number;

/** The page's views: the run, a closer look at its tokens, kept runs, matched trials, and what this GPU can do. */
export const VIEWS = ['train', 'look', 'runs', 'experiments', 'benchmark'] as const;
export type View = (typeof VIEWS)[number];

/** How the page looks at a run. Nothing here reaches the worker or changes a number. */
export interface ViewState {
  view: View;
  inference: Inference;
  /** Index into the probes of the latest attention snapshot. */
  probe: number;
  /** Layer index; null is the last layer, whatever the depth. */
  layer: number | null;
  head: HeadChoice;
  /** Opacity of an attention map over its picture, 0…1. */
  overlay: number;
  /** Maps drawn smooth instead of patch by patch. */
  smoothMaps: boolean;
  /** Weight of the past in the smoothed curves (debiased EMA), 0…0.999. */
  smoothing: number;
  logAxis: boolean;
  theme: Theme;
  /** Whether the dialog for own images is open. */
  ownDialog: boolean;
  set(values: Partial<Omit<ViewState, 'set'>>): void;
}

function storedTheme(): Theme {
  const theme = readSetting('theme');
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

export const useView = create<ViewState>()((set) => ({
  view: 'train',
  inference: 'both-logits',
  probe: 0,
  layer: null,
  head: 'mean',
  overlay: 0.6,
  smoothMaps: true,
  smoothing: 0.9,
  logAxis: false,
  theme: storedTheme(),
  ownDialog: false,
  set: (values) => {
    if (values.theme) storeSetting('theme', values.theme);
    set(values);
  },
}));
