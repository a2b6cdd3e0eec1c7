### Effect goals of other kinds than the share of a survey.

## Effect goals of other kinds

goal-points = { $size } percentage points
goal-steps = { $size } steps of the scale
goal-percent = { $size } percent
goal-increase = has risen
goal-decrease = has fallen
goal-by = by more than { $size }
goal-between-waves = from the wave { $from } to the wave { $to }
goal-between-years = from { $from } to { $to }
goal-rule = The goal is reached if { $name } { $place } { $way } { $by } { $between }, with at most { $risk } risk of calling it reached by chance. It is not reached if the opposite is as certain. Otherwise nobody can tell.
goal-compared = The change is compared with { $areas }, where nothing is done.
goal-not-compared = The change is compared with no other area: what happened everywhere is in it.
goal-cost-interval = The figures exist only as a table. They are as certain as the intervals of the table say.
goal-cost-answers = The figures exist only as a table. Their certainty is computed from the number of answers as for a simple random sample. In truth it is mostly somewhat less.
goal-cost-counted = The counts are whole. Their certainty is computed as for events that come independently of each other. In truth it is mostly somewhat less.
goal-figure-answers = { $value } ({ $n } answers)
goal-figure-interval = { $value } ({ $lower } to { $upper })
goal-has-risen = has risen by { $size }
goal-has-fallen = has fallen by { $size }
goal-waiting = The answer comes in { $year }.
goal-decides = Decides
goal-beside = Told beside it
goal-adjusted = The answer is asked for more strictly, because the goal is one of several.
goal-events = { $count } incidents
goal-baseline-corrected = The baseline was corrected after it was signed. It was delivered again on { $on }: { $reason } Signed baseline: { $signed }. As it is delivered now: { $now }. The verdict compares with the one that was signed.
goal-baseline-corrected-silent = The baseline was changed after it was signed. It was delivered again on { $on }, and no reason was given. Signed baseline: { $signed }. As it is delivered now: { $now }. The verdict compares with the one that was signed.
goal-baseline-corrected-untold = The baseline was corrected after it was signed. It was delivered again on { $on }: { $reason } The verdict compares with the one that was signed.
goal-baseline-corrected-untold-silent = The baseline was changed after it was signed. It was delivered again on { $on }, and no reason was given. The verdict compares with the one that was signed.
goal-figure-corrected = The figure was corrected on { $on }. Before that it said { $was }.
goal-gap-name = Write what is measured.
goal-gap-source = Write where the figures are from: who publishes them, and which table.
goal-gap-scale = The lowest value of the scale must be less than the highest.
goal-gap-off-scale = The figure lies outside its scale. A share is 0 to 100 percent, a count is a whole number.
goal-gap-certainty = Write how certain the figure is: the interval of the table, or how many answered.
goal-gap-index-interval = An index or a mean needs an interval. The number of answers does not say how much they vary.
goal-gap-interval = The interval must hold the figure, and lie on the scale.
goal-gap-too-few = There is too little for any verdict. It takes at least { $least }.
goal-gap-not-after = What decides must come after the baseline.
goal-gap-months = Both periods must be whole months, and the same months of the year.
goal-gap-itself = An area cannot be compared with itself. Choose the areas of the promise, and others to compare with.
goal-gap-rule = The threshold must be 0 or more and fit the scale, and the risk above 0 and at most 20 percent.
goal-gap-year = Years must lie between 1990 and 2100.
