// The command line; what it can do stands in cli/program.ts.
import { run } from './cli/run.js';

process.exitCode = await run(process.argv);
