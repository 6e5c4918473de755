// A program with many members, imported from a file, which is much faster than registering them.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FIRST = ['Ava', 'Ben', 'Chloe', 'Diego', 'Emma', 'Farah', 'Grace', 'Hugo', 'Ivy', 'Jonah'];
const LAST = ['Alvarez', 'Brooks', 'Chen', 'Dang', 'Ellis', 'Flores', 'Garcia', 'Hoang'];
const MAJORS = ['Physics', 'Art', 'History', 'Computer Science', 'Biology'];
const HOBBIES = ['climbing and chess', 'sailing', 'film and jazz', 'running and chess', 'baking'];
const GOALS = ['an internship', 'graduate school', 'friends on the Hill', 'research in a lab'];
const HEAD = 'email,role,firstName,lastName,year,major,hobbies,goals,is_verified,is_active,date_joined';

/** Imports mentees and mentors with complete profiles. Without passwords, they cannot sign in. */
export async function createCrowd(server, { mentees, mentors }) {
  const rows = [
    ...Array.from({ length: mentees }, (_, index) => row('MENTEE', index)),
    ...Array.from({ length: mentors }, (_, index) => row('MENTOR', index)),
  ];
  const file = join(server.folder, 'crowd.csv');
  writeFileSync(file, [HEAD, ...rows].join('\n'));
  await server.run(['import', 'users', file]);
}

/** The name of a mentee of a crowd. */
export function menteeName(index) {
  return `${first(index)} ${last(index)}`;
}

function row(role, index) {
  const kind = role.toLowerCase();
  const year = role === 'MENTOR' ? 3 + (index % 2) : 1 + (index % 3);
  const names =
    role === 'MENTOR' ? [first(index * 3 + 1), `${last(index)}son`] : [first(index), last(index)];
  const minute = String(index % 60).padStart(2, '0');
  const joined = `2026-0${1 + Math.floor(index / 60)}-05T10:${minute}:00Z`;
  return [
    `${kind}${index}@ucla.edu`,
    role,
    ...names,
    year,
    pick(MAJORS, index),
    pick(HOBBIES, index * 2 + year),
    pick(GOALS, index + year),
    'true',
    'true',
    joined,
  ].join(',');
}

function first(index) {
  return pick(FIRST, index);
}

function last(index) {
  return pick(LAST, Math.floor(index / FIRST.length));
}

function pick(list, index) {
  return list[index % list.length];
}
