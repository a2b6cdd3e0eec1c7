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
