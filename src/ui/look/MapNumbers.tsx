import './mapNumbers.css';
import { type MapMethodId, mapMethod } from '../../experiment/maps/methods';
import type { TokenRows } from '../../experiment/maps/record';
import { lookText } from '../../sentences/look';
import { formatShare, NOTHING } from '../../sentences/numbers';
import { formatAttention } from '../maps/format';
import { betweenTokens, coverage, mapOf, shareOnObject } from './tokenMaps';
import { useTokenNames } from './useTokenNames';

export interface MapNumbersProps {
  rows: TokenRows;
  method: MapMethodId;
  object: Float32Array | null;
}

/** Numbers of both maps: the share on the object, and how much the tokens look at each other. */
export function MapNumbers({ rows, method, object }: MapNumbersProps) {
  const between = betweenTokens(rows);
  const names = useTokenNames();
  const matrix = mapMethod(method).perHead ? 'A' : 'R';
  const voices = [
    { token: 'cls', row: rows.cls },
    { token: 'dist', row: rows.dist },
  ] as const;
  const on = (token: 'cls' | 'dist') => {
    const share = object && shareOnObject(mapOf(rows, token, method), object);
    return share === null ? NOTHING : formatShare(share);
  };
  return (
    <section className="map-numbers" aria-label={lookText.numbers}>
      <dl>
        {object && (
          <>
            <dt title={lookText.onObjectHelp(formatShare(coverage(object)))}>{lookText.onObject}</dt>
            <dd className="tabular">
              {voices.map(
                ({ token, row }) =>
                  row && (
                    <span key={token} className={`voice-${token} voice-text`}>
                      {names[token]} <strong>{on(token)}</strong>
                    </span>
                  ),
              )}
              <span className="faint">{lookText.covers(formatShare(coverage(object)))}</span>
            </dd>
          </>
        )}
        {between && (
          <>
            <dt title={lookText.betweenHelp}>{lookText.clsToDist(names.shortDist, matrix)}</dt>
            <dd className="tabular voice-cls voice-text">
              <strong>{formatAttention(between.clsToDist)}</strong>
            </dd>
            <dt title={lookText.betweenHelp}>{lookText.distToCls(names.shortDist, matrix)}</dt>
            <dd className="tabular voice-dist voice-text">
              <strong>{formatAttention(between.distToCls)}</strong>
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}
