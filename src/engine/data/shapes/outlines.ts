/** Signed distance to an outline in pixels, negative inside. (x, y) is relative to the object's centre. */
export type Outline = (x: number, y: number) => number;

export const OBJECTS = ['disc', 'square', 'triangle', 'star', 'ring', 'cross'] as const;
export type ObjectName = (typeof OBJECTS)[number];

type Corners = readonly (readonly [number, number])[];

/** Corners around the centre at alternating radii. */
function around(corners: number, radii: readonly number[]): Corners {
  return Array.from({ length: corners }, (_, i) => {
    const angle = (2 * Math.PI * i) / corners;
    const radius = radii[i % radii.length] ?? 1;
    return [radius * Math.sin(angle), -radius * Math.cos(angle)] as const;
  });
}

/** Half width and length of a cross's arms, as shares of the radius. */
const ARM = 0.33;
const FAR = 0.94;

/** Corners at radius 1. The circumscribed circles are about equal, so that no class is larger than the others. */
const CORNERS: Partial<Record<ObjectName, Corners>> = {
  square: around(4, [1.08]).map(([x, y]) => [(x - y) * Math.SQRT1_2, (x + y) * Math.SQRT1_2] as const),
  triangle: around(3, [1.12]),
  star: around(10, [1.12, 0.47]),
  cross: [
    [-ARM, -FAR],
    [ARM, -FAR],
    [ARM, -ARM],
    [FAR, -ARM],
    [FAR, ARM],
    [ARM, ARM],
    [ARM, FAR],
    [-ARM, FAR],
    [-ARM, ARM],
    [-FAR, ARM],
    [-FAR, -ARM],
    [-ARM, -ARM],
  ],
};

/** Signed distance to a polygon (Quilez, "2D distance functions"): distance to the nearest edge, sign by the even–odd rule. */
function polygon(corners: Corners, radius: number, turn: number): Outline {
  const cos = Math.cos(turn) * radius;
  const sin = Math.sin(turn) * radius;
  const n = corners.length;
  const xs = Float64Array.from(corners, ([x, y]) => x * cos - y * sin);
  const ys = Float64Array.from(corners, ([x, y]) => x * sin + y * cos);
  return (x, y) => {
    let nearest = Number.POSITIVE_INFINITY;
    let inside = false;
    for (let i = 0, j = n - 1; i < n; j = i++) {
      const xi = xs[i]!;
      const yi = ys[i]!;
      const ex = xs[j]! - xi;
      const ey = ys[j]! - yi;
      const wx = x - xi;
      const wy = y - yi;
      const share = Math.max(0, Math.min(1, (wx * ex + wy * ey) / (ex * ex + ey * ey)));
      const dx = wx - ex * share;
      const dy = wy - ey * share;
      nearest = Math.min(nearest, dx * dx + dy * dy);
      if (yi > y !== ys[j]! > y && x < xi + (ex * (y - yi)) / ey) inside = !inside;
    }
    return inside ? -Math.sqrt(nearest) : Math.sqrt(nearest);
  };
}

/** Middle and half width of the ring's band as shares of the radius. The hole is open at the smallest size. */
const RING_MIDDLE = 0.76;
const RING_HALF = 0.24;

/**
 * The outline of an object.
 *
 * @param radius radius of the circumscribed circle in pixels
 * @param turn clockwise rotation in radians
 */
export function outlineOf(name: ObjectName, radius: number, turn: number): Outline {
  const corners = CORNERS[name];
  if (corners) return polygon(corners, radius, turn);
  if (name === 'ring') return (x, y) => Math.abs(Math.hypot(x, y) - RING_MIDDLE * radius) - RING_HALF * radius;
  return (x, y) => Math.hypot(x, y) - 0.94 * radius;
}
