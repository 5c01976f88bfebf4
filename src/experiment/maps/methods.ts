/**
 * The methods of drawing attention. To add one, add a row here and its words in `sentences/look.ts`: the chooser, its
 * controls, the drawing and the exported figures follow.
 */
import { type AttentionRecord, attentionMatrix, rowsOf, sequenceLength, type TokenRows } from './record';
import { type HeadFusion, type RolloutOptions, rollout } from './rollout';

/** What a user can set. Every method reads some of it. */
export interface MapSettings {
  /** Index of the layer. */
  layer: number;
  /** One head by index, or all heads combined. */
  head: number | HeadFusion;
  /** How rollout combines the heads of each layer. */
  fusion: HeadFusion;
  /** Share of the lowest attentions that rollout drops, 0…0.95. */
  discard: number;
}

/** A control of the Look view. `target` is the class whose gradient the worker takes. */
export type MapControl = keyof MapSettings | 'target';

export interface MapMethod {
  /** The controls that change the map, in their order. */
  controls: readonly MapControl[];
  /** Whether there is a map for every layer and head, made of softmax rows. Otherwise there is one map for each token. */
  perHead: boolean;
  /** Whether the values of both tokens have the same unit. If not, their difference compares each map's shares. */
  sameUnit: boolean;
  read(record: AttentionRecord, settings: MapSettings): TokenRows;
}

export const MAP_METHODS = {
  raw: {
    controls: ['layer', 'head'],
    perHead: true,
    sameUnit: true,
    read: (record, { layer, head }) => rowsOf(record, attentionMatrix(record, layer, head)),
  },
  rollout: {
    controls: ['fusion', 'discard'],
    perHead: false,
    sameUnit: true,
    read: (record, { fusion, discard }) => rowsOf(record, rolloutOf(record, { fusion, discard })),
  },
  gradient: {
    controls: ['target'],
    perHead: false,
    // The answers of two heads have no common unit, and so neither do their gradients.
    sameUnit: false,
    // Gradients exist only for the heads' answers, so the patches are read from plain rollout.
    read: (record) => ({ ...rowsOf(record, rolloutOf(record)), ...record.gradientRollout }),
  },
} as const satisfies Record<string, MapMethod>;

export type MapMethodId = keyof typeof MAP_METHODS;

export const MAP_METHOD_IDS = Object.keys(MAP_METHODS) as MapMethodId[];

export function mapMethod(id: MapMethodId): MapMethod {
  return MAP_METHODS[id];
}

function rolloutOf(record: AttentionRecord, options: RolloutOptions = {}): Float64Array {
  const { attention, layers, heads } = record;
  const tokens = sequenceLength(record);
  const size = heads * tokens ** 2;
  const byLayer = Array.from({ length: layers }, (_, layer) => attention.subarray(layer * size, (layer + 1) * size));
  return rollout(byLayer, heads, tokens, options);
}
