### The law (2023:196) on municipalities' responsibility for crime prevention, in our short words, and what there is to show.

## The sections

law-section-4 = Section 4 Picture
law-section-5 = Section 5 Plan
law-section-6 = Section 6 Every second year
law-section-7 = Section 7 Other planning
law-section-8 = Section 8 Coordination
law-section-9 = Section 9 Agreements
law-section-10 = Section 10 Council
law-section-11 = Section 11 Coordination function
law-section-12 = Section 12 Contact and information
law-section-13 = Section 13 Leadership and reports
law-section-14 = Section 14 Camera surveillance
law-text-4 = The municipality makes a picture of crime within its area: a mapping of the offences, how common they are and what they lead to, other information that belongs there, and an analysis of it all.
law-text-5 = On the ground of the picture the municipality decides on a plan of the measures that it intends to take.
law-text-6 = At least every second year the municipality updates the picture and follows up the plan. These are two clocks, which run apart.
law-text-7 = Where it is suitable the work goes together with analyses and plans under other laws.
law-text-8 = The municipality is responsible for the work being coordinated within its area. How is said in sections 9 and 10.
law-text-9 = The municipality works for written agreements with those concerned. They say what the cooperation is for and what it covers.
law-text-10 = The municipality works for a council on strategic questions, where the municipality and others concerned sit. The municipality leads it, and the others should send somebody in a leading position.
law-text-11 = The municipality has a function that coordinates and supports the work.
law-text-12 = The function is whom others turn to, and helps to spread information to residents and others.
law-text-13 = The executive board, or a committee that the assembly has chosen, leads the work and reports continuously to the assembly.
law-text-14 = The municipality may watch places that the public has access to by camera, so that they are safe. The section is only about those who do.

## What is asked for

law-duty-mapping = Mapping of the offences
law-duty-extent = How common they are
law-duty-consequences = What they lead to
law-duty-other-information = Other information
law-duty-analysis = Analysis of it all
law-duty-plan = A plan of measures
law-duty-plan-decided = A decision on the plan
law-duty-plan-on-picture = The plan rests on the picture
law-duty-picture-updated = The picture updated within two years
law-duty-plan-followed-up = The plan followed up within two years
law-duty-other-plans = Goes together with other plans
law-duty-agreement = A written agreement in force
law-duty-council = A council that the municipality leads
law-duty-council-met = The council has met within a year
law-duty-function = A function that coordinates
law-duty-contact-point = A contact point shown in public
law-duty-public-information = Information to residents
law-duty-board = A board that leads the work
law-duty-reported-to-assembly = A report to the assembly within a year
law-duty-cameras = Legal ground for camera surveillance

## How it stands

law-standing-found = there is something to show
law-standing-partly = there is something to show of a part
law-standing-lapsed = what there is to show is too old
law-standing-missing = there is nothing to show
law-standing-not_used = does not apply here

## What there is to show

law-evidence-edition = The picture, edition { $number }, adopted { $on }
law-evidence-measures = { $count } measures in the plan
law-evidence-measures-on-picture = { $count } of { $of } measures lead back to an adopted picture
law-evidence-decision = Decision by { $body } { $on }
law-evidence-contact-public = The contact point is shown on the public pages
law-evidence-contact-inside = The contact point is written but not published
law-evidence-publication = Publication { $number }, { $on }
law-evidence-cameras = { $count } of { $of } camera measures name their legal ground

## The clocks

law-clock-picture = The picture is to be updated
law-clock-plan = The plan is to be followed up
law-clock-not-started = { $what } at least every second year, but the clock has not started.
law-clock-running = { $what } by { $due }.
law-clock-soon = { $what } by { $due }: less than three months are left.
law-clock-overdue = { $what } by { $due }, and that day has passed.
law-clock-label-not-started = Not started
law-clock-label-running = In time
law-clock-label-soon = Soon
law-clock-label-overdue = Overdue

## What happened on a day

occasion-council_meeting = The council met
occasion-report_to_assembly = Report to the assembly
occasion-plan_followed_up = The plan was followed up

## What does not go

coordination-no-council-name = Write what the council is called.
coordination-chair-not-municipal = The council is led by the municipality (2023:196, section 10). Choose a party that is the municipality or a part of it.
coordination-no-office = Write which office each seat is for, for example chief executive.
coordination-unknown-party = Choose an organisation that is among the parties.
coordination-too-many-seats = A council has at most { $most } members here.

## The command

cli-law-not-a-verdict = This is what there is to show, no judgement of whether the law is complied with.
cli-col-section = Section
cli-col-asked = What is asked for
cli-col-shown = What there is
