/** Variables of the command line itself; the service knows nothing of them. */
const OWN = ['ADE_API_KEY', 'ADE_DEBUG'];

/** The environment, as settings of the service, with what the command's options say in its place. */
export function settingsOf(
  overrides: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const given = Object.entries(overrides).filter(([, value]) => value !== undefined);
  const kept = Object.entries(process.env).filter(([name]) => !OWN.includes(name));
  return Object.fromEntries([...kept, ...given]);
}
