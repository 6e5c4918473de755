// Loads the pages of members, which visitors do not need.

/** Resolves to the module for `lazy`. */
export async function loadMember() {
  const { Member } = await import('./member');
  return { default: Member };
}
