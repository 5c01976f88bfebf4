import type { MapMethodId, MapSettings } from '../experiment/maps/methods';
import type { HeadFusion } from '../experiment/maps/rollout';

/** Names of the ways to combine the heads of a layer. */
const fusions: Record<HeadFusion, string> = { mean: 'mean of heads', max: 'max of heads', min: 'min of heads' };
const headName = (head: number) => `head ${head}`;

/** The words of one method of drawing attention. */
export interface MapMethodText {
  /** In the row of methods. */
  label: string;
  /** What its map means, and what it does not mean. */
  meaning: string;
  /** Names the map after the token, with the settings that it depends on. */
  title(settings: MapSettings): string;
  /** Where the two maps of the patch under the cursor come from. */
  patchHelp: string;
}

const methods: Record<MapMethodId, MapMethodText> = {
  raw: {
    label: 'one layer',
    meaning:
      'The attention of one layer: where the token reads from in that layer. It does not say what the token reads, nor what earlier layers did.',
    title: ({ layer, head }) => `layer ${layer + 1}, ${typeof head === 'number' ? headName(head + 1) : fusions[head]}`,
    patchHelp: 'These maps use the same layer and heads as the large map.',
  },
  rollout: {
    label: 'rollout',
    meaning:
      'Rollout multiplies the attention of all layers: where the token’s final content can come from. It assumes that only attention mixes tokens, and it does not depend on the class.',
    title: ({ fusion, discard }) =>
      discard > 0
        ? `rollout, ${fusions[fusion]}, lowest ${Math.round(100 * discard)} % dropped`
        : `rollout, ${fusions[fusion]}`,
    patchHelp: 'These maps come from the same rollout.',
  },
  gradient: {
    label: 'gradient rollout',
    meaning:
      'Rollout that weights each attention by how much it raises the answer of the token’s own head, averaged over the heads of a layer. It comes closest to “why this class”, but is no proof.',
    title: () => 'gradient-weighted rollout',
    patchHelp: 'Gradients exist only for the heads’ answers, so these maps come from plain rollout.',
  },
};

