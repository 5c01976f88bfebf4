/** Sentences of the Look view. */
export const lookText = {
  heading: 'Maps',
  waiting: 'The picture is being looked into …',
  unavailable: 'The maps appear here as soon as a student is built.',
  step: (step: string) => `step ${step}`,

  token: 'Whose map',
  tokens: { cls: 'class token', difference: 'difference' },
  method: 'Method',
  methods: { raw: 'one layer', rollout: 'rollout', gradient: 'gradient rollout' },
  meaning: {
    raw: 'Attention of one layer: where the token gathers what it adds to itself there. It does not say what for, nor what came before that layer.',
    rollout:
      'Rollout multiplies attention through all layers: where what a token holds at the end can have come from. It assumes that attention is all that mixes, and does not know the class.',
    gradient:
      'Rollout where every attention counts as far as it raises the head’s answer: each token’s own head. The nearest to “why this class”, and still no proof.',
  },
  layer: 'Layer',
  head: 'Head',
  fusions: { mean: 'mean of heads', max: 'max of heads', min: 'min of heads' },
  fusion: 'Heads',
  lastLayer: (layer: number) => `${layer} (last)`,
  discard: 'Discard lowest',
  target: 'Toward class',
  ownAnswer: 'what the head says',
  scale: 'Colours span',
  scales: { map: 'this map', layer: 'its layer', all: 'all maps' },
  scalesOne: { map: 'this map', layer: 'both tokens', all: 'both tokens' },
  overlay: 'Overlay',
  smooth: 'Smooth',
  outline: 'Object outline',

  mapTitle: (token: string, method: string) => `${token[0]!.toUpperCase()}${token.slice(1)}: ${method}`,
  rawName: (layer: number, head: string) => `layer ${layer}, ${head}`,
  headName: (head: number) => `head ${head}`,
  rolloutName: (fusion: string, discard: number) =>
    `rollout, ${fusion}${discard > 0 ? `, lowest ${discard} % dropped` : ''}`,
  gradientName: 'gradient-weighted rollout',
  mapAlt: (title: string, row: number, column: number, size: string) =>
    `${title}. Largest: ${size}, at row ${row}, column ${column}.`,
  mapKeys: 'Arrow keys move from patch to patch.',

  numbers: 'Numbers of this map',
  onObject: 'on the object',
  onObjectHelp: (share: string) =>
    `Share of the map that lies on the object. The object covers ${share} of the picture: a map without any preference would have as much on it.`,
  covers: (share: string) => `covers ${share}`,
  betweenHelp: 'How much of one token’s row goes to the other token.',
  /** Of a layer's attention A, or of the rollout R. */
  clsToDist: (second: string, matrix: 'A' | 'R') => `class → ${second}, ${matrix}[0,1]`,
  distToCls: (second: string, matrix: 'A' | 'R') => `${second} → class, ${matrix}[1,0]`,
  nothing: '–',

  patch: 'Patch under the cursor',
  patchAt: (row: number, column: number) => `Patch: row ${row}, column ${column}`,
  looksAt: 'looks at',
  lookedAtBy: 'is looked at by',
  patchSays: (row: number, column: number, own: string, from: string, to: string) =>
    `Row ${row}, column ${column}: ${own} in this map; looks most at ${from}; looked at most by ${to}.`,
  place: (row: number, column: number, size: string) => `row ${row}, column ${column} (${size})`,
  patchHelp: {
    raw: 'Patches of the same layer and heads as the map.',
    rollout: 'Patches by the same rollout.',
    gradient: 'Gradients lead to the heads only, so patches are read by plain rollout.',
  },

  grid: 'Every head of every layer',
  gridOf: (token: string) => `Maps of the ${token} by layer and head`,
  gridHint: 'Rows are layers, columns are heads. Choose one by click or arrow keys.',
  gridCell: (layer: number, head: string, size: string, row: number, column: number) =>
    `Layer ${layer}, ${head}: ${size} at row ${row}, column ${column}`,
  mean: 'mean',
  gridEnd: {
    map: (most: string) => `each map’s largest, at most ${most}`,
    layer: (most: string) => `each layer’s largest, at most ${most}`,
  },

  charts: 'What all heads do',
  distance: 'Attention distance',
  distanceUnit: 'patches',
  distanceHelp:
    'How far patches look on average. Small: a head works locally, as a convolution would; near the dotted line: it looks everywhere alike.',
  distanceAlt: (layer: number, value: string, baseline: string) =>
    `Attention distance by layer. In layer ${layer} the heads’ mean is ${value} patches; attention spread evenly has ${baseline}.`,
  entropy: 'Entropy of both tokens’ attention',
  entropyUnit: 'bits',
  entropyHelp:
    'How widely a token looks: the dotted line is attention spread evenly over all tokens; 0 is a look at one of them.',
  entropyAlt: (layer: number, cls: string, dist: string, baseline: string) =>
    `Entropy by layer. In layer ${layer}: class token ${cls}${dist ? `, second token ${dist}` : ''} bits; spread evenly ${baseline}.`,
  evenly: 'evenly spread',
  oneHead: 'one head',
  meanOfHeads: 'mean of heads',

  objectCurve: 'On the object while training',
  objectCurveUnit: '% of the last layer’s attention',
  objectCurveEmpty: 'As the student learns, the share of each token’s attention that lies on the object appears here.',
  objectUnknown: 'Where the object is, is known for Shapes only.',

  honesty: 'Does the map say what the head needs?',
  honestyHint:
    'Hide the patches that the map ranks highest, more and more, and ask again. If the map names what the head needs, its answer falls faster than with patches hidden at random.',
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
      `The answer falls faster than by chance: on average ${points} lower, and below every random order at ${below} of ${of} points. The map names patches that this head needs here.`,
    slower: (points: string, above: number, of: number) =>
      `The answer falls more slowly than by chance: on average ${points} higher, and above every random order at ${above} of ${of} points. What this map ranks highest is not what the head needs here.`,
    same: (points: string, below: number, above: number, of: number) =>
      `No clear difference from chance: on average ${points}, below every random order at ${below} and above at ${above} of ${of} points. For this picture the map does not say what the head needs.`,
  },
  honestyLimit:
    'Attention says from where a token reads, not what it reads nor whether it matters; the curve tests one picture and one map, with hidden patches as no training shows them.',
  maskFailed: 'The model could not be asked with hidden patches. The maps are still those shown; try again.',
} as const;
