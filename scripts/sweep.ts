/**
 * Trains a plan of matched trials in Node: npm run sweep -- --config FILE --out DIR [--teachers folder] [--other-tests]
 * FILE is JSON: { "name", "base": experiment, "strategies": […], "seeds": […], "sweep": { "field", "values" }, "otherTests": true }. Every trial has
 * its own folder; results.json holds what is finished, and the same command goes on with the rest.
 * With --other-tests, or where the file asks for it, finished students are asked about other test sets too: in results.json by kind
 * of test set, in each folder's other-tests.csv by strength.
 */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { problemOf } from '../src/experiment/problem';
import { planOf } from '../src/experiment/trials/plan';
import { gainsOf, judgedBy, meanDeviation, type TrialResult, trialId, trialsOf } from '../src/experiment/trials/trials';
import { trialsFile } from '../src/experiment/trials/trialsFile';
import { asTwin, twinOf } from '../src/experiment/trials/twins';
import { finishedOf } from './headless/finishedTrials';
import { interruptible } from './headless/interruptible';
import { commitOfSource, openLaboratory } from './headless/laboratory';
import { readJson } from './headless/readJson';
import { replaceFile } from './headless/replaceFile';
import { trainInFolder } from './headless/trialFolder';
import { ProgressBar } from './progressBar';

export async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      config: { type: 'string' },
      out: { type: 'string' },
      teachers: { type: 'string', default: 'public/teachers' },
      'other-tests': { type: 'boolean', default: false },
    },
  });
  const { config: file, out } = values;
  if (!file || !out) throw new Error('npm run sweep -- --config FILE --out DIR');
  const given = await readJson(file);
  const plan = planOf({ ...given, otherTests: values['other-tests'] || given.otherTests }, file);
  const trials = trialsOf(plan);
  const bar = new ProgressBar();
  const signal = interruptible();
  const laboratory = await openLaboratory(values.teachers, (line) => bar.say(line));
  const { resultOf } = await import('../src/engine/train/trial');
  const dataset = await laboratory.dataset(plan.base);
  await mkdir(out, { recursive: true });
  const path = join(out, 'results.json');
  const results = existsSync(path) ? finishedOf(plan, dataset.fingerprint, await readFile(path, 'utf8'), path) : [];
  const put = (at: number, result: TrialResult) => {
    if (at >= 0) results[at] = result;
    else results.push(result);
  };
  const keep = async () => {
    const content = trialsFile(plan, results, {
      dataset: { id: dataset.about.id, name: dataset.about.name, fingerprint: dataset.fingerprint },
      classes: dataset.classes,
      adapter: laboratory.adapter,
      commit: commitOfSource(),
      date: new Date().toISOString().slice(0, 10),
    });
    await replaceFile(path, `${JSON.stringify(content)}\n`);
  };
  for (const [i, trial] of trials.entries()) {
    const id = trialId(trial);
    const answersFile = (strategy: string) =>
      join(out, trialId({ ...trial, strategy: strategy as 'none' }), 'answers.bin');
    const done = results.findIndex((result) => trialId(result) === id);
    // One that was not asked about other test sets yet is asked now; it is not trained again.
    if (done >= 0 && !(plan.otherTests && results[done]!.otherTests.length === 0)) continue;
    const twin = twinOf(trial, plan);
    const twinResult = twin && results.find((result) => trialId(result) === trialId(twin));
    if (twin && !twinResult) {
      // It diverged, and would again.
      bar.say(`${id} has no result, as ${trialId(twin)} has none`);
      continue;
    }
    if (twin && twinResult) {
      put(done, asTwin(trial, plan, twinResult));
      await mkdir(join(out, id), { recursive: true });
      const answers = join(out, trialId(twin), 'answers.bin');
      if (existsSync(answers)) await copyFile(answers, answersFile(trial.strategy));
      await keep();
      bar.say(`${id}: as ${trialId(twin)}, which is the same student`);
      continue;
    }
    const finished = await trainInFolder({
      ...{ name: `${plan.name}: ${id}`, config: trial.config, folder: join(out, id), dataset, laboratory, signal },
      otherTests: plan.otherTests,
      progress: (fraction, label) => bar.show((i + fraction) / trials.length, `${id}: ${label}`),
    }).catch((error: unknown) => {
      const { kind, message } = problemOf(error);
      if (kind !== 'non-finite') throw error;
      // It would come to the same again: the others need not wait for it.
      bar.say(`${id} has no result: ${message}`);
      process.exitCode = 1;
      return null;
    });
    if (!finished) continue;
    await writeFile(answersFile(trial.strategy), new Uint8Array(finished.predictions.cls.slice().buffer));
    const plain = existsSync(answersFile('none'))
      ? new Uint16Array(new Uint8Array(await readFile(answersFile('none'))).buffer)
      : null;
    const result = resultOf(trial, finished, { ...finished, labels: dataset.test.labels, plain });
    put(done, result);
    await keep();
    const share = result.accuracy[judgedBy(trial.strategy)]!;
    bar.say(`${id}: ${(100 * share).toFixed(2)} % after ${result.steps} steps, ${result.seconds} s`);
  }
  for (const value of plan.sweep?.values ?? [null]) {
    const here = results.filter((result) => result.value === value);
    if (value !== null) bar.say(`${plan.sweep!.field} ${value}`);
    for (const strategy of plan.strategies) {
      const shares = here
        .filter((result) => result.strategy === strategy)
        .map((r) => 100 * r.accuracy[judgedBy(strategy)]!);
      const summary = meanDeviation(shares);
      // Where all images have labels, there is none of the labelled ones alone.
      if (!summary) continue;
      const { mean, deviation } = summary;
      const gain = gainsOf(here).find((difference) => difference.strategy === strategy);
      const gained = gain ? `, ${signed(gain.points.mean)} points${gain.beyondNoise ? '' : ' (within noise)'}` : '';
      bar.say(`  ${strategy}: ${mean.toFixed(2)} ± ${deviation?.toFixed(2) ?? '–'} %${gained}`);
    }
  }
}

function signed(points: number): string {
  return `${points < 0 ? '−' : '+'}${Math.abs(points).toFixed(2)}`;
}
