import type { ReactNode } from 'react';
import type { Inference } from '../../experiment/config';
import { formatCount, formatDuration, NOTHING } from '../../sentences/numbers';
import { runsText } from '../../sentences/runs';
import { differingFields } from '../../state/runs/compare';
import type { RunSummary } from '../../worker/protocol';
import { WideTable } from '../common/WideTable';
import { formatPercent } from '../plot/format';
import { LineSample } from '../plot/Legend';
import { VOICE_CLASS, type Voice } from '../theme/colors';
import type { Compared } from './Comparison';
import { RUN_DASH } from './marks';

interface Line {
  name: string;
  voice?: Voice;
  /** One value for each run. */
  values: (string | null)[];
}

/** The differences between the runs, then their results. Each run has one column. */
export function ComparisonTable({ compared }: { compared: readonly Compared[] }) {
  const runs = compared.map(({ run }) => run);
  const fields = differingFields(runs.map(({ config }) => config)).map(
    ({ field, values }): Line => ({ name: field.label, values }),
  );
  return (
    <div className="runs-table">
      <WideTable className="runs-scroll" label={runsText.comparison}>
        <table>
          <thead>
            <tr>
              <td />
              {compared.map(({ letter, run }, i) => (
                <th key={run.id} scope="col">
                  <span className="run-mark">
                    <strong>{letter}</strong>
                    <LineSample color="var(--ink)" dash={RUN_DASH[i]!} />
                  </span>
                  <bdi title={run.name}>{run.name}</bdi>
                </th>
              ))}
            </tr>
          </thead>
          <Group title={runsText.differs} columns={compared.length} className="runs-differs">
            {fields.length === 0 && (
              <tr>
                <th scope="row">{runsText.nothingDiffers}</th>
                {compared.map(({ letter }) => (
                  <td key={letter} />
                ))}
              </tr>
            )}
            {[...fields, ...besides(runs)].map((line) => (
              <TableLine key={line.name} line={line} />
            ))}
          </Group>
          <Group title={runsText.outcome} columns={compared.length} className="runs-outcome">
            {outcomes(runs)
              .filter(({ values }) => values.some((value) => value !== null))
              .map((line) => (
                <TableLine key={line.name} line={line} />
              ))}
          </Group>
        </table>
      </WideTable>
      <p className="note">{startOf(runs)}</p>
      <p className="note">{runsText.luck}</p>
    </div>
  );
}

function Group({
  title,
  columns,
  className,
  children,
}: {
  title: string;
  columns: number;
  className: string;
  children: ReactNode;
}) {
  return (
    <tbody className={className}>
      <tr>
        <th scope="rowgroup" colSpan={columns + 1} className="runs-group">
          {title}
        </th>
      </tr>
      {children}
    </tbody>
  );
}

function TableLine({ line: { name, voice, values } }: { line: Line }) {
  return (
    <tr className={voice && VOICE_CLASS[voice]}>
      <th scope="row">{name}</th>
      {values.map((value, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: columns are identified by their index
        <td key={i} className={`tabular ${voice && value !== null ? 'voice-text' : ''}`}>
          {value ?? NOTHING}
        </td>
      ))}
    </tr>
  );
}

/** Facts outside the configuration that differ between the runs. */
function besides(runs: readonly RunSummary[]): Line[] {
  const lines: Line[] = [
    { name: runsText.images, values: runs.map(({ about }) => about.dataset.name) },
    {
      name: runsText.teacherNetwork,
      values: runs.map(
        ({ about }) =>
          about.teacher && runsText.teacherOf(about.teacher.name, formatPercent(about.teacher.testAccuracy)),
      ),
    },
    { name: runsText.adapter, values: runs.map(({ about }) => about.adapter) },
  ];
  return lines.filter(({ values }) => new Set(values).size > 1);
}

function outcomes(runs: readonly RunSummary[]): Line[] {
  const head = (name: string, voice: Voice, inference: Inference): Line => ({
    name,
    voice,
    values: runs.map(({ evaluation }) => shareOf(evaluation?.accuracy[inference])),
  });
  return [
    { name: runsText.step, values: runs.map(({ step }) => formatCount(step)) },
    { name: runsText.duration, values: runs.map(({ about }) => formatDuration(about.seconds)) },
    head(runsText.cls, 'cls', 'cls'),
    head(runsText.dist, 'dist', 'dist'),
    head(runsText.both, 'both', 'both-logits'),
    { name: runsText.teacher, voice: 'teacher', values: runs.map(({ evaluation }) => shareOf(evaluation?.teacher)) },
    {
      name: runsText.tested,
      values: runs.map(
        ({ evaluation }) =>
          evaluation && runsText.testedOn(formatCount(evaluation.images), formatCount(evaluation.step)),
      ),
    },
  ];
}

function shareOf(share: number | null | undefined): string | null {
  return share === null || share === undefined ? null : formatPercent(share);
}

function startOf(runs: readonly RunSummary[]): string {
  const [weights, order] = (['weights', 'order'] as const).map(
    (part) => new Set(runs.map(({ about }) => about.start[part])),
  );
  const { start } = runs[0]!.about;
  if (weights!.size > 1 || start.weights === '') return runsText.otherStart;
  return order!.size > 1 ? runsText.sameWeights(start.weights) : runsText.sameStart(start.weights, start.order);
}
