### Undertakings: what became of them, on pages, in documents and in commands.

## Where, when and for whom

commitment-sort-situational = situational
commitment-sort-social = social
commitment-sort-communication = communication
commitment-sort-enforcement = control and inspection
commitment-detail-sort = Kind
commitment-detail-where = Where
commitment-detail-when = When
commitment-detail-for = For whom
commitment-detail-function = Answers for it
commitment-detail-cause = Against the cause

## What became of them

fulfilment-fulfilled = fulfilled
fulfilment-partly = fulfilled in part
fulfilment-not_fulfilled = not fulfilled
fulfilment-cannot_be_shown = cannot be shown
fulfilment-not_due_yet = the period is running
fulfilment-nobody_asked = nobody has asked for it
fulfilment-sum-at_least = Done: { $done } of at least { $promised } { $unit }.
fulfilment-sum-at_most = So far: { $done } of at most { $promised } { $unit }.
fulfilment-sum-as_intended = Done: { $done } { $unit }, { $intended } of them as intended. Promised: at least { $promised } as intended.
fulfilment-sum-on_request = Done for { $done } of the { $asked } who have asked.
fulfilment-sum-nobody = Nobody has asked for it.
fulfilment-pace-on = At an even pace { $by_now } would be done by now: on track.
fulfilment-pace-behind = At an even pace { $by_now } would be done by now: behind.
fulfilment-pace-under = At an even pace there would be at most { $by_now } by now: within it.
fulfilment-pace-over = At an even pace there would be at most { $by_now } by now: over it.
fulfilment-spells-short = Fewer than promised in { $spells } of the { $per }.
fulfilment-spells-over = More than promised in { $spells } of the { $per }.
fulfilment-outside = { $count } are dated outside the period of the promise and do not count.
fulfilment-known = Known by { $grade }.
spells-week = weeks
spells-month = months
spells-quarter = quarters
spells-tertial = four-month periods
spells-school_term = school terms
spells-half_year = half-years
spells-year = years
spells-whole_period = periods
grade-impression = what somebody says
grade-count = counting
grade-survey = a survey
grade-before_after = measuring before and after
grade-comparison = measuring before and after, with a comparison

## Activities that are logged

activity-not-signed = Activities are logged only on promises that all sides have signed.
activity-closed = The promise is closed, so nothing more is logged on it. What is logged wrong can be corrected.
activity-no-commitment = The promise has no commitment with that number.
activity-no-promise = There is no signed promise with that number.
activity-no-count = Write how many, a whole number that is at least 1.
activity-other-unit = The commitment counts “{ $promised }”, not “{ $told }”. Write how many { $promised } there were, or log on the commitment that counts { $told }.
activity-no-unit = The commitment does not count “{ $told }”. Leave the unit empty.
activity-not-yet = That day has not been yet. Choose today or an earlier day.
activity-bad-day = Write a day between 1990 and 2100.
activity-not-theirs = That organisation has not undertaken this, or is logged for by another side.
activity-not-on-request = Only what is promised when somebody asks can have been asked for.
activity-bad-what = Write gjort or bett.
activity-bad-fidelity = Write ja, delvis or nej.
activity-file-taken = New activities: { $stored }. There already: { $known }. Dated outside the period of the promise, so that they do not count: { $outside }.
activity-file-nothing = Nothing of the file is taken. Mend what is told below and take the file again.
activity-file-more = Another { $count } faults are not shown.
activity-file-too-large = The file is too large. Divide it into several.
row-form-bad-date = Row { $row }, column { $column }: Write a day that exists, for example 2026-01-31.
row-activity-not-signed = Row { $row }, column { $column }: Activities are logged only on promises that all sides have signed.
row-activity-closed = Row { $row }, column { $column }: The promise is closed, so nothing more is logged on it. What is logged wrong can be corrected.
row-activity-no-commitment = Row { $row }, column { $column }: The promise has no commitment with that number.
row-activity-no-promise = Row { $row }, column { $column }: There is no signed promise with that number.
row-activity-no-count = Row { $row }, column { $column }: Write how many, a whole number that is at least 1.
row-activity-other-unit = Row { $row }, column { $column }: The commitment counts “{ $promised }”. Write that, leave the unit empty, or log on the commitment that counts something else.
row-activity-no-unit = Row { $row }, column { $column }: The commitment counts no unit. Leave the unit empty.
row-activity-not-yet = Row { $row }, column { $column }: That day has not been yet. Choose today or an earlier day.
row-activity-bad-day = Row { $row }, column { $column }: Write a day between 1990 and 2100.
row-activity-not-theirs = Row { $row }, column { $column }: That organisation has not undertaken this, or is logged for by another side.
row-activity-not-on-request = Row { $row }, column { $column }: Only what is promised when somebody asks can have been asked for.
row-activity-bad-what = Row { $row }, column { $column }: Write gjort or bett.
row-activity-bad-fidelity = Row { $row }, column { $column }: Write ja, delvis or nej.
row-text-unknown-area = Row { $row }, column { $column }: One of the chosen areas is not in the municipality. Choose among those shown.

## Corrections

amendment-no-reason = Say why. What stood before stays together with the reason.
amendment-withdrawn = It is taken back already.
amendment-same = Nothing is changed. Change what is wrong, or go back.

## Suggestions while a promise is written

lint-weak-aim = “{ $words }” says what you want, not what you do. Write what is done, where and how many times, for example: We go on four safety walks.
lint-weak-care = “{ $words }” says what matters, not what you do about it. Write what somebody can see you do.
lint-weak-promote = “{ $words }” can mean anything. Write what those who are to be helped get, how often and from whom.
lint-weak-more = “{ $words }” says more than now, but not how much. Write how many there will be, for example: at least eight patrols a month.
lint-weak-together = “{ $words }” is a way of working. Write what you do together, for example: We hold a meeting with the school every term.
lint-weak-look = “{ $words }” leaves open whether anything gets done. Write what is finished when it is finished, and when.
lint-names-person = “{ $words }” looks like it points out a person. A promise is about places and what is done: write the office or the place instead.
lint-not-concrete = Write what is done, so that somebody who was not there understands it.
lint-not-observable = Nobody can see when it is done. Write something that can be counted or seen.
lint-number-in-text = The text mentions a number. Choose “At least so many” and write the number there, and it is counted.
lint-no-place = Say where: an area, or a place by its name.
lint-no-time = Say when: days, hours, or when it is to be finished.
lint-no-owner = Say which function answers for it, for example the head of leisure services.
lint-no-cause = Tie it to the cause that it should remove or weaken.
lint-long-sentence = One sentence has { $words } words. Divide it, and the promise can be told.
lint-survey = The survey cannot show changes as small as the promise is about: only a true change of at least { $points } percentage points is seen most of the time. Choose more areas, a larger survey, or promise activities.
cause-none-such = There is no cause { $number } in the problem.
cause-more-behind = Other causes lie behind cause { $number }. Take them out first.
cause-in-use = A promise or a measure is tied to the cause. Tie them to another first, or change what the cause says.
