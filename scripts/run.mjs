// Runs a command in Node with the module resolution of the page (Vite's), so that headless runs use the same modules as the
// browser: node scripts/run.mjs scripts/train-teacher.ts [arguments]. The file exports its command as `main` (scripts/cli.ts).
import { createRequire } from 'node:module';
import { createServer, isRunnableDevEnvironment } from 'vite';

// tfjs requires Node's own modules this way even in its ES modules.
globalThis.require ??= createRequire(import.meta.url);

const [entry, ...args] = process.argv.slice(2);
process.argv = [process.argv[0], entry, ...args];
const server = await createServer({
  configFile: false,
  appType: 'custom',
  logLevel: 'error',
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true },
  ssr: { noExternal: [/@tensorflow/], resolve: { mainFields: ['module', 'main'] } },
});
const environment = server.environments.ssr;
if (!isRunnableDevEnvironment(environment)) throw new Error('Vite has no environment that runs modules.');
const { report, runCommand } = await environment.runner.import('/scripts/cli.ts');
try {
  const { main } = await environment.runner.import(`/${entry}`);
  await runCommand(main, args);
} catch (error) {
  process.exitCode = report(error);
} finally {
  await server.close();
  // Dawn keeps its threads alive.
  process.exit();
}
