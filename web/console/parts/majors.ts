// The names of UCLA's undergraduate majors, to choose from while a major or minor is typed. It is loaded when a form
// with these fields is shown.

const NAMES = `Aerospace Engineering
African American Studies
African and Middle Eastern Studies
American Indian Studies
American Literature and Culture
Ancient Near East and Egyptology
Anthropology
Applied Linguistics
Applied Mathematics
Arabic
Architectural Studies
Art
Art History
Asian American Studies
Asian Humanities
Asian Languages and Linguistics
Asian Religions
Asian Studies
Astrophysics
Atmospheric and Oceanic Sciences
Biochemistry
Bioengineering
Biology
Biophysics
Business Economics
Central and East European Languages and Cultures
Chemical Engineering
Chemistry
Chicana and Chicano and Central American Studies
Chinese
Civil Engineering
Classical Civilization
Climate Science
Cognitive Science
Communication
Community Engagement and Social Change
Comparative Literature
Computational and Systems Biology
Computer Engineering
Computer Science
Computer Science and Engineering
Dance
Data Theory
Design | Media Arts
Disability Studies
Earth and Environmental Science
Ecology, Behavior and Evolution
Economics
Education and Social Transformation
Electrical Engineering
Engineering Geology
English
Environmental Science
Ethnomusicology
European Languages and Transcultural Studies
European Studies
Film and Television
Financial Actuarial Mathematics
French and Francophone
Gender Studies
Geography
Geography/Environmental Studies
Geology
Geophysics
German
Global Jazz Studies
Global Studies
Greek
Greek and Latin
History
Human Biology and Society
Indigenous Studies
Individual Field of Concentration
International Development Studies
Iranian Studies
Italian
Japanese
Jewish Studies
Korean
Labor Studies
Latin
Latin American Studies
Linguistics
Linguistics and Anthropology
Linguistics and Computer Science
Linguistics and Philosophy
Linguistics and Psychology
Marine Biology
Materials Engineering
Mathematics
Mathematics for Teaching
Mathematics of Computation
Mathematics/Applied Science
Mathematics/Economics
Mechanical Engineering
Microbiology, Immunology, and Molecular Genetics
Middle Eastern Studies
Molecular, Cell, and Developmental Biology
Music Composition
Music Education
Music History and Industry
Music Performance
Musicology
Neuroscience
Nordic Studies
Nursing
Philosophy
Physics
Physiological Science
Political Science
Portuguese
Psychobiology
Psychology
Public Affairs
Public Health
Religion
Russian Language and Literature
Russian Studies
Sociology
Southeast Asian Studies
Spanish
Spanish and Community and Culture
Spanish and Linguistics
Spanish and Portuguese
Statistics and Data Science
Study of Religion
Theater
Undeclared
World Arts and Cultures`;

/** The names, in alphabetical order. */
export const MAJORS: readonly string[] = NAMES.split('\n');
