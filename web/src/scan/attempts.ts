// How a picture is looked at, cheapest first. A photo of 12 million points is mostly
// table; a saved label may be 66 points wide. The reader finds modules of about three
// points best, so the same picture is tried at several sizes, parts and angles.

export interface Attempt {
  /** The part looked at, in points of the picture. */
  left: number;
  top: number;
  width: number;
  height: number;
  /** Points of the result per point of the picture. */
  scale: number;
  /** Clockwise turn in degrees. */
  turn: number;
  /** Slower or more special ways of reading. */
  denoise?: boolean;
  global?: boolean;
}

/** No attempt gives the reader more points on a side than this. */
export const sideLimit = 2400;

const smallSide = 640;

/** All attempts for a picture of this size, in order. */
export function attempts(width: number, height: number): Attempt[] {
  const whole = { left: 0, top: 0, width, height, turn: 0 };
  const longest = Math.max(width, height);
  const at = (side: number) => Math.min(1, side / longest);
  const list: Attempt[] = [{ ...whole, scale: at(sideLimit) }];
  if (longest <= smallSide) {
    list.push({ ...whole, scale: 2 }, { ...whole, scale: 3 }, { ...whole, scale: 1.5 });
  }
  for (const side of [1400, 800, 500]) {
    if (longest > side * 1.2) list.push({ ...whole, scale: at(side) });
  }
  list.push(...parts(width, height));
  const calm = Math.min(at(1400), 1);
  list.push({ ...whole, scale: calm, denoise: true }, { ...whole, scale: calm, global: true });
  for (const turn of [15, 30, 45, 60, 75]) list.push({ ...whole, scale: at(1200), turn });
  return list;
}

/** The centre, then four overlapping quarters, at full size: a small symbol in a large photo. */
function parts(width: number, height: number): Attempt[] {
  if (Math.max(width, height) < 1000) return [];
  const w = Math.ceil(width * 0.6);
  const h = Math.ceil(height * 0.6);
  const corners: [number, number][] = [
    [(width - w) / 2, (height - h) / 2],
    [0, 0],
    [width - w, 0],
    [0, height - h],
    [width - w, height - h],
  ];
  const scale = Math.min(1, sideLimit / Math.max(w, h));
  return corners.map(([left, top]) => ({
    left: Math.floor(left),
    top: Math.floor(top),
    width: w,
    height: h,
    scale,
    turn: 0,
  }));
}
