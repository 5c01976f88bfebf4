import { expect, test } from 'vitest';
import { gpuHelp } from './gpuHelp';

const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const android =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0 Mobile Safari/537.36';
const edge =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0';
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const safari =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15';
const chromeOnIphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0 Mobile/15E148 Safari/604.1';

test.each([
  [chrome, 'Chrome', /enable-vulkan/],
  [android, 'Chrome', /Android: 121/],
  [edge, 'Edge', /edge:\/\/gpu/],
  [firefox, 'Firefox', /dom\.webgpu\.enabled/],
  [safari, 'Safari', /Safari 26/],
  [chromeOnIphone, 'Safari', /iOS 26/],
])('help fits the browser: %s', (userAgent, browser, hint) => {
  const help = gpuHelp({ userAgent, secure: true, hasApi: false });
  expect(help.browser).toBe(browser);
  expect(help.steps.join('\n')).toMatch(hint);
});

test('Linux flags are for Linux desktops only', () => {
  for (const userAgent of [android, edge, safari])
    expect(gpuHelp({ userAgent, secure: true, hasApi: true }).steps.join()).not.toMatch(/vulkan/i);
});

test('an unknown browser gets the list of browsers that work', () => {
  expect(gpuHelp({ userAgent: 'Reader/1.0', secure: true, hasApi: false }).steps).toHaveLength(1);
});

test('without https there is no other advice', () => {
  expect(gpuHelp({ userAgent: chrome, secure: false, hasApi: false }).steps).toEqual([expect.stringMatching(/https/)]);
});
