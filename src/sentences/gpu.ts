/** Sentences about the GPU: what computes, what to do if there is no WebGPU, and diagnostics. */
export const gpuText = {
  software: 'software GPU',
  softwareTitle: (adapter: string) =>
    `${adapter}: there is no graphics card, so the processor computes everything. This works, but more slowly.`,
  webgl: 'WebGL',
  webglTitle: 'WebGPU is not available here. WebGL trains the same model, but more slowly.',
  cpu: 'processor',
  cpuTitle: (adapter: string) => `${adapter}: neither WebGPU nor WebGL is available here. Choose a micro student.`,
  webgpu: 'WebGPU',
  webgpuTitle: (adapter: string) => `WebGPU on ${adapter}`,
  noAdapter: 'no GPU yet',

  noGpuHeading: 'This browser offers no GPU for training',
  noGpuSteps: (browser: string) =>
    `The page trains the student on your own graphics card, through WebGPU or WebGL. Neither was found. To fix this in ${browser}:`,
  webglSteps: (browser: string) => `WebGPU is several times faster than WebGL. To get it in ${browser}:`,
  reload: 'Reload the page',
  unknownBrowser: 'this browser',
  needsHttps: 'This page was opened without https. Open it through https or from localhost.',
  otherBrowser: 'Or open this page in a current Chrome or Edge (113 or later), Firefox (141) or Safari (26).',
  /** Words in `backticks` are shown as code. */
  firefox: [
    'Update Firefox. WebGPU is available since version 141 on Windows and 145 on Macs with Apple silicon.',
    'On other systems, open `about:config`, set `dom.webgpu.enabled` to true, and restart. Firefox Nightly works best.',
  ],
  safari: [
    'Update to Safari 26 (macOS 26, iOS 26 or iPadOS 26), which has WebGPU switched on.',
    'In Safari 18, switch WebGPU on under Settings, Feature Flags (iOS: Settings, Apps, Safari, Advanced).',
  ],
  updateChromium: (browser: string) => `Update ${browser} to version 113 or later (Android: 121).`,
  acceleration: 'In the settings under System, switch on “Use graphics acceleration when available”, and restart.',
  linuxFlags: (scheme: string) =>
    `On Linux, open \`${scheme}://flags/#enable-unsafe-webgpu\` and \`${scheme}://flags/#enable-vulkan\`, enable both, and restart. You need a Vulkan driver (Debian and Ubuntu: \`mesa-vulkan-drivers\`).`,
  linuxSoftware:
    'Without a graphics card, start the browser with `--enable-unsafe-webgpu --use-webgpu-adapter=swiftshader` to train on the processor.',
  gpuPage: (scheme: string) =>
    `Open \`${scheme}://gpu\` to see what it reports about WebGPU, and update the graphics driver.`,

  diagnostics: 'Diagnostics, and a test of the recovery',
  backend: 'Backend',
  adapter: 'Adapter',
  largestBuffer: 'Largest buffer',
  initialWeights: 'Initial weights (hash)',
  stepsPerEpoch: 'Steps per epoch',
  faultIntro: 'Break something on purpose. The run should continue by itself, or say what to do.',
  faults: {
    'lose-device': 'Lose the GPU device',
    'crash-worker': 'Crash the worker',
    'poison-weights': 'Make the weights NaN',
  },
} as const;
