### What “lofte analyse” says.

analyse-nothing-to-say = –
analyse-practically-unchanged = practically unchanged

## Headings of tables

analyse-col-adjusted = p, corrected
analyse-col-after = After
analyse-col-answer = Answer
analyse-col-area = Area
analyse-col-before = Before
analyse-col-benchmarked = Adding up
analyse-col-change = Change
analyse-col-deff = Design effect
analyse-col-df = df
analyse-col-direct = Direct
analyse-col-estimate = Estimate
analyse-col-interval = Interval
analyse-col-method = Method
analyse-col-number = Number
analyse-col-option = Option
analyse-col-quantile = Quantile
analyse-col-reliability = Reliability
analyse-col-se = Standard error
analyse-col-shrinkage = Weight of direct
analyse-col-source = Source
analyse-col-verdict = Verdict

## Words

analyse-mark-show = show
analyse-mark-footnote = show with a note
analyse-mark-suppress = too uncertain to show
analyse-verdict-kept = kept
analyse-verdict-not_kept = not kept
analyse-verdict-cannot_tell = cannot tell
analyse-plan-answers_before = Answers before
analyse-plan-answers_after = Answers after
analyse-plan-margin_before = Margin of error before (±)
analyse-plan-margin_after = Margin of error after (±)
analyse-plan-minimum_detectable_change = Smallest change that can be seen
analyse-plan-power_of_change = Probability of seeing the change
analyse-plan-mailed_needed = Forms to mail per wave

## What is wrong with a file or an option

analyse-unreadable = { $file } cannot be read. Check the name and that it may be read. (Technical cause: { $why })
analyse-not-a-table = { $file } is not a table: { $why }. Give a CSV file with a header, or a Parquet file.
analyse-parquet = { $file } cannot be used: { $why }.
analyse-no-rows = { $file } has no rows under its header.
analyse-row-length = { $file }, row { $row } has { $found } cells but the header has { $expected }. Correct the row, or put quotation marks around cells with separators in them.
analyse-no-column = { $file } has no column “{ $column }”. Give a name from its header.
analyse-no-column-nearest = { $file } has no column “{ $column }”. Did you mean “{ $nearest }”?
analyse-repeated-column = { $file } has two columns “{ $column }”. Rename one.
analyse-not-a-number = { $file }, row { $row }, column “{ $column }”: “{ $value }” is not a number. Correct it, or leave missing answers empty.
analyse-not-zero-one = { $file }, row { $row }, column “{ $column }”: “{ $value }” is neither 0 nor 1. Say which codes count as yes with --yes, or ask for all answers with --levels all.
analyse-unknown-code = { $file }, row { $row }, column “{ $column }”: “{ $value }” is not in the code book given with --levels. Add the code, or leave the cell empty if it is a missing answer.
analyse-code-unused = No answer in column “{ $column }” has a code of --yes ({ $code }). Check the codes, or make the column 0 and 1.
analyse-missing-label = { $file }, row { $row }: the cell in column “{ $column }” is empty, but every row needs it. Fill it in, or leave the row out.
analyse-missing-weight = { $file }, row { $row } has no weight in column “{ $column }”. Compute it from the register count of its stratum, or leave the row out.
analyse-bad-weight = { $file }, row { $row }, column “{ $column }”: the weight is { $value }. A weight is a positive number of persons; correct it.
analyse-bad-total = { $file }, row { $row }, column “{ $column }”: “{ $value }” is not a register count. Give a number.
analyse-no-total = { $file }, row { $row }, column “{ $column }”: “{ $value }” has no total in { $margins }. Add the category there, or correct the row.
analyse-no-register-count = { $file }, row { $row }: stratum “{ $stratum }” has no register count in column “{ $column }”. Give the number of persons in the population.
analyse-count-varies = { $file }, row { $row }, column “{ $column }”: the population is { $found } where earlier rows of “{ $stratum }” have { $expected }. Use one number for the whole stratum.
analyse-smaller-than-sample = Stratum “{ $stratum }” has { $sampled } sampling units but a population of only { $population }. Correct the register count, or the stratum of the rows.
analyse-one-respondent = Stratum “{ $stratum }” has a single sampling unit, so its variance is unknown. Merge it with a named neighbour, or choose a rule with --lonely.
analyse-not-two-units = Stratum “{ $stratum }” has { $units } sampling units, but half-samples need exactly two. Use --replicates jkn or raowu:500.
analyse-empty-category = Nobody with a weight is in category “{ $category }” of “{ $margin }”. Merge it with another category.
analyse-expression = The expression “{ $expression }” cannot be understood at sign { $place }: { $why }.
analyse-needs = { $option } needs { $needed }.
analyse-clash = { $first } and { $second } cannot be used together.
analyse-option-value = { $option } is “{ $value }”; it must be { $must }.
analyse-scales = The answers in column “{ $column }” lie on different scales: { $before } before, { $after } after. A change between them would mean nothing. If the codes are the same and some were not used, give the whole code book with --levels.
analyse-waves = Column “{ $column }” must have exactly two values, one for each wave; it has: { $found }.
analyse-survey = It cannot be computed: { $why }.

