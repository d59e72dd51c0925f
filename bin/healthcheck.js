// For the image's HEALTHCHECK: 0 while the service on this machine is alive.
const answer = await fetch(`http://127.0.0.1:${process.env.ADE_PORT ?? 8080}/healthz`).catch(() => null);
process.exit(answer?.ok ? 0 : 1);
