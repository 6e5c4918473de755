// The rules of this project.

import * as validation from '@bruinbridge/validation';

export const validateEmail = (input) => validation.validateEmail(input).ok;
export const validateSurvey = (input) => validation.validateSurvey(input).ok;
