// The rules for emails and surveys in zod/mini.

import * as z from 'zod/mini';
import * as is from './shared.js';

const short = (max) => z.refine((text) => is.length(text) <= max);
const line = (max) => z.string().check(z.trim(), short(max), z.refine(is.isLine));
const lines = z.string().check(z.trim(), z.overwrite(is.plain), short(500), z.refine(is.isText));
const entries = z
  .array(z.string().check(z.trim(), z.minLength(1), short(100), z.refine(is.isLine)))
  .check(z.overwrite(is.distinct), z.refine((entries) => entries.length <= 5));

const email = z
  .string()
  .check(
    z.trim(),
    z.toLowerCase(),
    z.minLength(1),
    z.maxLength(254),
    z.refine(is.isAddress),
    z.refine(is.isOfUcla),
  );
const survey = z.partial(
  z.object({
    firstName: line(150),
    lastName: line(150),
    year: z.nullable(z.number().check(z.int(), z.minimum(0), z.maximum(5))),
    major: entries,
    minor: entries,
    hobbies: line(500),
    clubs: line(500),
    goals: lines,
    otherBackground: lines,
    international: z.boolean(),
    commuter: z.boolean(),
    firstgen: z.boolean(),
    outofstate: z.boolean(),
    transfer: z.boolean(),
    profilePictureUrl: z.nullable(
      z.string().check(z.trim(), z.maxLength(500), z.refine(is.isPicture)),
    ),
  }),
);

export const validateEmail = (input) => email.safeParse(input).success;
export const validateSurvey = (input) => survey.safeParse(input).success;
