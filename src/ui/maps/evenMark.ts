import { mapsText } from '../../sentences/maps';
import { formatAttention } from './format';
import type { ScaleProps } from './TokenMap';

/** A map is nearly uniform if its maximum is at most this multiple of uniform attention. */
const NEARLY = 1.25;

/** The mark of uniform attention on a scale that ends at `high`. Its label says if the whole map is nearly uniform. */
export function evenMark(even: number, high: number): NonNullable<ScaleProps['mark']> {
  return {
    place: even / high,
    label: high <= NEARLY * even ? mapsText.nearlyUniform : mapsText.uniform,
    help: mapsText.uniformHelp(formatAttention(even)),
  };
}
