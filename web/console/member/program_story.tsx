// What the program offers, in three steps: for visitors, and for members who have just begun.

import { MessageCircle, Sparkles, UserPen } from 'lucide-react';

import { Story } from '../parts/brand';
import { Card } from '../parts/card';

const STEPS = [
  [UserPen, 'Fill in one survey', 'Your major, your interests, and what you want from college.'],
  [Sparkles, 'Meet your match', 'See who has something in common with you, and ask the one you like.'],
  [MessageCircle, 'Start talking', 'Send a message, grab a coffee, and have someone to turn to.'],
] as const;

export function ProgramStory() {
  return (
    <Story claim="Find a Bruin who's been there.">
      <ol className="front-steps">
        {STEPS.map(([Icon, title, text]) => (
          <li key={title}>
            <span className="front-icon">
              <Icon size={22} strokeWidth={1.75} aria-hidden />
            </span>
            <div>
              <strong>{title}</strong>
              <p>{text}</p>
            </div>
          </li>
        ))}
      </ol>
    </Story>
  );
}

/** The same steps as a quiet card. */
export function HowItWorks() {
  return (
    <Card title="How it works">
      <ol className="next-steps">
        {STEPS.map(([Icon, title, text]) => (
          <li key={title}>
            <Icon size={20} strokeWidth={1.75} aria-hidden />
            <div>
              <strong>{title}</strong>
              <p className="soft">{text}</p>
            </div>
          </li>
        ))}
      </ol>
    </Card>
  );
}
