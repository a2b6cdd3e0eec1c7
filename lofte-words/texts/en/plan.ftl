### The action plan: what a measure and a plan lack, decisions, and the words of the plan.

## What a measure lacks

measure-gap-owner = The organisation that is to answer for it is not there. Choose one that is.
measure-gap-owner-left = The organisation takes part no more. Choose another.
plan-owner-left = The organisation that answers for measure { $numbers } takes part no more. Choose another there first.
measure-gap-start = The measure is to be done before it begins. Change the first or the last day.
measure-gap-day = A day must lie between 1990 and 2100. Change it.
measure-gap-hollow-moment = Moment { $number } has no text. Write what is done, or remove it.
measure-gap-late-moment = Moment { $number } lies after the last day of the measure. Change one of the days.
measure-gap-legal-ground = Write on which legal ground the cameras are used.
measure-gap-review = Write on which day the cameras are tried anew.
measure-gap-source = Write from where it is known that the measure works, or choose unknown.
measure-gap-after-itself = A measure cannot come after itself.
measure-gap-after-nothing = The measure is to come after one that is not there. Choose another.
measure-gap-circle = Measure { $number } comes after this one already. They cannot wait for each other.
measure-bad-count = Write a whole number, or leave it empty.
moment-done = Moment { $number } is done
moment-not-done = Moment { $number } is not done
erase-waited-for = Another measure is to come after it. Change the order there first.

## What a plan and a decision lack

plan-no-measures = The plan has no measures. Write a measure first.
plan-no-edition = Choose which edition of the picture the plan rests on, under “Skriv om planen”. The law has the plan decided on the ground of the picture (2023:196, section 5).
plan-no-such-edition = There is no adopted edition { $number } of the picture. Choose another.
plan-no-goal = A plan with fixed goals and changing activities needs at least one focus area with a goal.
plan-hollow-focus = Focus area { $number } has no name or no goal.
plan-no-such-focus = Measure { $measure } belongs to focus area { $focus }, which is not there. Change the measure or the plan.
decision-no-body = Write who has decided, for example the municipal executive board.
decision-bad-day = The day of the decision must lie between 1990 and 2100. Change it.
decision-not-yet = The day of the decision has not come yet. Wait until it is taken.
decision-registry = reg. no. { $number }

## Words for measures

plan-style-detailed = every measure is decided
plan-style-open = fixed goals, changing activities
work-form-one_off = one-off
work-form-ordinary = ordinary work
prevention-level-primary = primary (everybody)
prevention-level-secondary = secondary (at risk)
prevention-level-tertiary = tertiary (where it happened)
horizon-short = short term
horizon-long = long term
evidence-strength-low = low
evidence-strength-medium = medium
evidence-strength-high = high
evidence-strength-unknown = unknown
other-plan-accidents = programme against accidents (LSO)
other-plan-andts = ANDTS
other-plan-intimate_violence = violence in close relationships
other-plan-schools = preparedness of schools
other-plan-public_health = public health and children’s rights
other-plan-building = physical planning
other-plan-other = another plan

## The fields of a measure, as headings in tables and files

measure-field-title = Measure
measure-field-description = Description
measure-field-causes = Causes
measure-field-commitment = Undertaking
measure-field-kind = Sort
measure-field-operative_goal = Operative goal
measure-field-start = Begins
measure-field-deadline = Deadline
measure-field-after = After measure
measure-field-moments = Moments
measure-field-owner = Answers for it
measure-field-function = Function
measure-field-deputy = Deputy
measure-field-contact = Contact
measure-field-dose = How much
measure-field-documentation = Documentation
measure-field-following_up = Follow-up
measure-field-work = Form of work
measure-field-level = Level
measure-field-horizon = Horizon
measure-field-evidence = Evidence
measure-field-source = Source
measure-field-hours_planning = Hours to plan
measure-field-hours_doing = Hours to do
measure-field-hours_following_up = Hours to follow up
measure-field-cost_planning = Kronor to plan
measure-field-cost_doing = Kronor to do
measure-field-cost_following_up = Kronor to follow up
measure-field-camera_ground = Camera legal ground
measure-field-camera_review = Camera tried anew
measure-field-also_in = Other plans
measure-field-focus = Focus area

## Words of the plan in the log

noun-library_measure = measure in the library
noun-category = category of its own
noun-term = word of the dictionary
noun-plan = action plan
action-adopt_plan = note that the action plan is decided
did-adopt_plan = noted that the action plan is decided

## The plan as a table

measure-column-number = Number
measure-column-version = Version
measure-column-municipality = Municipality
measure-column-execution = Carried out (only to read)
measure-column-fidelity = As intended (only to read)
measure-column-effect = Judged effect (only to read)
plan-table-fault = Row { $row }, column { $column }: { $why }
plan-table-other-municipality = The row is from the plan of another municipality. Take the file out of this plan.
plan-table-bad-number = Write the number of the measure, or leave the cell empty if the measure is new.
plan-table-unknown = There is no measure { $number }. The number of a new measure is left empty.
plan-table-twice = Measure { $number } stands in several rows: { $rows }. Keep one of them.
plan-table-older = The measure has changed since the file was taken out: the file has version { $file }, now it is version { $now }. Take out a new file and make the change there.
plan-table-no-version = The version is missing. Take the file out anew and make the change there.
plan-table-read-only = How it goes cannot be changed here. Report on the page of the measure.
plan-table-bad-cause = Write causes as problem:cause, for example 2:1.1, with semicolons between.
plan-table-no-cause = There is no cause { $cause } in problem { $problem }.
plan-table-bad-commitment = Write the undertaking as promise:undertaking, for example 2:3.
plan-table-no-commitment = There is no undertaking { $number } in promise { $promise }.
plan-table-no-owner = There is no organisation by that name. Write the name as it stands among the parties.
plan-table-choose = Write one of: { $words }.
form-empty-cell = (empty)
plan-table-same = There is nothing to change: everything stands so already.
plan-table-done = Measures changed: { $changed }. New: { $added }.
plan-table-would = Row { $row }, { $column }: { $was } → { $becomes }
plan-table-would-end = Rows that would change something: { $rows }. Rows that stand as before: { $same }.
plan-table-exported = Written: { $file }
plan-table-ending = The name of the file must end with .csv or .xlsx: { $file }

## The library and the dictionary

library-no-title = Give the measure of the library a name.
library-no-summary = Write what is done, and what is known of it.
term-no-term = Write the word.
term-no-meaning = Write what the word means here.
term-twice = The word is in the dictionary already. Change what stands there.