/** Sentences of the Look view. */
export const lookText = {
  heading: 'Maps',
  waiting: 'Reading the model’s attention for this picture …',
  unavailable: 'The maps appear here once a student is built.',
  step: (step: string) => `step ${step}`,

  token: 'Whose map',
  tokens: { cls: 'class token', difference: 'difference' },
  method: 'Method',
  methods,
  layer: 'Layer',
  head: 'Head',
  fusions,
  fusion: 'Heads',
  lastLayer: (layer: number) => `${layer} (last)`,
  discard: 'Discard lowest',
  target: 'Class to explain',
  ownAnswer: 'the head’s answer',
  scale: 'Colour range',
  /** For a method with a map for every layer and head. */
  scales: { map: 'this map', layer: 'its layer', all: 'all maps' },
  /** For a method with one map for each token. */
  scalesOne: { map: 'this map', layer: 'both tokens', all: 'both tokens' },
  overlay: 'Overlay',
  smooth: 'Smooth',
  outline: 'Object outline',

  mapTitle: (token: string, method: string) => `${token[0]!.toUpperCase()}${token.slice(1)}: ${method}`,
  mapTitleAtStep: (title: string, step: string) => `${title}, step ${step}`,
  headName,
  mapAlt: (title: string, row: number, column: number, size: string) =>
    `${title}. Maximum ${size} at row ${row}, column ${column}. Arrow keys move from patch to patch.`,

  numbers: 'Numbers of this map',
  onObject: 'on the object',
  onObjectHelp: (share: string) =>
    `Share of the map that lies on the object. The object covers ${share} of the picture, so a uniform map has this share on it.`,
  covers: (share: string) => `covers ${share}`,
  betweenHelp: 'The share of one token’s attention that goes to the other token.',
  /** Of a layer's attention A, or of the rollout R. */
  clsToDist: (second: string, matrix: 'A' | 'R') => `class → ${second}, ${matrix}[0,1]`,
  distToCls: (second: string, matrix: 'A' | 'R') => `${second} → class, ${matrix}[1,0]`,

  patch: 'Patch under the cursor',
  patchAt: (row: number, column: number) => `Patch: row ${row}, column ${column}`,
  looksAt: 'looks at',
  lookedAtBy: 'is looked at by',
  patchMap: (patch: string, relation: string) => `${patch} ${relation}`,
  patchMapAlt: (patch: string, relation: string, maximum: string) => `${patch} ${relation} ${maximum}`,
  patchSays: (row: number, column: number, own: string, from: string, to: string) =>
    `Row ${row}, column ${column}: ${own} in this map; looks most at ${from}; looked at most by ${to}.`,
  place: (row: number, column: number, size: string) => `row ${row}, column ${column} (${size})`,

  grid: 'Every head of every layer',
  gridOf: (token: string) => `Maps of the ${token} by layer and head`,
  gridHint: 'Rows are layers, columns are heads. Click one or use the arrow keys to choose it.',
  gridName: (layer: number, head: string) => `layer ${layer}, ${head}`,
  gridCell: (layer: number, head: string, size: string, row: number, column: number) =>
    `Layer ${layer}, ${head}: ${size} at row ${row}, column ${column}`,
  mean: 'mean',
  gridEnd: {
    map: (max: string) => `each map’s maximum, at most ${max}`,
    layer: (max: string) => `each layer’s maximum, at most ${max}`,
  },
  gridEndOf: (token: string, end: string) => `${token}, ${end}`,

  charts: 'All heads',
  distance: 'Attention distance',
  distanceUnit: 'patches',
  distanceHelp:
    'How far patches look on average. A small distance means that the head works locally, like a convolution. Near the dotted line, it looks everywhere alike.',
  distanceAlt: (layer: number, value: string, baseline: string) =>
    `Attention distance by layer. In layer ${layer}, the mean of the heads is ${value} patches. Uniform attention has ${baseline}.`,
  entropy: 'Entropy of both tokens’ attention',
  entropyUnit: 'bits',
  entropyHelp:
    'How widely a token spreads its attention. The dotted line is uniform attention over all tokens; 0 is attention to a single token.',
  entropyAlt: (layer: number, cls: string, dist: string, baseline: string) =>
    `Entropy by layer. In layer ${layer}: class token ${cls}${dist ? `, second token ${dist}` : ''} bits. Uniform attention has ${baseline}.`,
  evenly: 'uniform',
  oneHead: 'one head',
  meanOfHeads: 'mean of heads',

  objectCurve: 'Attention on the object',
  objectCurveUnit: '% of the last layer’s attention',
  objectCurveEmpty: 'During training, the share of each token’s attention on the object appears here.',
  objectUnknown: 'The position of the object is known for Shapes only.',

  honesty: 'Does the map show what the head needs?',
  honestyHint:
    'This test hides more and more of the patches that the map ranks highest, and asks the model again. If the map shows what the head needs, the probability of its answer falls faster than with patches hidden at random.',
  hide: 'Hide patches and ask again',
  hiding: 'Asking …',
  dropTitle: (head: string, label: string) => `${head[0]!.toUpperCase()}${head.slice(1)}: probability of “${label}”`,
  dropUnit: 'by number of hidden patches',
  byMap: 'highest of the map first',
  byChance: 'random order, mean',
  band: (orders: number) => `lowest to highest of ${orders} random orders`,
  hidden: 'hidden patches',
  classHead: 'class head',
  dropAlt: (ordered: string, mean: string, hidden: number) =>
    `Drop curve. With ${hidden} patches hidden: ${ordered} by the map, ${mean} at random.`,
  verdict: {
    faster: (points: string, below: number, of: number) =>
      `The probability falls faster than with random patches: on average ${points} percentage points lower, and below every random order at ${below} of ${of} points of the curve. The map shows patches that this head needs here.`,
    slower: (points: string, above: number, of: number) =>
      `The probability falls more slowly than with random patches: on average ${points} percentage points higher, and above every random order at ${above} of ${of} points of the curve. This head does not need what the map ranks highest here.`,
    same: (points: string, lower: boolean, below: number, above: number, of: number) =>
      `There is no clear difference from random patches: on average ${points} percentage points ${lower ? 'lower' : 'higher'}, below every random order at ${below} and above at ${above} of ${of} points of the curve. For this picture, the map does not show what the head needs.`,
  },
  honestyLimit:
    'Attention says where a token reads from, not what it reads or whether it matters. This curve tests one picture and one map, with hidden patches that the model never saw in training.',
  maskFailed: 'The model did not answer with hidden patches. The maps are unchanged; try again.',
} as const;
