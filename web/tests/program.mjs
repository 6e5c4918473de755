// A small mentoring program for the tests: mentors, mentees, and a mentee with an extremely long name.

/** A mentee with long names that cannot wrap. */
export const LONG = {
  email: 'wolfeschlegelsteinhausenbergerdorffwelchevor@g.ucla.edu',
  firstName: 'Hubert-Blaine-Wolfeschlegelsteinhausen',
  lastName: 'Bergerdorffwelchevoralternwarengewissenhaft',
};

const profile = (firstName, lastName, further = {}) => ({
  firstName,
  lastName,
  year: 2,
  major: ['Physics'],
  hobbies: 'Climbing, chess',
  goals: 'An internship, and friends on the Hill',
  ...further,
});

/** Creates two mentors, three mentees, and `further` members with empty profiles. */
export async function createProgram(server, further = 0) {
  await server.member('max@ucla.edu', 'MENTOR', profile('Max', 'Miller', { year: 4 }));
  await server.member('mia@ucla.edu', 'MENTOR', profile('Mia', 'Moreno', { major: ['Art'] }));
  await server.member('ann@ucla.edu', 'MENTEE', profile('Ann', 'Adams', { clubs: 'Chess club' }));
  await server.member('ben@ucla.edu', 'MENTEE', profile('Ben', 'Baker', { major: ['History'] }));
  const { email, firstName, lastName } = LONG;
  const majors = { major: ['Ecology, Behavior and Evolution', 'Comparative Literature'] };
  await server.member(email, 'MENTEE', profile(firstName, lastName, majors));
  for (let index = 0; index < further; index += 1) {
    await server.register(`crowd${String(index).padStart(2, '0')}@ucla.edu`);
  }
}

/** Creates an administrator. With `permissions`, creates the role first. */
export async function registerAdmin(server, username, roleName, password, permissions) {
  const token = await server.adminToken();
  if (permissions) {
    const role = `mutation($input: CreateAdminRoleInput!) {
      createAdminRole(input: $input) { errors { code } } }`;
    await server.ask(role, { input: { name: roleName, permissions } }, token);
  }
  const document = `mutation($input: RegisterAdminInput!) {
    registerAdmin(input: $input) { errors { code } } }`;
  const input = { username, email: `${username}@ucla.edu`, password, roleName };
  await server.ask(document, { input }, token);
}
