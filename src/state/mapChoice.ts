import { create } from 'zustand';
import type { HeadFusion } from '../experiment/maps/rollout';

/** Attention as it is in one layer, multiplied through all of them, or weighted by a head's gradient. */
export type MapMethod = 'raw' | 'rollout' | 'gradient';
/** Whose map; the difference is class token minus distillation token. */
export type MapToken = 'cls' | 'dist' | 'difference';
/** What the ends of the colour scale are taken from: the map itself, the maps of its layer, or all. */
export type MapScale = 'map' | 'layer' | 'all';

/** Which map of a picture is looked at. Opacity and smoothness are those of the whole page (view.ts). */
export interface MapChoice {
  token: MapToken;
  method: MapMethod;
  /** Null is the last layer, whatever the depth. */
  layer: number | null;
  /** One head by index, or all of them fused; rollout takes the fused ones of every layer. */
  head: number | HeadFusion;
  /** How rollout fuses heads. */
  fusion: HeadFusion;
  /** Share of the lowest attentions that rollout drops, 0…0.95. */
  discard: number;
  scale: MapScale;
  /** Whether the outline of the object is drawn, where it is known. */
  outline: boolean;
  set(values: Partial<Omit<MapChoice, 'set'>>): void;
}

export const useMapChoice = create<MapChoice>()((set) => ({
  token: 'cls',
  method: 'raw',
  layer: null,
  head: 'mean',
  fusion: 'mean',
  discard: 0,
  scale: 'map',
  outline: true,
  set,
}));
