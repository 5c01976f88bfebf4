import { create } from 'zustand';
import type { MapMethodId, MapSettings } from '../experiment/maps/methods';

/** Whose map. The difference is class token minus distillation token. */
export type MapToken = 'cls' | 'dist' | 'difference';
/** The maps whose maximum sets the colour scale: the map itself, the maps of its layer, or all maps. */
export type MapScale = 'map' | 'layer' | 'all';

/** The map that the Look view shows. Opacity and smoothness belong to the whole page (view.ts). */
export interface MapChoice extends Omit<MapSettings, 'layer'> {
  token: MapToken;
  method: MapMethodId;
  /** Null is the last layer, for any depth. */
  layer: number | null;
  scale: MapScale;
  /** Whether to draw the outline of the object, if it is known. */
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
