import { useState } from 'react';
import {
  ANSWERERS,
  type Answerer,
  type StrategyId,
  strategyOf,
  type TrialResult,
} from '../../experiment/trials/trials';
import { experimentsText } from '../../sentences/experiments';
import { meanDisagreement } from '../common/trialNumbers';
import { WideTable } from '../common/WideTable';

/** Table 4 of the paper: the share of test images on which two answers differ. It shows one strategy at a time. */
export function Agreement({
  results,
  strategies,
}: {
  results: readonly TrialResult[];
  strategies: readonly StrategyId[];
}) {
  const trained = strategies.filter((id) => results.some((result) => result.strategy === id));
  const [chosen, setChosen] = useState<StrategyId | null>(null);
  const usual = trained.findLast((id) => !strategyOf(id).control) ?? trained.at(-1);
  const strategy = trained.find((id) => id === chosen) ?? usual;
  if (!strategy) return null;
  const nameOf = (name: Answerer) =>
    name === 'dist' && strategyOf(strategy).control ? experimentsText.secondHead : experimentsText.answerers[name];
  const ofIt = results.filter((result) => result.strategy === strategy);
  const besidePlain = ofIt.filter(({ disagreement }) => disagreement[PLAIN]![CLS] !== null).length;
  const matrix = meanDisagreement(ofIt);
  const rows = ANSWERERS.map((name, i) => ({ name, i })).filter(({ i }) => matrix[i]!.some((share) => share !== null));
  return (
    <section className="trials-agreement">
      <h3>
        {experimentsText.agreementTitle} <span className="faint">{experimentsText.agreementUnit}</span>
      </h3>
      {trained.length > 1 && (
        <label className="trials-setting">
          {experimentsText.agreementStudent}
          <select value={strategy} onChange={({ target }) => setChosen(target.value as StrategyId)}>
            {trained.map((id) => (
              <option key={id} value={id}>
                {experimentsText.labels[id]}
              </option>
            ))}
          </select>
        </label>
      )}
      <WideTable className="trials-scroll" label={experimentsText.agreementTitle}>
        <table>
          <thead>
            <tr>
              <td />
              {rows.map(({ name }) => (
                <th key={name} scope="col" className="number">
                  {nameOf(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, i }) => (
              <tr key={name}>
                <th scope="row">{nameOf(name)}</th>
                {rows.map(({ name: other, i: j }) => (
                  <td key={other} className="number tabular" style={shade(matrix[i]![j] ?? null)}>
                    {matrix[i]![j]?.toFixed(3).replace(/^0/, '') ?? '–'}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </WideTable>
      <p className="note">
        {experimentsText.agreementHelp(ofIt.length)}{' '}
        {besidePlain > 0 && besidePlain < ofIt.length && `${experimentsText.agreementPartly(besidePlain)} `}
        {experimentsText.agreementPaper}
      </p>
    </section>
  );
}

const PLAIN = ANSWERERS.indexOf('none');
const CLS = ANSWERERS.indexOf('cls');

/** A stronger background for a larger share. */
function shade(share: number | null) {
  if (!share) return {};
  return { background: `color-mix(in srgb, var(--both) ${Math.round(60 * Math.min(1, share))}%, transparent)` };
}
