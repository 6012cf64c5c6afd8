/** Where Exotel keeps recordings (exotel.md 2.7): on shared hosts only in its own folder. */
const PLACES: Readonly<Record<string, string>> = {
  'recordings.exotel.com': '/',
  'recordings.in.exotel.com': '/',
  's3-ap-southeast-1.amazonaws.com': '/exotelrecordings/',
  's3-ap-south-1.amazonaws.com': '/exotel-mum1-recordings/',
};

/**
 * The address of a recording, if it is one of Exotel's. Whatever else a webhook or a record names is
 * never asked, least of all with our credentials.
 * @param simulator its base address, where there is one
 */
export function recordingAddress(text: string, simulator: string | undefined): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || url.username !== '' || url.password !== '') return null;
  if (simulator !== undefined && url.origin === new URL(simulator).origin) return url;
  const folder = PLACES[url.hostname];
  const isUsual = url.protocol === 'https:' && url.port === '';
  return isUsual && folder !== undefined && url.pathname.startsWith(folder) ? url : null;
}
