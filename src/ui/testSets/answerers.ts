import type { Inference } from '../../experiment/config';
import { byKind, type TestSetKind, type TestSetResult, type TestSetShares } from '../../experiment/testSets';
import { curvesText } from '../../sentences/curves';
import { testSetsText } from '../../sentences/testSets';
import { signed } from '../common/trialNumbers';
import type { Table } from '../plot/table';
import { AVERAGED_STYLE, VOICE_CLASS, VOICE_COLOR, VOICE_DASH, type Voice } from '../theme/colors';

/** A head, both heads, the averaged weights or the teacher: one column of the table, one line of a chart. */
export interface TestSetAnswerer {
  key: string;
  name: string;
  color: string;
  dash: string;
  /** CSS class that sets its colours; empty for the averaged weights, which are no voice of their own. */
  voiceClass: string;
  share(shares: TestSetShares): number | null;
}

/**
 * The answerers that have results, in the order of the page.
 *
 * @param inference chooses which way to fuse is "both", and the inference of the averaged weights
 * @param secondHead name of the second token's head
 */
export function answerersOf(
  results: readonly TestSetResult[],
  inference: Inference,
  secondHead: string,
): TestSetAnswerer[] {
  const both = inference === 'both-softmax' ? 'both-softmax' : 'both-logits';
  const voice = (key: Voice, name: string, share: TestSetAnswerer['share']): TestSetAnswerer => ({
    ...{ key, name, share },
    ...{ color: VOICE_COLOR[key], dash: VOICE_DASH[key], voiceClass: VOICE_CLASS[key] },
  });
  const averaged: TestSetAnswerer = {
    ...{ key: 'averaged', name: curvesText.averaged, ...AVERAGED_STYLE, voiceClass: '' },
    // Without a distillation token, only the class head can answer.
    share: (shares) => shares.averaged?.[inference] ?? shares.averaged?.cls ?? null,
  };
  const all = [
    voice('cls', curvesText.cls, ({ accuracy }) => accuracy.cls),
    voice('dist', secondHead, ({ accuracy }) => accuracy.dist),
    voice('both', curvesText.both[both], ({ accuracy }) => accuracy[both]),
    averaged,
    voice('teacher', curvesText.teacher, ({ teacher }) => teacher),
  ];
  return all.filter(({ share }) => results.some((result) => share(result) !== null));
}

export interface TestSetCell {
  key: string;
  share: number | null;
  /** Difference from the plain test set in percentage points; null on the plain test set. */
  points: number | null;
}

/** The table on the page: one row per kind of test set. */
export function tableRows(
  results: readonly TestSetResult[],
  answerers: readonly TestSetAnswerer[],
): { kind: TestSetKind; cells: TestSetCell[] }[] {
  const rows = byKind(results);
  const plain = rows.find(({ kind }) => kind === 'plain');
  return rows.map((row) => ({
    kind: row.kind,
    cells: answerers.map(({ key, share }) => ({
      key,
      share: share(row),
      points: row === plain ? null : pointsFrom(share(row), plain ? share(plain) : null),
    })),
  }));
}

function pointsFrom(share: number | null, plain: number | null): number | null {
  return share === null || plain === null ? null : 100 * (share - plain);
}

/** A difference with its sign, such as +9.5; 0.0 has no sign. */
export function shownPoints(points: number): string {
  return Math.abs(points) < 0.05 ? '0.0' : signed(points);
}

/** Every test set at every strength, for a CSV file: shares 0…1 and differences in percentage points. */
export function resultsTable(results: readonly TestSetResult[], answerers: readonly TestSetAnswerer[]): Table {
  const plain = results.find(({ set }) => set.kind === 'plain');
  return {
    columns: [
      ...[testSetsText.set, testSetsText.strength],
      ...answerers.flatMap(({ name }) => [name, testSetsText.differenceOf(name)]),
      testSetsText.images,
    ],
    rows: results.map((result) => [
      ...[testSetsText.kinds[result.set.kind], result.set.strength],
      ...answerers.flatMap(({ share }) => [share(result), pointsFrom(share(result), plain ? share(plain) : null)]),
      result.images,
    ]),
  };
}
