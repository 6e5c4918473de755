// The rules for emails and surveys in valibot.

import * as v from 'valibot';
import * as is from './shared.js';

const short = (max) => v.check((text) => is.length(text) <= max);
const line = (max) => v.pipe(v.string(), v.trim(), short(max), v.check(is.isLine));
const lines = v.pipe(v.string(), v.trim(), v.transform(is.plain), short(500), v.check(is.isText));
const entry = v.pipe(v.string(), v.trim(), v.minLength(1), short(100), v.check(is.isLine));
const entries = v.pipe(v.array(entry), v.transform(is.distinct), v.maxLength(5));

const email = v.pipe(
  v.string(),
  v.trim(),
  v.toLowerCase(),
  v.minLength(1),
  v.maxLength(254),
  v.check(is.isAddress),
  v.check(is.isOfUcla),
);
const survey = v.partial(
  v.object({
    firstName: line(150),
    lastName: line(150),
    year: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(5))),
    major: entries,
    minor: entries,
    hobbies: line(500),
    clubs: line(500),
    goals: lines,
    otherBackground: lines,
    international: v.boolean(),
    commuter: v.boolean(),
    firstgen: v.boolean(),
    outofstate: v.boolean(),
    transfer: v.boolean(),
    profilePictureUrl: v.nullable(
      v.pipe(v.string(), v.trim(), v.maxLength(500), v.check(is.isPicture)),
    ),
  }),
);

export const validateEmail = (input) => v.safeParse(email, input).success;
export const validateSurvey = (input) => v.safeParse(survey, input).success;
