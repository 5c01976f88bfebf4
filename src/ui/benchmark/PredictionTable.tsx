import { STUDENT_PRESETS } from '../../experiment/presets';
import { benchmarkText } from '../../sentences/benchmark';
import { formatDuration, formatThreeDigits } from '../../sentences/numbers';
import { chooseStudent } from '../../state/benchmark';
import type { GpuReport, StepPrediction } from '../../worker/protocol';
import { WideTable } from '../common/WideTable';

/** The predicted speed of each preset on this adapter, with a button to train it. */
export function PredictionTable({ report: { predictions, slowdown, largestLively } }: { report: GpuReport }) {
  return (
    <section className="benchmark-predictions">
      <h3>{benchmarkText.predictions}</h3>
      <WideTable className="benchmark-scroll" label={benchmarkText.predictions}>
        <table>
          <thead>
            <tr>
              <th scope="col">{benchmarkText.preset}</th>
              <th scope="col" className="number">
                {benchmarkText.batch}
              </th>
              <th scope="col" className="number">
                {benchmarkText.stepTime}
              </th>
              <th scope="col" className="number">
                {benchmarkText.imagesPerSecond}
              </th>
              <th scope="col" className="number">
                {benchmarkText.epochTime}
              </th>
              <th scope="col">{benchmarkText.limit}</th>
              <th scope="col">{benchmarkText.lively}</th>
              <th scope="col">
                <span className="visually-hidden">{benchmarkText.choose}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {predictions.map((prediction) => (
              <PredictionRow key={prediction.id} prediction={prediction} largest={prediction.id === largestLively} />
            ))}
          </tbody>
        </table>
      </WideTable>
      <p className="note">{benchmarkText.predictionsHelp(formatThreeDigits(slowdown))}</p>
      {largestLively === null && <p className="note">{benchmarkText.noneLively}</p>}
    </section>
  );
}

function PredictionRow({ prediction, largest }: { prediction: StepPrediction; largest: boolean }) {
  const { id, batch, stepMs, imagesPerSecond, epochMs, limitedBy, lively, problem } = prediction;
  const name = STUDENT_PRESETS.find((preset) => preset.id === id)?.label ?? id;
  const livelyWord = lively ? benchmarkText.isLively : benchmarkText.notLively;
  return (
    <tr data-largest={largest} title={problem ?? undefined}>
      <th scope="row">{name}</th>
      <td className="number tabular">{batch}</td>
      <td className="number tabular">{timeOf(stepMs)}</td>
      <td className="number tabular">{formatThreeDigits(imagesPerSecond)}</td>
      <td className="number tabular">{formatDuration(epochMs / 1000)}</td>
      <td>{benchmarkText.limits[limitedBy]}</td>
      <td>{problem ? benchmarkText.doesNotFit : largest ? benchmarkText.largest : livelyWord}</td>
      <td>
        {problem === null && (
          <button type="button" className={largest ? 'button-primary' : ''} onClick={() => chooseStudent(id, batch)}>
            {benchmarkText.use(name)}
          </button>
        )}
      </td>
    </tr>
  );
}

function timeOf(ms: number): string {
  return ms < 1000 ? `${formatThreeDigits(ms)}\u00a0ms` : `${formatThreeDigits(ms / 1000)}\u00a0s`;
}
