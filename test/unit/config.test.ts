import t from 'tap';
import {
  authRequired,
  checkBind,
  describeLimits,
  describeSettings,
  effectiveRateLimit,
  isLoopback,
  loadConfig,
} from '#src/config.js';

t.test('without variables, every setting has its default', (t) => {
  const config = loadConfig({});
  t.match(config, {
    host: '127.0.0.1',
    port: 8080,
    maxMentions: 1000,
    corsOrigins: [],
    auth: 'auto',
    warnings: [],
  });
  t.match(config.encoderDir, /ade-minilm$/);
  t.ok(config.workers >= 1 && config.workers <= 16);
  t.ok(Object.isFrozen(config));
  t.ok(Object.isFrozen(config.corsOrigins));
  t.end();
});

t.test('variables are read by the kind of the setting', (t) => {
  const config = loadConfig({
    ADE_PORT: ' 9090 ',
    ADE_DATA_DIR: '/var/lib/ade',
    ADE_LOG_MENTIONS: 'true',
    ADE_CORS_ORIGINS: 'https://a.example, https://b.example,',
    ADE_RATE_LIMIT: '12',
    ADE_TRUST_PROXY: '10.0.0.1',
    ADE_INDEX: 'hnsw',
    ADE_MAX_QUEUE: '',
  });
  t.match(config, {
    port: 9090,
    dataDir: '/var/lib/ade',
    logMentions: true,
    corsOrigins: ['https://a.example', 'https://b.example'],
    rateLimit: 12,
    trustProxy: '10.0.0.1',
    index: 'hnsw',
    maxQueue: 4096,
  });
  t.end();
});

t.test('all wrong values are named at once, with what is allowed', (t) => {
  const variables = { ADE_PORT: '1e3', ADE_WORKERS: 'NaN', ADE_INDEX: 'fast', ADE_LOG_MENTIONS: 'perhaps' };
  t.throws(() => loadConfig(variables), {
    code: 'config_invalid',
    message: new RegExp(
      'ADE_PORT is “1e3”, but must be a whole number from 0 to 65535.*ADE_WORKERS.*' +
        'ADE_INDEX is “fast”, but must be auto, exact or hnsw.*ADE_LOG_MENTIONS.*true or false',
    ),
  });
  for (const port of ['-1', '65536', '0x10', '1_000', '8080.5', 'Infinity']) {
    t.throws(() => loadConfig({ ADE_PORT: port }), { code: 'config_invalid' }, port);
  }
  t.end();
});

t.test('a slip in a name gets a hint', (t) => {
  const { warnings } = loadConfig({ ADE_MAX_MENTION: '5', ADE_COMPLETELY_ELSE: 'x', HOME: '/' });
  t.strictSame(warnings, [
    'ADE_MAX_MENTION is not a setting and was ignored. Did you mean ADE_MAX_MENTIONS?',
    'ADE_COMPLETELY_ELSE is not a setting and was ignored.',
  ]);
  t.end();
});

t.test('keys are needed where others can reach the service, or where there are some', (t) => {
  t.notOk(authRequired(loadConfig({})));
  t.notOk(authRequired(loadConfig({ ADE_AUTH: 'off', ADE_HOST: '0.0.0.0' })));
  t.ok(authRequired(loadConfig({ ADE_HOST: '0.0.0.0' })));
  t.ok(authRequired(loadConfig({ ADE_AUTH: 'on' })));
  t.ok(authRequired(loadConfig({ ADE_API_KEYS_FILE: 'keys.txt' })));
  t.throws(() => loadConfig({ ADE_API_KEYS: 'a', ADE_API_KEYS_FILE: 'b' }), { message: /unset one/ });
  t.end();
});

t.test('a public address without keys does not start', (t) => {
  t.throws(
    () => {
      checkBind(loadConfig({ ADE_HOST: '0.0.0.0' }));
    },
    { code: 'config_invalid', message: /ADE_HOST is 0\.0\.0\.0.*ADE_API_KEYS_FILE.*ADE_AUTH=off/ },
  );
  t.throws(
    () => {
      checkBind(loadConfig({ ADE_AUTH: 'on' }));
    },
    { code: 'config_invalid' },
  );
  checkBind(loadConfig({ ADE_HOST: '0.0.0.0', ADE_AUTH: 'off' }));
  checkBind(loadConfig({ ADE_HOST: '0.0.0.0', ADE_API_KEYS_FILE: 'keys.txt' }));
  checkBind(loadConfig({}));
  t.end();
});

t.test('what counts as this machine only', (t) => {
  for (const host of ['localhost', '127.0.0.1', '127.8.8.8', '::1', '[::1]']) t.ok(isLoopback(host), host);
  for (const host of ['0.0.0.0', '::', '10.0.0.1', '127.evil.example', '']) t.notOk(isLoopback(host), host);
  t.end();
});

t.test('the rate limit comes with the keys', (t) => {
  t.equal(effectiveRateLimit(loadConfig({})), 0);
  t.equal(effectiveRateLimit(loadConfig({ ADE_RATE_LIMIT: '7' })), 7);
  const keyed = loadConfig({ ADE_API_KEYS_FILE: 'keys.txt' });
  t.equal(effectiveRateLimit(keyed), 6000);
  t.match(describeLimits(keyed), { ADE_MAX_MENTIONS: 1000, ADE_RATE_LIMIT: 6000 });
  t.end();
});

t.test('every setting describes itself', (t) => {
  for (const { variable, description, allowed } of describeSettings()) {
    t.match(variable, /^ADE_[A-Z_]+$/);
    t.ok(description.length > 10, variable);
    t.ok(allowed.length > 0, variable);
  }
  t.end();
});
