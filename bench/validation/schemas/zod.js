// The rules for emails and surveys in zod.

import * as z from 'zod';
import * as is from './shared.js';

const short = (max) => (text) => is.length(text) <= max;
const line = (max) => z.string().trim().refine(short(max)).refine(is.isLine);
const lines = z.string().trim().transform(is.plain).refine(short(500)).refine(is.isText);
const entries = z
  .array(z.string().trim().min(1).refine(short(100)).refine(is.isLine))
  .transform(is.distinct)
  .refine((entries) => entries.length <= 5);

const email = z.string().trim().toLowerCase().min(1).max(254).refine(is.isAddress).refine(is.isOfUcla);
const survey = z
  .object({
    firstName: line(150),
    lastName: line(150),
    year: z.number().int().min(0).max(5).nullable(),
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
    profilePictureUrl: z.string().trim().max(500).refine(is.isPicture).nullable(),
  })
  .partial();

export const validateEmail = (input) => email.safeParse(input).success;
export const validateSurvey = (input) => survey.safeParse(input).success;
