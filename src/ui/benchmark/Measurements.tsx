import { benchmarkText } from '../../sentences/benchmark';
import { formatBytes, formatThreeDigits } from '../../sentences/numbers';
import type { GpuReport } from '../../worker/protocol';

/** The three measurements of the adapter. */
export function PeakMeasurements({ report: { peaks } }: { report: GpuReport }) {
  return (
    <NumberList
      title={benchmarkText.peaks}
      numbers={[
        [formatThreeDigits(peaks.gflops), 'GFLOP/s', benchmarkText.gflops],
        [formatThreeDigits(peaks.gigabytesPerSecond), 'GB/s', benchmarkText.bandwidth],
        [formatThreeDigits(1000 * peaks.dispatchMs), 'µs', benchmarkText.dispatch],
      ]}
    />
  );
}

/** The time and the parts of a training step. */
export function StepMeasurements({ report: { step, tiles } }: { report: GpuReport }) {
  return (
    <NumberList
      title={benchmarkText.step}
      numbers={[
        [formatThreeDigits(step.imagesPerSecond), '', benchmarkText.imagesPerSecond],
        [formatThreeDigits(step.msPerStep.median), 'ms', benchmarkText.msPerStep(step.batch)],
        [formatThreeDigits(step.encodeMs.median), 'ms', benchmarkText.encode],
        [String(step.dispatches), '', benchmarkText.dispatches],
        [String(step.submits), '', benchmarkText.submits],
        [formatBytes(step.gpuBytes), '', benchmarkText.memory],
        [`${formatThreeDigits(100 * step.share)}\u00a0%`, '', benchmarkText.share],
        [benchmarkText.tiled(tiles.measured, tiles.products), '', benchmarkText.tiles(tiles.changed)],
      ]}
    />
  );
}

function NumberList({ title, numbers }: { title: string; numbers: [value: string, unit: string, name: string][] }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl className="benchmark-numbers">
        {numbers.map(([value, unit, name]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="tabular">
              <strong>{value}</strong> {unit}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
