import { type LabRequest, runLab } from './lab';

// Called by the command line through the browser's debugger; the result goes back as text.
Object.assign(globalThis, {
  runLab: async (request: LabRequest) => JSON.stringify(await runLab(request, (line) => console.log(line))),
});
