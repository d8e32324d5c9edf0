import { createServer } from 'node:net';

/** The port that the local service has unless something else has it. */
const PREFERRED_PORT = 8787;

/** The port to serve on: the one that PORT names, else 8787, else any that is free. */
export async function servicePort(): Promise<number> {
  const asked = Number(process.env.PORT ?? Number.NaN);
  if (Number.isInteger(asked)) return asked;
  return (await isFree(PREFERRED_PORT)) ? PREFERRED_PORT : 0;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
