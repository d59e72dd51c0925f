// The service as a process: settings from the environment, one line on what is wrong where it can't start.
import { loadConfig } from './config.js';
import { AppError } from './errors.js';
import { serve } from './serve.js';

try {
  await serve(loadConfig(process.env));
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  process.stderr.write(`ade-normalizer cannot start: ${error.message}\n`);
  process.exit(1);
}
