// Which function of the package judges by which rule; for the vectors and for the comparison.

/** Answers { value, errors } for an input as the vectors write it. */
export function judge(validation, rule, input) {
  switch (rule) {
    case 'email':
      return validation.validateEmail(input);
    case 'password':
      return validation.validatePassword(input.password, { email: input.email });
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
