/** `npm start`: prepares the data, then serves the page. Without the data the page starts too and says how to get them. */
import { spawnSync } from 'node:child_process';
import { command, runIfStarted } from './cli';

export const main = command(
  {
    call: 'npm start --',
    about: 'Prepares the data sets, then serves the page for development and prints its address.',
    options: {},
    example: '',
  },
  async () => {
    const data = spawnSync(process.execPath, ['scripts/run.mjs', 'scripts/prepare-data.ts'], { stdio: 'inherit' });
    if (data.status !== 0)
      console.warn(
        '\nMNIST or CIFAR-10 is missing. Shapes and your own images work without them. Try again: npm run data\n',
      );
    const { createServer } = await import('vite');
    const server = await createServer();
    await server.listen();
    server.printUrls();
  },
);

await runIfStarted(import.meta.url, main);
