// Serves the page, and forwards requests for the API to the server, so that both have the same origin.

const api = new URL(process.env.BRUINBRIDGE_URL ?? 'http://127.0.0.1:8000/graphql');

export default {
  server: {
    port: 5173,
    proxy: { '/graphql': { target: api.origin, ws: true } },
  },
};
