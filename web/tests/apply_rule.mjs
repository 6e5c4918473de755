// Maps the rules to the functions of the package, for the vectors and for compare.mjs.

/** Applies a rule to an input in the format of the vectors. Returns { value, errors }, and `ok` for most rules. */
export function applyRule(validation, rule, input) {
  switch (rule) {
    case 'email':
      return validation.validateEmail(input);
    case 'password':
      return validation.validatePassword(input.password, input);
    case 'role':
      return validation.validateRole(input);
    case 'deletion':
      return validation.validateDeletionConfirmation(input.confirmation, input.email);
    case 'registration':
      return validation.validateRegistration(input);
    case 'completeness':
      return { value: validation.profileCompleteness(input).value.missingFields, errors: [] };
    default:
      return validation.validateSurvey(input);
  }
}
