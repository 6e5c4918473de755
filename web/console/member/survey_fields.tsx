// The fields of each step of the survey, with why they are asked.

import type { UserError } from '@bruinbridge/validation';

import type { FormError } from '../api/submit';
import type { Profile, SetProfile } from '../parts/profile';
import { BackgroundFields, ProfileText, StudyField, YearField } from '../parts/profile_fields';
import { SuggestedWords } from '../parts/suggested_words';
import { STEPS, type Step } from './survey_steps';

interface FieldsProps {
  input: Profile;
  set: SetProfile;
  errors: FormError[] | UserError[];
}

export function StepFields({ step, ...props }: FieldsProps & { step: Step }) {
  const [about, studies] = STEPS;
  if (step === about) return <About {...props} />;
  return step === studies ? <Studies {...props} /> : <Interests {...props} />;
}

function About(props: FieldsProps) {
  return (
    <>
      <div className="columns">
        <ProfileText {...props} name="firstName" required />
        <ProfileText {...props} name="lastName" required />
      </div>
      <fieldset className="survey-group">
        <legend>Background</legend>
        <p className="hint">
          Optional, and private to you and the program's administrators. If you turn on the last box, it
          counts with people who did so, too.
        </p>
        <BackgroundFields {...props} />
      </fieldset>
    </>
  );
}

function Studies(props: FieldsProps) {
  return (
    <>
      <YearField {...props} required why="The closer your years of study, the better you match." />
      <div className="columns">
        <StudyField {...props} name="major" required why="A shared major counts the most." />
        <StudyField {...props} name="minor" why="A shared minor counts as well." />
      </div>
    </>
  );
}

const WORDS = {
  hobbies: [
    ...['Hiking', 'Climbing', 'Running', 'Soccer', 'Basketball', 'Swimming', 'Chess', 'Gaming'],
    ...['Cooking', 'Photography', 'Music', 'Movies', 'Reading', 'Travel', 'Dance', 'Art'],
  ],
  clubs: [
    ...['Research lab', 'Student government', 'Greek life', 'Cultural club', 'Volunteering'],
    ...[
      'Club sports',
      'Theater',
      'Band',
      'Daily Bruin',
      'Engineering club',
      'Pre-health club',
      'Debate',
    ],
  ],
  goals: [
    ...['Internship', 'Research', 'Grad school', 'Med school', 'Law school', 'Study abroad'],
    ...['Choosing a major', 'Time management', 'Making friends', 'Networking', 'Startup'],
  ],
} as const;

const WHY = {
  hobbies: 'Shared interests give you something to talk about. Separate them with commas.',
  clubs: 'Clubs and teams you belong to, or would like to join.',
  goals: 'What you want from college. Only majors count for more.',
} as const;

function Interests(props: FieldsProps) {
  const { input, set } = props;
  return (['hobbies', 'clubs', 'goals'] as const).map((name) => (
    <div key={name} className="survey-interest">
      <ProfileText {...props} name={name} why={WHY[name]} multiline={name === 'goals'} />
      <SuggestedWords
        about={name}
        words={WORDS[name]}
        value={input[name]}
        onChange={(text) => set(name, text)}
      />
    </div>
  ));
}
