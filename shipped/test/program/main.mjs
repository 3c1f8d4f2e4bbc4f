import { journey } from './journey.mjs';

const [, , baseUrl, gone] = process.argv;
console.log(JSON.stringify(await journey(baseUrl, gone)));
