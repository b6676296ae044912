import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results/e2e',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: { actionTimeout: 10_000 },
  // Real media on real cores: one call at a time.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  reporter: [['list']],
});
