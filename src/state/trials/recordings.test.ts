import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { trialsOfFile } from '../../experiment/trials/plannedFile';
import { ANSWERERS, type StartHashes, trialId, trialsOf } from '../../experiment/trials/trials';

const FOLDER = new URL('../../../public/runs/', import.meta.url);
const index: { file: string; name: string }[] = JSON.parse(readFileSync(new URL('index.json', FOLDER), 'utf8'));

test('the list names every shipped recording, and nothing else', () => {
  const files = readdirSync(FOLDER).filter((file) => file !== 'index.json');
  expect(index.map(({ file }) => file).sort()).toEqual(files.sort());
});

test('every shipped recording is whole, of the plan that it names, and each seed began alike', () => {
  for (const { file, name } of index) {
    const { plan, results, provenance } = trialsOfFile(readFileSync(new URL(file, FOLDER), 'utf8'), file);
    expect(plan.name).toBe(name);
    expect(results.map(trialId).sort()).toEqual(trialsOf(plan).map(trialId).sort());
    expect(provenance.commit).toMatch(/^[0-9a-f]{7,}$/);
    const starts = new Map<string, StartHashes>();
    for (const { strategy, seed, value, start } of results) {
      const first = starts.get(`${seed} ${value}`) ?? start;
      starts.set(`${seed} ${value}`, first);
      expect(start.weights).toBe(first.weights);
      // The labelled images alone are other batches.
      if (strategy !== 'labelled-only') expect(start.order).toBe(first.order);
    }
  }
});

test('every shipped student was compared with the one without distillation, image by image', () => {
  const [plain, cls] = [ANSWERERS.indexOf('none'), ANSWERERS.indexOf('cls')];
  for (const { file } of index) {
    const { results } = trialsOfFile(readFileSync(new URL(file, FOLDER), 'utf8'), file);
    for (const result of results) {
      const there = results.some(
        ({ strategy, seed, value }) => strategy === 'none' && seed === result.seed && value === result.value,
      );
      if (there) expect(result.disagreement[plain]![cls], `${file}: ${trialId(result)}`).not.toBeNull();
    }
  }
});
