// A page that the server renders at each request, with a form that runs on the server and in the browser.

import { validateEmail } from '@bruinbridge/validation';
import { connection } from 'next/server';

import { Form } from './form';

export default async function Page() {
  await connection();
  return (
    <>
      <p>{validateEmail(' Jo@UCLA.edu ').value}</p>
      <Form />
    </>
  );
}
