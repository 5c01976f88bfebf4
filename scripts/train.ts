/**
 * Trains one experiment of the page in Node: npm run train -- --config FILE --out DIR [--teachers folder]
 * FILE is JSON with fields of the experiment by name, or { "link": "…#…" } from the page's Share. The same command goes on after
 * an interruption.
 */
import { parseArgs } from 'node:util';
import { experimentOf } from '../src/state/trials/plan';
import { trainInFolder } from './headless/keptTrial';
import { openLaboratory } from './headless/laboratory';
import { interruptible, ProgressBar } from './headless/progressBar';
import { readJson } from './headless/readJson';

export async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      config: { type: 'string' },
      out: { type: 'string' },
      teachers: { type: 'string', default: 'public/teachers' },
    },
  });
  if (!values.config || !values.out) throw new Error('npm run train -- --config FILE --out DIR');
  const config = experimentOf(await readJson(values.config), values.config);
  const bar = new ProgressBar();
  const laboratory = await openLaboratory(values.teachers, (line) => bar.say(line));
  const dataset = await laboratory.dataset(config);
  bar.say(`${dataset.about.name} on ${laboratory.adapter}`);
  const { checkpoint, seconds } = await trainInFolder({
    ...{ name: values.out, config, folder: values.out, dataset, laboratory },
    progress: (fraction, label) => bar.show(fraction, label),
    signal: interruptible(),
  });
  const { accuracy, teacher, images } = checkpoint.evaluations.at(-1)!;
  const heads = Object.entries({ ...accuracy, teacher }).flatMap(([name, share]) =>
    share === null ? [] : [`${name} ${(100 * share).toFixed(2)} %`],
  );
  bar.say(`${checkpoint.step} steps in ${seconds} s; on ${images} test images: ${heads.join(', ')}`);
}