## Events

analyse-input = { $read } rows read, { $used } used, { $without } without position or time.
analyse-below-floor = Cannot be said: { $have } { $what }, and the method needs { $need }. { $why }
analyse-heaping = Warning: { $midnight } events stand at exactly 00:00 against { $one } at exactly 01:00. Midnight most likely means that the time is not known.
analyse-not-a-time = { $file }, row { $row }, column “{ $column }”: “{ $value }” is no time that can be read in only one way. Write 2025-03-01 14:30, or say how times are written with --time-format.
analyse-not-a-count = { $file }, row { $row }, column “{ $column }”: “{ $value }” is no count. Give a whole number, zero or more.
analyse-outside-crs = { $file }, row { $row }: the position “{ $pair }” cannot be one in { $crs }. Say what the coordinates are with --crs; “plane” serves for metres of any plane.
analyse-swapped-coordinates = { $file }, row { $row }: the position “{ $pair }” fits { $crs } only with x and y changed round. Swap --x and --y.
analyse-no-map = The answer of “{ $method }” does not lie on a map. Use --format table, json or csv, or give a known system with --crs.
analyse-col-weekday = Weekday
analyse-col-hour = Hour
analyse-col-observed = Count
analyse-col-expected = Expected
analyse-col-residual = Residual
analyse-word-monday = Monday
analyse-word-tuesday = Tuesday
analyse-word-wednesday = Wednesday
analyse-word-thursday = Thursday
analyse-word-friday = Friday
analyse-word-saturday = Saturday
analyse-word-sunday = Sunday
analyse-floor-of-events = events
analyse-floor-of-units = units
analyse-floor-of-neighbours = neighbours
analyse-floor-of-controls = units to compare with
analyse-floor-of-periods = periods
analyse-floor-of-years = years to compare with
analyse-floor-reason-pattern_is_chance = With fewer, a pattern shows where the events happen to lie.
analyse-floor-reason-season_is_unseen = With fewer, a season cannot be told from chance.
analyse-floor-reason-trend_is_noise = With fewer, a trend is noise.
analyse-floor-reason-normal_fails = With fewer, the normal approximation of the test does not hold.
analyse-floor-reason-nothing_to_compare = With fewer, there is nothing to compare with.
analyse-floor-reason-undefined = With fewer, the measure is not defined.
analyse-col-count = Count
analyse-col-lower = Lower
analyse-col-upper = Upper
analyse-col-year = Year
analyse-col-month = Month
analyse-col-week = Week
analyse-col-day = Day
analyse-col-unit = Unit
analyse-col-rate = Rate
analyse-col-ratio = Ratio
analyse-col-ratio_lower = Ratio, lower
analyse-col-ratio_upper = Ratio, upper
analyse-col-p = p
analyse-col-observed_expected = Observed/expected
analyse-col-oe_lower = Lower
analyse-col-oe_upper = Upper
analyse-word-unbounded = unbounded
analyse-not-areas = { $file } is no file of areas: { $why }. Give a GeoJSON file with polygons in degrees (WGS 84) and their names.
analyse-outside = { $outside } events lie outside every area.
