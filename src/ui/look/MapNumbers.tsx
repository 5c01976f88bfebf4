import './look.css';
import { lookText } from '../../sentences/look';
import { formatAttention } from '../maps/format';
import { percent } from './format';
import { betweenTokens, coverage, mapOf, shareOnObject, type TokenRows } from './tokenRows';
import { useTokenNames } from './useTokenNames';

export interface MapNumbersProps {
  reading: TokenRows;
  method: 'raw' | 'rollout' | 'gradient';
  object: Float32Array | null;
}

/** What can be said of both maps in numbers: how much lies on the object, and what the tokens take from each other. */
export function MapNumbers({ reading, method, object }: MapNumbersProps) {
  const between = betweenTokens(reading);
  const names = useTokenNames();
  const matrix = method === 'raw' ? 'A' : 'R';
  const voices = [
    { token: 'cls', row: reading.cls },
    { token: 'dist', row: reading.dist },
  ] as const;
  const on = (token: 'cls' | 'dist') => {
    const share = object && shareOnObject(mapOf(reading, token, method), object);
    return share === null ? lookText.nothing : percent(share);
  };
  return (
    <section className="map-numbers" aria-label={lookText.numbers}>
      <dl>
        {object && (
          <>
            <dt title={lookText.onObjectHelp(percent(coverage(object)))}>{lookText.onObject}</dt>
            <dd className="tabular">
              {voices.map(
                ({ token, row }) =>
                  row && (
                    <span key={token} className={`voice-${token} voice-text`}>
                      {names[token]} <strong>{on(token)}</strong>
                    </span>
                  ),
              )}
              <span className="faint">{lookText.covers(percent(coverage(object)))}</span>
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
