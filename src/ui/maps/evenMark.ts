import { mapsText } from '../../sentences/maps';
import { formatAttention } from './format';
import type { ScaleProps } from './TokenMap';

/** A map whose largest value is no more than this many times attention spread evenly has hardly any preference. */
const NEARLY = 1.25;

/** Where on a scale that ends at `high` attention without preference lies, and whether the map is close to that. */
export function evenMark(even: number, high: number): NonNullable<ScaleProps['mark']> {
  return {
    place: even / high,
    label: high <= NEARLY * even ? mapsText.nearlyUniform : mapsText.uniform,
    help: mapsText.uniformHelp(formatAttention(even)),
  };
}
