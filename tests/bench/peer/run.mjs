// run.mjs CAPTURES: the engine of Open Terms Archive over the same pages as
// bench_captures, with the same declarations.  Filters are left out: the one
// that is named is a program of its service.
import fs from 'node:fs';
import extract from '@opentermsarchive/engine/extract';
import SourceDocument from '@opentermsarchive/engine/sourceDocument';

const folder = process.argv[2];
const read = name => fs.readFileSync(`${folder}/${name}`, 'utf8');
const lines = name => read(name).trim().split('\n');
const known = new Map();

for (const pair of lines('pairs.jsonl').map(line => JSON.parse(line))) {
  const { combine, ...whole } = pair.declaration;
  pair.html.forEach((file, i) => known.set(file, { ...whole, ...combine?.[i] }));
}

const files = lines('index.tsv').slice(1)
  .filter(line => !/error_page|same_page/.test(line))
  .map(line => line.split('\t')[0])
  .filter(file => file.endsWith('.html'));
let bytes = 0;
let gaps = 0;
const begun = process.hrtime.bigint();

for (const file of files) {
  const d = known.get(file) ?? { fetch: 'https://example.com/', select: 'body' };
  const content = read(file);
  bytes += Buffer.byteLength(content);
  try {
    await extract(new SourceDocument({
      location: d.fetch,
      contentSelectors: d.select,
      insignificantContentSelectors: d.remove,
      content,
      mimeType: 'text/html',
    }));
  } catch {
    gaps++;
  }
}

const took = Number(process.hrtime.bigint() - begun) / 1e9;
console.log(`${files.length} documents, ${gaps} gaps, ${(bytes / 1e6).toFixed(1)} MB, `
  + `${took.toFixed(2)} s: ${(files.length / took).toFixed(1)} documents/s, `
  + `${(bytes / 1e6 / took).toFixed(2)} MB/s, `
  + `${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
