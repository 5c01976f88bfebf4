/** `npm run sweep`: trains a plan of matched trials in Node. */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { problemOf } from '../src/experiment/problem';
import { planOf, refuseUnknownKeys } from '../src/experiment/trials/plan';
import { gainsOf, judgedBy, meanDeviation, type TrialResult, trialId, trialsOf } from '../src/experiment/trials/trials';
import { trialsFile } from '../src/experiment/trials/trialsFile';
import { asTwin, twinOf } from '../src/experiment/trials/twins';
import { command, writableFolder } from './cli';
import { finishedOf } from './headless/finishedTrials';
import { interruptible } from './headless/interruptible';
import { commitOfSource, openLaboratory } from './headless/laboratory';
import { readJson } from './headless/readJson';
import { replaceFile } from './headless/replaceFile';
import { trainInFolder } from './headless/trialFolder';
import { ProgressBar } from './progressBar';

const DESCRIPTION = {
  call: 'npm run sweep --',
  about: 'Trains a plan of matched trials in Node and compares them.',
  notes: [
    'The plan is a JSON object: { "name", "base": experiment, "strategies": […], "seeds": […], "sweep": { "field", "values" }, "otherTests": true }. src/experiment/scenarios has examples.',
    'Each trial has its own folder. results.json holds the finished trials and opens in the page. After an interruption, the same command continues with the others.',
  ],
  options: {
    config: { value: 'FILE', help: 'the plan', required: true },
    out: { value: 'DIR', help: 'folder for the results', required: true },
    name: { value: 'NAME', help: 'name of the plan (default: the name in the file, or the file’s own name)' },
    teachers: { value: 'DIR', help: 'folder of trained teachers', default: 'public/teachers' },
    'other-tests': {
      flag: true,
      help: 'also measures finished students on other test sets: by kind in results.json, by strength in other-tests.csv',
    },
  },
  example: '--config src/experiment/scenarios/mnist-clean.json --out results/mnist-clean',
} as const;

export const main = command(DESCRIPTION, async ({ config: file, out, ...values }) => {
  const given = await readJson(file);
  refuseUnknownKeys(given, file);
  const name = values.name ?? given.name ?? basename(file, extname(file));
  const plan = planOf({ ...given, name, otherTests: values['other-tests'] || given.otherTests }, file);
  writableFolder(out);
  const trials = trialsOf(plan);
  const bar = new ProgressBar();
  const signal = interruptible();
  const laboratory = await openLaboratory(values.teachers, (line) => bar.say(line));
  const { resultOf } = await import('../src/engine/train/trial');
  const dataset = await laboratory.dataset(plan.base);
  const path = join(out, 'results.json');
  const results = existsSync(path) ? finishedOf(plan, dataset.fingerprint, await readFile(path, 'utf8'), path) : [];
  let code = 0;
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
    // A finished trial without other test sets is only measured on them; it is not trained again.
    if (done >= 0 && !(plan.otherTests && results[done]!.otherTests.length === 0)) continue;
    const twin = twinOf(trial, plan);
    const twinResult = twin && results.find((result) => trialId(result) === trialId(twin));
    if (twin && !twinResult) {
      // It diverged and would diverge again.
      bar.say(`${id} has no result, as ${trialId(twin)} has none`);
      continue;
    }
    if (twin && twinResult) {
      put(done, asTwin(trial, plan, twinResult));
      await mkdir(join(out, id), { recursive: true });
      const answers = join(out, trialId(twin), 'answers.bin');
      if (existsSync(answers)) await copyFile(answers, answersFile(trial.strategy));
      await keep();
      bar.say(`${id}: the same student as ${trialId(twin)}`);
      continue;
    }
    const finished = await trainInFolder({
      ...{ name: `${plan.name}: ${id}`, config: trial.config, folder: join(out, id), dataset, laboratory, signal },
      otherTests: plan.otherTests,
      progress: (fraction, label) => bar.show((i + fraction) / trials.length, `${id}: ${label}`),
    }).catch((error: unknown) => {
      const { kind, message } = problemOf(error);
      if (kind !== 'non-finite') throw error;
      // It would diverge again: continue with the others.
      bar.say(`${id} has no result: ${message}`);
      code = 1;
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
      // If all images have labels, there is no trial with the labelled images alone.
      if (!summary) continue;
      const { mean, deviation } = summary;
      const gain = gainsOf(here).find((difference) => difference.strategy === strategy);
      const gained = gain ? `, ${signed(gain.points.mean)} points${gain.beyondNoise ? '' : ' (within noise)'}` : '';
      bar.say(`  ${strategy}: ${mean.toFixed(2)} ± ${deviation?.toFixed(2) ?? '–'} %${gained}`);
    }
  }
  return code;
});

function signed(points: number): string {
  return `${points < 0 ? '−' : '+'}${Math.abs(points).toFixed(2)}`;
}
