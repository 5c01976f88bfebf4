import { benchmarkText } from '../../sentences/benchmark';
import type { GpuReport } from '../../worker/protocol';
import { formatBytes } from '../common/format';

/** The adapter's three figures. */
export function PeakNumbers({ report: { peaks } }: { report: GpuReport }) {
  return (
    <NumberList
      title={benchmarkText.peaks}
      numbers={[
        [figures(peaks.gflops), 'GFLOP/s', benchmarkText.gflops],
        [figures(peaks.gigabytesPerSecond), 'GB/s', benchmarkText.bandwidth],
        [figures(1000 * peaks.dispatchMs), 'µs', benchmarkText.dispatch],
      ]}
    />
  );
}

/** What a training step took, and what it consists of. */
export function StepNumbers({ report: { step, tiles } }: { report: GpuReport }) {
  return (
    <NumberList
      title={benchmarkText.step}
      numbers={[
        [figures(step.imagesPerSecond), '', benchmarkText.imagesPerSecond],
        [figures(step.msPerStep.median), 'ms', `${benchmarkText.msPerStep} ${step.batch}`],
        [figures(step.encodeMs.median), 'ms', benchmarkText.encode],
        [String(step.dispatches), '', benchmarkText.dispatches],
        [String(step.submits), '', benchmarkText.submits],
        [formatBytes(step.gpuBytes), '', benchmarkText.memory],
        [`${figures(100 * step.share)}\u00a0%`, '', benchmarkText.share],
        [`${tiles.measured} of ${tiles.products}`, '', benchmarkText.tiles(tiles.changed)],
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

/** Three figures, thousands apart. */
export function figures(value: number): string {
  return new Intl.NumberFormat('en', { maximumSignificantDigits: 3 }).format(value);
}
