import { journey } from './journey.mjs';

/** The same journey as a Worker: no process, no modules of Node, bindings in place of arguments. */
export default {
  async test(_controller, { BASE_URL, GONE }) {
    console.log(JSON.stringify(await journey(BASE_URL, GONE)));
  },
};
