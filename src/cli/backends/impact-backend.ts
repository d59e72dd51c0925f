import type { Readable } from 'node:stream';
import type { ImpactContext, ImpactFile, ImpactReport, ImpactRequest } from '../../impact/index.js';

/** What the commands do to find out what another version would change. */
export interface ImpactBackend {
  run(request: Omit<ImpactRequest, 'actor'>, context: ImpactContext): Promise<ImpactReport>;
  /** A file of a report. */
  read(id: string, file: ImpactFile, signal: AbortSignal): Promise<Readable>;
}
