import { pino, stdSerializers, type Logger } from 'pino';
import type { Config } from './config.js';

/**
 * The log: JSON lines on standard output, or text for people in a terminal.
 *
 * Requests are written without query, headers and body, so that no mention gets into the log by way of an error.
 */
export function createLogger(config: Config): Logger {
  const pretty = config.logPretty === 'on' || (config.logPretty === 'auto' && process.stdout.isTTY);
  return pino({
    level: config.logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: {
      req: () => undefined,
      res: () => undefined,
      err: stdSerializers.err,
    },
    ...(pretty
      ? {
          transport: {
            target: 'pino-pretty',
            options: { ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' },
          },
        }
      : {}),
  });
}
