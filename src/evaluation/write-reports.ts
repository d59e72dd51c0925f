import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EvaluationFigures } from './figures-file.js';

/** What people read of a run. */
export interface Reports {
  readonly figures: EvaluationFigures;
  readonly html: string;
  readonly markdown: string;
}

/** Writes them into the run's folder, readable by the service's user alone. */
export async function writeReports(folder: string, { figures, html, markdown }: Reports): Promise<void> {
  const files = { 'figures.json': JSON.stringify(figures), 'report.html': html, 'summary.md': markdown };
  for (const [file, text] of Object.entries(files))
    await writeFile(join(folder, file), text, { mode: 0o600 });
}
