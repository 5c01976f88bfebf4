import { useId } from 'react';
import { isCorruption, STRENGTHS, type TestSetKind, type TestSetResult } from '../../experiment/testSets';
import { testSetsText } from '../../sentences/testSets';
import type { TestSetExample } from '../../worker/protocol';
import { PixelCanvas } from '../common/PixelCanvas';
import { WideTable } from '../common/WideTable';
import { FigureMenu } from '../plot/FigureMenu';
import { resultsTable, shownPoints, type TestSetAnswerer, type TestSetCell, tableRows } from './answerers';
import { tableSvg } from './tableSvg';

/** The picture at this strength is the example of a corruption. */
const SHOWN_STRENGTH = STRENGTHS[2];

export interface TestSetTableProps {
  results: readonly TestSetResult[];
  examples: readonly TestSetExample[];
  answerers: readonly TestSetAnswerer[];
}

/** Accuracy by test set and answerer, with one example picture per test set. */
export function TestSetTable({ results, examples, answerers }: TestSetTableProps) {
  const id = useId();
  const rows = tableRows(results, answerers).map((row) => ({ ...row, example: exampleOf(row.kind, examples) }));
  const kinds = new Set(rows.map(({ kind }) => kind));
  return (
    <figure className="other-tests-table" aria-labelledby={id}>
      <figcaption className="chart-head">
        <h3 id={id}>
          {testSetsText.tableTitle} <span className="faint">{testSetsText.tableUnit}</span>
        </h3>
        <FigureMenu
          title={testSetsText.tableTitle}
          svg={() => tableSvg(`${testSetsText.tableTitle}, ${testSetsText.tableUnit}`, answerers, rows)}
          table={() => resultsTable(results, answerers)}
        />
      </figcaption>
      <WideTable className="other-tests-scroll" label={testSetsText.tableTitle}>
        <table>
          <thead>
            <tr>
              <th scope="col">{testSetsText.set}</th>
              {answerers.map(({ key, name, voiceClass }) => (
                <th key={key} scope="col" className={`number ${voiceClass}`}>
                  <span className="voice-text">{name}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ kind, cells, example }) => (
              <tr key={kind}>
                <th scope="row">
                  <span className="other-tests-set">
                    {example && <PixelCanvas picture={example.picture} alt="" />}
                    <span>
                      {testSetsText.kinds[kind]}
                      <small className="faint">{remark(kind, example)}</small>
                    </span>
                  </span>
                </th>
                {cells.map((cell) => (
                  <Cell key={cell.key} cell={cell} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </WideTable>
      {kinds.has('style') && <p className="note">{testSetsText.styleSentence}</p>}
      {kinds.has('labels') && <p className="note">{testSetsText.labelsSentence}</p>}
    </figure>
  );
}

function Cell({ cell: { share, points } }: { cell: TestSetCell }) {
  return (
    <td className="number tabular">
      {share === null ? '–' : (100 * share).toFixed(1)}
      <span className="faint">{points === null ? '' : shownPoints(points)}</span>
    </td>
  );
}

function exampleOf(kind: TestSetKind, examples: readonly TestSetExample[]): TestSetExample | undefined {
  const strength = isCorruption(kind) ? SHOWN_STRENGTH : 0;
  return examples.find(({ set }) => set.kind === kind && set.strength === strength);
}

/** What the set is, and the right answers for its example. */
function remark(kind: TestSetKind, example: TestSetExample | undefined): string {
  if (isCorruption(kind)) return testSetsText.meanOf;
  const right = example ? testSetsText.example(example.labels.join(testSetsText.or)) : '';
  if (kind === 'style') return `${testSetsText.styleHelp}; ${right}`;
  return kind === 'labels' ? `${testSetsText.labelsHelp}; ${right}` : right;
}
